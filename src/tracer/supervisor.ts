/**
 * The root side's mortality: wraps a tracer's command in supervisor.sh. The script travels as text in the command
 * line, so root never executes a file that the user can write to.
 */

import { closeSync, openSync } from 'node:fs';
import { assetPath } from '../binary/assets.ts';
import { type CommandWord, shownWord, wordText } from './commandWord.ts';

/** Seconds from the first signal to SIGKILL: the kernel takes 5 to detach 40 probes. */
export const GRACE_SECONDS = 10;

/** What the supervisor says on stderr before anything else: the tracer's process. */
const PID_LINE = /^rust-trace: pid (\d+)$/;

/** What it says before it ends a tracer whose time is over. */
const TIME_IS_UP_LINE = 'rust-trace: time is up';

/** What asks a tracer to end, twice a second: in the first half of the grace, and in the other. */
export interface EndSignals {
  readonly first: 'INT' | 'TERM';
  readonly next: 'INT' | 'TERM';
}

export interface SupervisedCommand {
  readonly argv: readonly string[];
  /** The same for a shell, in one line, with the texts of files taken from them. */
  readonly display: string;
}

/**
 * @param graceSeconds whole seconds
 * @param limitSeconds whole seconds after which the root side ends the tracer by itself; null: never
 */
export function superviseCommand(
  command: readonly CommandWord[],
  graceSeconds = GRACE_SECONDS,
  limitSeconds: number | null = null,
  { first, next }: EndSignals = { first: hasTerminal() ? 'TERM' : 'INT', next: 'TERM' },
): SupervisedCommand {
  const script = { textOf: assetPath('supervisor.sh') };
  const limit = limitSeconds === null ? '' : String(limitSeconds);
  const settings = [first, next, String(graceSeconds), limit];
  const words = ['/bin/sh', '-c', script, 'rust-trace', ...settings, ...command];
  return { argv: words.map(wordText), display: words.map(shownWord).join(' ') };
}

/** The tracer's process id when `line` of its stderr says so, else null. */
export function readPidLine(line: string): number | null {
  const match = PID_LINE.exec(line);
  return match === null ? null : Number(match[1]);
}

/** Whether `line` of the tracer's stderr says that its time is over. */
export function isTimeUpLine(line: string): boolean {
  return line === TIME_IS_UP_LINE;
}

/** Whether this process has a controlling terminal, from which Ctrl-C reaches everything that it starts. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
