/** Where `perf probe -D` says that arguments are, and where a plan reads them, in perf's words. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ValueCapture } from '../../../src/model/capture.ts';
import type { ProbePoint } from '../../../src/model/probePlan.ts';
import type { Register, Word } from '../../../src/model/read.ts';

/** Name -> location, `%di` or `+8(%sp)`, of each variable that perf finds at the beginning of the function. */
export async function perfLocations(file: string, symbol: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await promisify(execFile)('perf', ['probe', '-x', file, '-D', `${symbol} $vars`]).catch(
    // Perf says in this way that it knows no variable.
    (failure: unknown) => ({ stdout: (failure as { stdout?: string }).stdout ?? '' }),
  );
  const definition = stdout.split('\n').find(line => line.startsWith('p:')) ?? '';
  const fields = definition.split(' ').slice(2);
  return new Map(
    fields.flatMap(field => {
      const [, name, location] = /^(\w+)=(.*?)(?::\w+)?$/.exec(field) ?? [];
      return name === undefined || location === undefined ? [] : [[name, location] as const];
    }),
  );
}

/** Where the first bytes of a value are read, as perf writes it; null where they are not read. */
export function locationOf(capture: ValueCapture, { reads }: ProbePoint): string | null {
  const [piece] = capture.pieces;
  if (piece?.kind !== 'read') return null;
  const read = reads[piece.read];
  switch (read?.kind) {
    case undefined:
    case 'elements':
      return null;
    case 'word':
      return inWords(read.word, 0);
    case 'memory':
      return `${signed(plusOf(read.at) + piece.offset)}(${inWords(read.at, -plusOf(read.at))})`;
  }
}

const plusOf = (word: Word): number => word.plus;

/** The word plus a number. */
function inWords(word: Word, plus: number): string {
  const sum = word.plus + plus;
  if (word.kind === 'load')
    return `${signed(plusOf(word.at))}(${inWords(word.at, -plusOf(word.at))})${sum === 0 ? '' : signed(sum)}`;
  return `%${perfName(word.register)}${sum === 0 ? '' : signed(sum)}`;
}

const signed = (number: number): string => (number < 0 ? String(number) : `+${String(number)}`);

/** `di` for rdi, `r8` for r8. */
function perfName(register: Register): string {
  return register === 'rip' ? 'ip' : register.replace(/^r(?=[a-z])/, '');
}
