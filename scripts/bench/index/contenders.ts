/** What is measured beside each other: our answers, and those of tools that read the same symbols and debug information. */

import path from 'node:path';
import { root } from '../../root.ts';
import type { Command } from '../measure.ts';
import type { Subject } from '../programs/subjects.ts';

export interface Contender {
  readonly name: string;
  readonly command: Command;
  /** What it finds on disk of its own earlier runs. Null for tools that keep nothing. */
  readonly index: 'cold' | 'warm' | null;
}

/** `caches`: a folder without an index, and one that keeps what the first run wrote. */
export interface Caches {
  readonly cold: string;
  readonly warm: string;
}

export const NM = 'nm -C';
export const GDB = 'gdb, one `info line`';
export const ALL = 'rust-trace: every own function';

export function contendersFor(subject: Subject, resolveAll: string, caches: Caches): Contender[] {
  const { folder, profile, binary, sample } = subject;
  const place = `${path.join(folder, sample.file)}:${sample.line1}`;
  const commandLine = path.join(root, 'dist/cli.js');
  const first = [process.execPath, commandLine, 'resolve', place, '--profile', profile, '--json'];
  const all = [process.execPath, resolveAll, folder, profile];
  const ours = (name: string, argv: readonly string[]): Contender[] =>
    (['cold', 'warm'] as const).map(index => ({
      name,
      command: { argv, environment: { XDG_CACHE_HOME: caches[index] } },
      index,
    }));
  const theirs = (name: string, argv: readonly string[]): Contender => ({ name, command: { argv }, index: null });
  return [
    ...ours('rust-trace: first answer', first),
    ...ours(ALL, all),
    theirs(NM, ['nm', '-C', binary]),
    theirs(GDB, ['gdb', '-nx', '-batch', '-ex', `info line ${place}`, binary]),
    theirs('gdb, `info functions`', ['gdb', '-nx', '-batch', '-ex', 'info functions', binary]),
    theirs('`perf probe -F`', ['perf', 'probe', '-F', '-x', binary]),
    theirs('`bpftrace -l`', ['bpftrace', '-l', `uprobe:${binary}:*`]),
  ];
}
