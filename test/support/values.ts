/** The sample with functions over all kinds of types, test/fixtures/values: its programs and what they echo. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const valuesFolder = fileURLToPath(new URL('../fixtures/values', import.meta.url));

export type Profile = 'dev' | 'release';

export interface ValuesPrograms {
  /** Calls everything with generated values, on one thread. */
  readonly values: string;
  /** Calls that end in every way, on eight threads. */
  readonly returns: string;
}

/** A call that the program made. */
export interface EchoedCall {
  readonly call: number;
  readonly tid: number;
  /** As `std::any::type_name` says it, with type arguments. */
  readonly function: string;
  readonly args: readonly EchoedArgument[];
  /**
   * How it ended, with the `{:?}` of its result, null where that has none.
   * Null for a call that has no end of its own: the last thing its caller does, or one that a panic went through.
   */
  readonly outcome: { readonly kind: 'returned'; readonly text: string | null } | { readonly kind: 'panicked' } | null;
  /** Number of the call that it was made in, of those that are echoed; null for none. */
  readonly caller: number | null;
}

export interface EchoedArgument {
  readonly name: string;
  /** Its `{:?}`, and what else is right to show. */
  readonly texts: readonly [string, ...string[]];
  /** `size_of` says that there is nothing of it: rustc leaves it out of the debug information. */
  readonly isZeroSized: boolean;
}

/** Builds both programs, where they are not built already. Rejects with cargo's own words. */
export async function buildValues(profile: Profile): Promise<ValuesPrograms> {
  const target = path.join(valuesFolder, 'target');
  await promisify(execFile)('cargo', ['build', '--offline', '--locked', '--quiet', `--profile=${profile}`], {
    cwd: valuesFolder,
    env: { ...process.env, CARGO_TARGET_DIR: target },
  });
  const folder = path.join(target, profile === 'dev' ? 'debug' : 'release');
  return { values: path.join(folder, 'values'), returns: path.join(folder, 'returns') };
}

/** The text that a program writes to `file` when it has run with so many rounds. Rejects when it does not exit with 0. */
export async function runEchoing(program: string, file: string, rounds: number): Promise<readonly EchoedCall[]> {
  await promisify(execFile)(program, ['--rounds', String(rounds), '--echo', file]);
  return readCalls(readFileSync(file, 'utf8'));
}

type Line = { readonly call: number; readonly tid: number } & (
  | {
      readonly function: string;
      readonly args: readonly (readonly [string, string, ...string[]])[];
      readonly zeroSized?: readonly string[];
    }
  | { readonly result: string | null }
  | { readonly panicked: true }
);

/** Every call in the order in which they began. */
function readCalls(echo: string): EchoedCall[] {
  const calls = new Map<number, { -readonly [Key in keyof EchoedCall]: EchoedCall[Key] }>();
  const open = new Map<number, number[]>();
  for (const text of echo.split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    const stack = open.get(line.tid) ?? [];
    open.set(line.tid, stack);
    if ('function' in line) {
      const { call, tid, args, zeroSized = [] } = line;
      calls.set(call, {
        ...{ call, tid, function: line.function, outcome: null, caller: stack.at(-1) ?? null },
        args: args.map(([name, ...texts]) => ({ name, texts, isZeroSized: zeroSized.includes(name) })),
      });
      stack.push(call);
      continue;
    }
    const call = calls.get(line.call);
    if (call === undefined) throw new Error(`an end without a beginning: ${text}`);
    call.outcome = 'result' in line ? { kind: 'returned', text: line.result } : { kind: 'panicked' };
    // Calls made in it that have no end of their own are over too.
    stack.splice(stack.indexOf(line.call));
  }
  return [...calls.values()];
}
