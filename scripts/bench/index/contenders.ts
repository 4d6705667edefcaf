/** What is measured beside each other: our answers, and those of tools that read the same symbols and debug information. */

import path from 'node:path';
import { root } from '../../root.ts';
import type { Command } from '../measure.ts';
import type { ResolvedFunction } from '../ownFunctions/resolvedFunction.ts';
import type { WholeIndex } from '../ownFunctions/wholeIndex.ts';
import type { Subject } from '../programs/subjects.ts';
import { spreadOf } from '../spread.ts';

export interface Contender {
  readonly name: string;
  readonly command: Command;
  /** What it finds on disk of its own earlier runs. Null for tools that keep nothing. */
  readonly index: 'cold' | 'warm' | null;
  /** Times that it measured itself, milliseconds, by what they are called; of its output. */
  readonly inside?: (output: string) => Readonly<Record<string, number>>;
}

/** Bundles of scripts that ask as the product does. */
export interface Scripts {
  readonly resolveAll: string;
  readonly wholeIndex: string;
}

/** `caches`: a folder without an index, and one that keeps what the first run wrote. */
export interface Caches {
  readonly cold: string;
  readonly warm: string;
}

export const NM = 'nm -C';
export const GDB = 'gdb, one `info line`';
export const ALL = 'rust-trace: every own function';
export const WHOLE = 'rust-trace: index of all functions';
export const NEXT = 'the next answer in the same process, median';
const SLOWEST = 'the slowest of these answers';
export const LOADED = 'the index of all functions loaded from disk';

export function contendersFor(subject: Subject, scripts: Scripts, caches: Caches): Contender[] {
  const { folder, profile, binary, sample } = subject;
  const place = `${path.join(folder, sample.file)}:${sample.line1}`;
  const commandLine = path.join(root, 'dist/cli.js');
  const first = [process.execPath, commandLine, 'resolve', place, '--profile', profile, '--json'];
  const all = [process.execPath, scripts.resolveAll, folder, profile];
  const ours = (name: string, argv: readonly string[], inside?: Contender['inside']): Contender[] =>
    (['cold', 'warm'] as const).map(index => ({
      name,
      command: { argv, environment: { XDG_CACHE_HOME: caches[index] } },
      index,
      ...(inside === undefined || index === 'cold' ? {} : { inside }),
    }));
  const theirs = (name: string, argv: readonly string[]): Contender => ({ name, command: { argv }, index: null });
  return [
    // First: what is warm finds on disk what this one left there.
    ...ours(WHOLE, [process.execPath, scripts.wholeIndex, binary], loadTime),
    ...ours('rust-trace: first answer', first),
    ...ours(ALL, all, answerTimes),
    theirs(NM, ['nm', '-C', binary]),
    theirs(GDB, ['gdb', '-nx', '-batch', '-ex', `info line ${place}`, binary]),
    theirs('gdb, `info functions`', ['gdb', '-nx', '-batch', '-ex', 'info functions', binary]),
    theirs('`perf probe -F`', ['perf', 'probe', '-F', '-x', binary]),
    theirs('`bpftrace -l`', ['bpftrace', '-l', `uprobe:${binary}:*`]),
  ];
}

function loadTime(output: string): Record<string, number> {
  const { openMs } = JSON.parse(output) as WholeIndex;
  return { [LOADED]: openMs };
}

/** The first answer asks cargo and opens the binary. */
function answerTimes(output: string): Record<string, number> {
  const lines = output.trim().split('\n').slice(1);
  const { median, maximum } = spreadOf(lines.map(line => (JSON.parse(line) as ResolvedFunction).ms));
  return { [NEXT]: median, [SLOWEST]: maximum };
}
