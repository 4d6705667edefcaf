/** Keeps known functions at their place through an edit, until the server has read the new text. Pure. */

import type { Position0, Range0, RustFunction } from '../model/rustFunction.ts';

/** One replacement, as the editor reports it: `range` in the text before, `text` what stands there now. */
export interface TextEdit0 {
  readonly range: Range0;
  readonly text: string;
}

/** The functions after `edit`. A position inside the replaced range moves to the end of the new text. */
export function shiftFunctions(functions: readonly RustFunction[], edit: TextEdit0): RustFunction[] {
  const end = endOf(edit);
  const move = (position: Position0): Position0 => shiftPosition(position, edit.range, end);
  return functions.map(fn => {
    if (isBefore(fn.itemRange.end, edit.range.start)) return fn;
    return {
      ...fn,
      nameRange: shiftRange(fn.nameRange, move),
      itemRange: shiftRange(fn.itemRange, move),
      signatureLine0: move({ line0: fn.signatureLine0, character0: 0 }).line0,
    };
  });
}

function shiftRange(range: Range0, move: (position: Position0) => Position0): Range0 {
  return { start: move(range.start), end: move(range.end) };
}

function shiftPosition(position: Position0, old: Range0, end: Position0): Position0 {
  if (isBefore(position, old.start)) return position;
  if (isBefore(position, old.end)) return end;
  return {
    line0: position.line0 + end.line0 - old.end.line0,
    character0:
      position.line0 === old.end.line0
        ? position.character0 + end.character0 - old.end.character0
        : position.character0,
  };
}

/** Where the new text ends. */
function endOf(edit: TextEdit0): Position0 {
  const lines = edit.text.split(/\r\n|\r|\n/u);
  const lastLength = lines.at(-1)?.length ?? 0;
  const { start } = edit.range;
  return lines.length === 1
    ? { line0: start.line0, character0: start.character0 + lastLength }
    : { line0: start.line0 + lines.length - 1, character0: lastLength };
}

function isBefore(a: Position0, b: Position0): boolean {
  return a.line0 < b.line0 || (a.line0 === b.line0 && a.character0 < b.character0);
}
