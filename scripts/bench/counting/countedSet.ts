/** Which functions of the program are counted in a race: the same for all contenders, each in its own words. */

import { execFileSync } from 'node:child_process';
import type { CountedProgram } from '../../../test/support/counted/program.ts';

export interface CountedSet {
  /** What a person types to count just these; a pattern of `rust-trace count`. */
  readonly pattern: string;
  /** Symbols by name of the function; each function has one. */
  readonly symbols: ReadonlyMap<string, string>;
}

/**
 * The functions whose names the regular expression finds, as nm lists them.
 * @param expected how many that must be
 */
export function countedSet(program: CountedProgram, names: RegExp, expected: number): CountedSet {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const symbols = execFileSync('nm', ['--defined-only', '--format=just-symbols', program.binary], options);
  const demangled = execFileSync('nm', ['--defined-only', '--format=just-symbols', '-C', program.binary], options);
  const names0 = demangled.split('\n').map(name => name.replace(/::h[0-9a-f]{16}$/, ''));
  const all = symbols.split('\n').map((symbol, at) => [names0[at] ?? '', symbol] as const);
  const chosen = new Map(all.filter(([name]) => names.test(name)));
  if (chosen.size !== expected) throw new Error(`${names.source} finds ${chosen.size} functions, not ${expected}`);
  return { pattern: `/${names.source}/`, symbols: chosen };
}
