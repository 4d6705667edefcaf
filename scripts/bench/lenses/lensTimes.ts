/** What one process of the bench measures: milliseconds, each the median of what was typed. Survives JSON. */

export const KEYS = ['x', '\n', '('] as const;
export type Key = (typeof KEYS)[number];

export interface LensTimes {
  readonly functions: number;
  /** Of the server's answer, as JSON. */
  readonly bytes: number;
  /** Nothing was read yet. */
  readonly first: ReadTimes;
  readonly after: Readonly<Record<Key, ReadTimes & { readonly movedMs: number }>>;
}

export interface ReadTimes {
  /** From the question until the functions are there, through the server's process. */
  readonly answerMs: number;
  /** Of that, in a process by itself: the syntax tree, and the functions in it. */
  readonly parseMs: number;
  readonly functionsMs: number;
}
