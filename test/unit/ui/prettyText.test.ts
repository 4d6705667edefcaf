/** Long values over several lines. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prettyLines } from '../../../src/ui/prettyText.ts';

/** Values as `{:?}` prints them. */
const anyValue = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.integer().map(String),
    fc.string({ unit: 'binary', maxLength: 20 }).map(text => JSON.stringify(text)),
    fc.constantFrom("'('", "'\\''", '()', '[]', 'None', '…'),
    fc.array(tie('value'), { maxLength: 6 }).map(values => `[${values.join(', ')}]`),
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }).map(values => `Some(${values.join(', ')})`),
    fc
      .array(tie('value'), { minLength: 1, maxLength: 6 })
      .map(values => `Point { ${values.map((value, at) => `f${at}: ${value}`).join(', ')} }`),
  ),
})).value;

describe('a long value', () => {
  it('has its members below each other, and those that fit on a line of their own', () => {
    const text =
      'order: Order { id: 7, name: "a, {b", lines: [Line { sku: 1, n: 22 }, Line { sku: 2, n: 33 }], open: true }';
    assert.deepEqual(prettyLines(text, 40), [
      'order: Order {',
      '    id: 7,',
      '    name: "a, {b",',
      '    lines: [',
      '        Line { sku: 1, n: 22 },',
      '        Line { sku: 2, n: 33 }',
      '    ],',
      '    open: true',
      '}',
    ]); // prettier-ignore
    assert.deepEqual(prettyLines(text, 200), [text]);
  });

  it('stays as it is where it cannot be divided', () => {
    for (const text of ['"a(b, c)"', '()', 'f(', 'f)', '123456789', 'f("', "g('"])
      assert.deepEqual(prettyLines(text, 2), [text]);
  });

  it('changes in nothing but blanks between its parts', () => {
    const bare = (text: string): string => text.replace(/\s/gu, '');
    fc.assert(
      fc.property(anyValue, fc.integer({ min: 1, max: 60 }), (text, width) => {
        assert.equal(bare(prettyLines(text, width).join('')), bare(text));
      }),
    );
  });

  it('never fails, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('(', ')', '[', '{', '}', ',', '"', "'", '\\', 'a', ' ') }),
        text => {
          assert.equal(prettyLines(text, 1).join('').replace(/ /g, ''), text.replace(/ /g, ''));
        },
      ),
    );
  });
});
