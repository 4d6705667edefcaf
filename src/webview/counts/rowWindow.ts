/** Which lines of a long table are on the screen, and how far to scroll for one that is not. Pure; lengths in CSS pixels. */

export interface RowWindow {
  readonly first: number;
  /** One after the last line. */
  readonly end: number;
}

/** Lines that are made beyond the edges, so that a short scroll finds them there. */
const MARGIN = 8;

export function windowAt(scrollTop: number, height: number, rowHeight: number, lines: number): RowWindow {
  const first = Math.floor(scrollTop / rowHeight) - MARGIN;
  const end = Math.ceil((scrollTop + height) / rowHeight) + MARGIN;
  return { first: Math.min(Math.max(first, 0), lines), end: Math.min(Math.max(end, 0), lines) };
}

/** Whole lines that fit: how far Page Down goes. */
export function pageOf(height: number, rowHeight: number): number {
  return Math.max(1, Math.floor(height / rowHeight) - 1);
}

/** The nearest place to scroll to at which a line is in view. */
export function scrolledTo(line: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = line * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
