/**
 * What was read before an edit and is taken over: it must say what the whole text says, read anew. The texts here stay
 * free of errors, since a text with errors is always read anew (editing.test.ts).
 */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RustTree } from '../../../src/source/rustParser.ts';
import { functionsOfText, parser } from './parser.ts';

const FILE = '/home/ada/lib.rs';

/** Parts of a file, each whole by itself; what stands before an item may be another item's, or nobody's. */
const part = fc.constantFrom(
  '',
  '\n',
  '/// Says what it does.',
  '// fn: not a function',
  '#[test]',
  '#[cfg(unix)]',
  '#[inline]',
  'fn a() {}',
  'pub(crate) async unsafe fn b<T>(x: T) { fn inner() {} }',
  "impl<'a> Lines<'a> { fn next() {} /* fn */ fn back() {} }",
  'impl<T> From<T> for A { #[inline] fn from(t: T) -> A { || { fn deep() {} } } }',
  'trait Shape { fn area(&self) -> f64; fn name(&self) -> &str { "fn" } }',
  'mod inner {',
  'mod tests { use super::*;',
  'impl Stack {',
  'trait Walk {',
  '}',
  'struct S { f: fn() }',
  'const F: fn() = { fn constant() {} constant };',
  'cfg_if! { if #[cfg(unix)] { fn a() {} } else { mod m { fn a() {} } } }',
  'macro_rules! m { () => { fn not_here() {} } }',
  'unsafe extern "C" { safe fn f(); }',
);
const separator = fc.constantFrom('\n', ' \n', '\r\n', '\n\n', '\n    ');
const parts = fc.array(fc.tuple(part, separator), { maxLength: 20 });
const edit = fc.record({
  at: fc.nat(),
  removed: fc.nat({ max: 2 }),
  inserted: fc.array(fc.tuple(part, separator), { maxLength: 3 }),
  /** Not every text is asked for its functions. */
  isRead: fc.boolean(),
});

type Parts = readonly (readonly [part: string, separator: string])[];

/** Drops an end of nothing, and ends at the end what has none. */
function textOf(written: Parts): string {
  let depth = 0;
  let text = '';
  for (const [words, separator] of written) {
    if (words === '}' && depth === 0) continue;
    depth += words.split('{').length - words.split('}').length;
    text += words + separator;
  }
  return text + '}'.repeat(depth);
}

function isSameAnew(tree: RustTree, text: string): void {
  assert.deepEqual(tree.functions(FILE), functionsOfText(text, FILE), text);
}

describe('items that were read before an edit', () => {
  it('say what the whole text says, read anew, after every edit', () => {
    fc.assert(
      fc.property(parts, fc.array(edit, { minLength: 1, maxLength: 8 }), (start, edits) => {
        const written: [string, string][] = [...start];
        let tree = parser.parse(textOf(written));
        try {
          isSameAnew(tree, textOf(written));
          for (const { at, removed, inserted, isRead } of edits) {
            written.splice(at % (written.length + 1), removed, ...inserted);
            tree = tree.update(textOf(written));
            if (isRead) isSameAnew(tree, textOf(written));
          }
          isSameAnew(tree, textOf(written));
        } finally {
          tree.delete();
        }
      }),
      { numRuns: 400 },
    );
  }).timeout(30_000);

  it('are not read again: only the one that was edited is, and what is below it moves', () => {
    const text = 'fn a() {}\nmod m {\n  fn b() {}\n  fn c() {}\n}\nimpl X { fn d() {} }\n';
    const before = parser.parse(text);
    const [a, b, , d] = before.functions(FILE);
    const after = before.update(text.replace('fn c() {}', 'fn c() {\n  let x = 1;\n}'));
    const found = after.functions(FILE);
    assert.ok(found[0] === a && found[1] === b);
    assert.deepEqual(
      found.map(({ nameRange, itemRange }) => [nameRange.start.line0, itemRange.end.line0]),
      [
        [0, 0],
        [2, 2],
        [3, 5],
        [7, 7],
      ],
    );
    assert.deepEqual(
      { ...found[3], nameRange: null, itemRange: null, signatureLine0: null },
      {
        ...d,
        nameRange: null,
        itemRange: null,
        signatureLine0: null,
      },
    );
    after.delete();
  });

  it('are those of the file that is asked for', () => {
    const before = parser.parse('fn a() {}\n');
    before.functions('/home/ada/main.rs');
    const after = before.update('fn a() {}\n\n');
    assert.deepEqual(
      after.functions(FILE).map(fn => fn.file),
      [FILE],
    );
    after.delete();
  });

  it('mean another thing when only what is around them has changed', () => {
    const texts = [
      'mod m {\n#[inline]\nfn a() {}\n}',
      'mod n {\n#[inline]\nfn a() {}\n}',
      'impl n {\n#[inline]\nfn a() {}\n}',
      'impl<T> n {\n#[inline]\nfn a() {}\n}',
      'impl<T> n {\n#[test]\nfn a() {}\n}',
      '#[cfg(unix)]\nimpl<T> n {\n#[test]\nfn a() {}\n}',
    ];
    let tree = parser.parse('');
    for (const text of texts) {
      tree = tree.update(text);
      isSameAnew(tree, text);
    }
    tree.delete();
  });
});
