/** The words of the command line on what is counted. */

import { FUNCTION_ORIGINS, type CountSelection, type FunctionOrigin } from '../model/countPlan.ts';
import type { TracerChoice } from '../tracer/tracerChoice.ts';
import path from 'node:path';
import { UsageError } from './usageError.ts';
import { durationMs, tracerChoice } from './wordValues.ts';

/** For `parseArgs`. */
export const COUNT_OPTIONS = {
  in: { type: 'string' },
  file: { type: 'string' },
  interval: { type: 'string' },
  zeros: { type: 'boolean' },
} as const;

export const COUNT_NAMES = ['in', 'file', 'interval', 'zeros'] as const;

export const COUNT_USAGE = `  --in LIST       whose functions: own (this workspace's, by default), deps, std, with commas between them, or all
  --file FILE     all functions that are declared in a source file, instead of a pattern
  --interval TIME print what was counted so often: 1s, 500ms
  --zeros         list functions that were not entered too; --json lists them always
`;

/** Counters are not asked more often. */
const SHORTEST_INTERVAL_MS = 250;

export interface CountOptions {
  readonly selection: CountSelection;
  readonly bin: string | null;
  readonly profile: string | null;
  readonly build: boolean;
  readonly forMs: number | null;
  readonly intervalMs: number | null;
  readonly tracer: TracerChoice;
  readonly zeros: boolean;
  readonly json: boolean;
  readonly command: readonly string[];
}

type Words = Partial<Record<'bin' | 'profile' | 'for' | 'interval' | 'tracer' | 'in' | 'file', string | undefined>> &
  Partial<Record<'build' | 'zeros' | 'json', boolean | undefined>>;

/** Throws UsageError. What is wrong with a pattern is said by who matches it. */
export function countOptions(words: Words, patterns: readonly string[], command: readonly string[]): CountOptions {
  return {
    selection: selection(words, patterns),
    bin: words.bin ?? null,
    profile: words.profile ?? null,
    build: words.build ?? false,
    forMs: words.for === undefined ? null : durationMs('--for', words.for),
    intervalMs: words.interval === undefined ? null : durationMs('--interval', words.interval, SHORTEST_INTERVAL_MS),
    tracer: words.tracer === undefined ? 'auto' : tracerChoice(words.tracer),
    zeros: words.zeros ?? false,
    json: words.json ?? false,
    command,
  };
}

function selection({ in: origins, file }: Words, [pattern, ...surplus]: readonly string[]): CountSelection {
  if (surplus.length > 0) {
    throw new UsageError(`One pattern at a time: ${surplus.join(' ')} is too much. A shell wants quotes around a *.`);
  }
  if (file !== undefined) {
    if (pattern !== undefined) throw new UsageError(`Either --file or a pattern: ${pattern} is too much.`);
    if (origins !== undefined)
      throw new UsageError('--in chooses among the matches of a pattern: it goes without --file.');
    return { kind: 'file', file: path.resolve(file) };
  }
  if (pattern === undefined || pattern === '')
    throw new UsageError("Which functions? Name them by a pattern, such as 'demo::db::*', write or '/^demo::.*new$/'.");
  return { kind: 'pattern', pattern, origins: origins === undefined ? ['own'] : originList(origins) };
}

const ORIGIN_WORDS: Readonly<Record<string, FunctionOrigin>> = { own: 'own', deps: 'dependency', std: 'std' };

/** As --in wants them. */
export function originWords(origins: readonly FunctionOrigin[]): string {
  const words = Object.entries(ORIGIN_WORDS).flatMap(([word, origin]) => (origins.includes(origin) ? [word] : []));
  return words.join(',');
}

function originList(text: string): readonly FunctionOrigin[] {
  if (text === 'all') return FUNCTION_ORIGINS;
  const named = text.split(',').map(word => {
    const origin = ORIGIN_WORDS[word.trim()];
    if (origin === undefined) {
      throw new UsageError(`--in wants own, deps, std, or all, not ${JSON.stringify(word)}.`);
    }
    return origin;
  });
  return FUNCTION_ORIGINS.filter(origin => named.includes(origin));
}
