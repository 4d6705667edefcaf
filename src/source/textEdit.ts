/**
 * The one replacement that turns a text into another, for the incremental parser. The texts themselves are compared,
 * so that no wrong account of a change can ever make a wrong tree.
 */

import { Edit, type Point } from 'web-tree-sitter';

/** The shortest such replacement, or null for equal texts. Takes time in proportion to the length of the texts. */
export function editBetween(oldText: string, newText: string): Edit | null {
  if (oldText === newText) return null;
  const shorter = Math.min(oldText.length, newText.length);
  let startIndex = 0;
  while (startIndex < shorter && oldText.charCodeAt(startIndex) === newText.charCodeAt(startIndex)) startIndex++;
  let oldEndIndex = oldText.length;
  let newEndIndex = newText.length;
  while (
    oldEndIndex > startIndex &&
    newEndIndex > startIndex &&
    oldText.charCodeAt(oldEndIndex - 1) === newText.charCodeAt(newEndIndex - 1)
  ) {
    oldEndIndex--;
    newEndIndex--;
  }
  return new Edit({
    startIndex,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(oldText, startIndex),
    oldEndPosition: pointAt(oldText, oldEndIndex),
    newEndPosition: pointAt(newText, newEndIndex),
  });
}

function pointAt(text: string, index: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < index; next = text.indexOf('\n', lineStart)) {
    row++;
    lineStart = next + 1;
  }
  return { row, column: index - lineStart };
}
