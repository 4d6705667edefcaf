/** The replacement between two texts, beside what a reader would find sign by sign. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editBetween } from '../../../src/source/textEdit.ts';

/** The place of an offset, done the slow way. */
function pointOf(text: string, index: number): { row: number; column: number } {
  const lines = text.slice(0, index).split('\n');
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

describe('the edit between two texts', () => {
  // Longer than what is compared at once, and so uniform that the ends of equal parts overlap.
  const long = fc
    .tuple(fc.constantFrom('a', 'ab\n', '\n', 'fn a() {}\r\n'), fc.nat({ max: 13_000 }))
    .map(([sign, length]) => sign.repeat(Math.ceil(length / sign.length)).slice(0, length));
  const replaced = fc.record({
    text: long,
    at: fc.nat(),
    length: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 9_000 })),
    inserted: fc.oneof(fc.constantFrom('', 'a', 'b', '\n', 'b\nb'), long),
  });

  it('is the shortest that makes one of the other, at the right lines', () => {
    fc.assert(
      fc.property(replaced, ({ text, at, length, inserted }) => {
        const from = at % (text.length + 1);
        const newText = text.slice(0, from) + inserted + text.slice(from + length);
        const edit = editBetween(text, newText);
        if (edit === null) {
          assert.equal(text, newText);
          return;
        }
        const { startIndex, oldEndIndex, newEndIndex } = edit;
        assert.ok(
          text.slice(0, startIndex) + newText.slice(startIndex, newEndIndex) + text.slice(oldEndIndex) === newText,
        );
        const [removed, added] = [text.slice(startIndex, oldEndIndex), newText.slice(startIndex, newEndIndex)];
        assert.ok(
          removed === '' ||
            added === '' ||
            (removed.slice(0, 1) !== added.slice(0, 1) && removed.slice(-1) !== added.slice(-1)),
        );
        assert.deepEqual({ ...edit.startPosition }, pointOf(text, startIndex));
        assert.deepEqual({ ...edit.oldEndPosition }, pointOf(text, oldEndIndex));
        assert.deepEqual({ ...edit.newEndPosition }, pointOf(newText, newEndIndex));
      }),
      { numRuns: 300 },
    );
  });
});
