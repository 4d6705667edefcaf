/**
 * Text of programs and binaries inside Markdown: it must show as it is and never become a link, a command, HTML or a table cell.
 * CommonMark 0.31: section 2.4 (backslash escapes), 4.5 (fenced code blocks).
 */

import { oneLine } from '../session/oneLine.ts';
import { numberText } from '../model/numberText.ts';

const LISTED = 8;

/** `text` on one line as literal Markdown text. Every ASCII punctuation character may be escaped, so every one is. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/gu, character => `\\${character}`);
}

/** Lines as a fenced block. The fence is longer than any run of backticks inside, so nothing inside can end it. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const safe = lines.map(oneLine);
  const longest = Math.max(2, ...safe.flatMap(line => (line.match(/`+/gu) ?? []).map(run => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...safe, fence].join('\n');
}

/** A command link; `command` must be in the `enabledCommands` of the MarkdownString. */
export function commandLink(label: string, command: string, args: readonly unknown[]): string {
  const encoded = encodeURIComponent(JSON.stringify(args)).replace(/[()'!*]/gu, character => {
    return `%${character.charCodeAt(0).toString(16)}`;
  });
  return `[${escapeMarkdown(label)}](command:${command}?${encoded})`;
}

/** As many items as a person reads, and how many more there are. */
export function listed(items: readonly string[]): string[] {
  const more = items.length - LISTED;
  return more > 0 ? [...items.slice(0, LISTED), `… ${numberText(more)} more`] : [...items];
}
