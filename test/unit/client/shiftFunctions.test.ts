/** Functions follow edits as the text itself does. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shiftFunctions } from '../../../src/client/shiftFunctions.ts';
import type { Position0 } from '../../../src/model/rustFunction.ts';
import { functionAt } from '../session/samples.ts';

/** The editor's rule, done the slow way: the place of an offset in a text. */
function positionAt(text: string, offset: number): Position0 {
  const lines = text.slice(0, offset).split('\n');
  return { line0: lines.length - 1, character0: lines.at(-1)?.length ?? 0 };
}

describe('functions through an edit', () => {
  it('stand at the same text as before, for any edit outside them', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n')).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, text, text, text, (head, removed, tail, inserted) => {
        const name = 'name';
        const before = `${head}${removed}${tail}${name}\n`;
        const after = `${head}${inserted}${tail}${name}\n`;
        const start = before.length - name.length - 1;
        const range = { start: positionAt(before, start), end: positionAt(before, start + name.length) };
        const fn = functionAt(name, 0, { nameRange: range, itemRange: range, signatureLine0: range.start.line0 });
        const edit = {
          range: { start: positionAt(before, head.length), end: positionAt(before, head.length + removed.length) },
          text: inserted,
        };
        const newStart = after.length - name.length - 1;
        assert.deepEqual(shiftFunctions([fn], edit)[0]?.nameRange, {
          start: positionAt(after, newStart),
          end: positionAt(after, newStart + name.length),
        });
      }),
    );
  });

  it('are not touched by an edit below them', () => {
    const fn = functionAt('add', 3);
    const below = { start: { line0: 30, character0: 0 }, end: { line0: 40, character0: 2 } };
    assert.equal(shiftFunctions([fn], { range: below, text: 'x\ny' })[0], fn);
  });

  it('count the lines of CRLF text', () => {
    const top = { start: { line0: 0, character0: 0 }, end: { line0: 0, character0: 0 } };
    assert.equal(
      shiftFunctions([functionAt('add', 3)], { range: top, text: 'a\r\nb\r\n' })[0]?.nameRange.start.line0,
      5,
    );
  });

  it('grow with their name while it is being typed', () => {
    const at = { line0: 3, character0: 6 };
    const shifted = shiftFunctions([functionAt('add', 3)], { range: { start: at, end: at }, text: 'er' })[0];
    assert.deepEqual(shifted?.nameRange, { start: { line0: 3, character0: 3 }, end: { line0: 3, character0: 8 } });
  });
});
