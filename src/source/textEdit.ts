/**
 * The one replacement that turns a text into another, for the incremental parser. The texts themselves are compared,
 * so that no wrong account of a change can ever make a wrong tree.
 */

import { Edit, type Point } from 'web-tree-sitter';

/** So many units are compared at once: as slices, which the engine compares as memory. */
const BLOCK_LENGTH = 4096;

/** The shortest such replacement, or null for equal texts. Takes time in proportion to the length of the texts. */
export function editBetween(oldText: string, newText: string): Edit | null {
  if (oldText === newText) return null;
  const startIndex = commonStart(oldText, newText);
  const sameEnd = commonEnd(oldText, newText, startIndex);
  const oldEndIndex = oldText.length - sameEnd;
  const newEndIndex = newText.length - sameEnd;
  const startPosition = pointAt(oldText, startIndex, TEXT_START);
  return new Edit({
    startIndex,
    oldEndIndex,
    newEndIndex,
    startPosition,
    oldEndPosition: pointAt(oldText, oldEndIndex, { index: startIndex, point: startPosition }),
    newEndPosition: pointAt(newText, newEndIndex, { index: startIndex, point: startPosition }),
  });
}

/** How many units are the same at the beginning of both. */
function commonStart(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same + BLOCK_LENGTH <= shorter && a.slice(same, same + BLOCK_LENGTH) === b.slice(same, same + BLOCK_LENGTH)) {
    same += BLOCK_LENGTH;
  }
  while (same < shorter && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same;
}

/** How many units are the same at the end of both, beyond the first `start` of each. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  const blockOf = (text: string, same: number): string =>
    text.slice(text.length - same - BLOCK_LENGTH, text.length - same);
  let same = 0;
  while (same + BLOCK_LENGTH <= most && blockOf(a, same) === blockOf(b, same)) same += BLOCK_LENGTH;
  while (same < most && a.charCodeAt(a.length - same - 1) === b.charCodeAt(b.length - same - 1)) same++;
  return same;
}

interface Place {
  readonly index: number;
  readonly point: Point;
}

const TEXT_START: Place = { index: 0, point: { row: 0, column: 0 } };

/** The row and column of an index, counted from a place that is not behind it. */
function pointAt(text: string, index: number, from: Place): Point {
  let { row } = from.point;
  let lineStart = from.index - from.point.column;
  for (let next = text.indexOf('\n', from.index); next !== -1 && next < index; next = text.indexOf('\n', lineStart)) {
    row++;
    lineStart = next + 1;
  }
  return { row, column: index - lineStart };
}
