/** What is wrong with a condition, and where in its text. */

import { HumanError } from '../model/humanError.ts';

/** A range of a text in UTF-16 units, as JavaScript counts; `to` lies behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export class ConditionError extends HumanError implements Span {
  readonly from: number;
  readonly to: number;

  constructor(message: string, { from, to }: Span, advice?: string) {
    super(advice === undefined ? { message } : { message, advice });
    this.name = 'ConditionError';
    this.from = from;
    this.to = to;
  }
}

/** The line of the text in which the range begins, and below it `^^^` under the range. For a terminal. */
export function underline(text: string, { from, to }: Span): string {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const nextLine = text.indexOf('\n', lineStart);
  const lineEnd = nextLine === -1 ? text.length : nextLine;
  const columns = (start: number, end: number) => Array.from(text.slice(start, end)).length;
  const line = text.slice(lineStart, lineEnd).replaceAll(/[\x00-\x1f\x7f]/g, ' ');
  const carets = Math.max(1, columns(from, Math.min(to, lineEnd)));
  return `${line}\n${' '.repeat(columns(lineStart, from))}${'^'.repeat(carets)}`;
}
