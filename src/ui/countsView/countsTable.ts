/** Counts as text to paste. Pure. */

import type { CountSession } from '../../session/countSession.ts';
import { boundText } from '../../model/numberText.ts';
import { escapeMarkdown } from '../markdownEscape.ts';
import { oneLine } from '../../session/oneLine.ts';

/** A Markdown table, the most entered first; functions that were not entered are in it too. */
export function countsMarkdown({ functions, hasReport }: CountSession): string {
  const rows = functions.map(({ function: { name, crate }, count, isExact }) => ({ name, crate, count, isExact }));
  rows.sort((a, b) => b.count - a.count);
  const lines = rows.map(({ name, crate, count, isExact }) => {
    const number = hasReport ? boundText(count, isExact) : '';
    return `| ${number} | ${escapeMarkdown(name)} | ${escapeMarkdown(crate)} |`;
  });
  return ['| Count | Function | Crate |', '| ---: | --- | --- |', ...lines, ''].join('\n');
}

/** `1,234` and the name, with a tab between them. */
export function countLine({ functions, hasReport }: CountSession, index: number): string {
  const row = functions[index];
  if (row === undefined) return '';
  return `${hasReport ? boundText(row.count, row.isExact) : ''}\t${oneLine(row.function.name)}`;
}
