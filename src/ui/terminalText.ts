/** A line of a trace in the colours of a terminal (ECMA-48 SGR). Pure; the text in it is escaped already. */

import type { LineTone, LogLine } from './logText.ts';

const RESET = '\x1b[0m';
const DIM = '\x1b[2m';
const TONES: Readonly<Record<LineTone, string>> = {
  hit: '',
  notice: '\x1b[36m',
  warning: '\x1b[33m',
  error: '\x1b[31m',
  command: DIM,
};

/** Without the line end. */
export function terminalLine(line: LogLine): string {
  const before = [line.time, line.thread].filter(part => part !== null).join(' ');
  const text = paint(TONES[line.tone], line.text);
  return before === '' ? text : `${paint(DIM, before)} ${text}`;
}

function paint(colour: string, text: string): string {
  return colour === '' ? text : `${colour}${text}${RESET}`;
}
