/**
 * The limit of what is recorded, as rust_trace.h keeps it in the kernel: the condition under which a hit goes on to
 * `trace` at all, and the word that each of those carries about the hits that did not. An exit goes on when the entry of
 * its call did; it is no hit and counts nowhere.
 */

import type { ProbePlan, TracePoint } from '../../model/probePlan.ts';
import { predicateExpression, wordExpression } from './expressions.ts';

/** The signature of a probe: where its condition puts the word. */
export const COUNT_DECLARATION = '(u64 rt_word)';
export const COUNT_EXPRESSION = 'rt_word';

/** Points that rust_trace.h has room for; bcc has no more at a time either. */
export const MOST_POINTS = 1000;

/**
 * Samples of a flood: at most so many a second of the whole trace, and at least so long apart on one processor. A count
 * is behind by what comes in one period.
 */
const SAMPLES_PER_SECOND = 1000;
const SHORTEST_PERIOD_MS = 20;

export interface LimitOptions {
  /** Hits a second; null: none is held back. */
  readonly recordedPerSecond: number | null;
  /** Processors of the machine. */
  readonly processors: number;
}

/** What one passed record says about the hits of its probe on its processor. */
export interface CountWord {
  /** One of many hits that are only counted. */
  readonly isSample: boolean;
  readonly processor: number;
  /** So far, its own included. */
  readonly hits: number;
}

/** C expression of a point's condition; hits of other processes, and those it does not hold for, are not counted either. */
export function condition(plan: ProbePlan, point: TracePoint, options: LimitOptions): string {
  const isOfProcess = plan.process === null ? [] : [`$tgid == ${BigInt(plan.process)}`];
  const holds = point.condition === null ? [] : [predicateExpression(point.condition)];
  const passes = point.id < plan.probes.length ? entryPasses(plan, point, options) : exitPasses(plan, point);
  return `(${[...isOfProcess, ...holds, passes].join(' && ')})`;
}

/** Sets the word, and remembers the call where its exit is to be recorded. */
function entryPasses(plan: ProbePlan, point: TracePoint, { recordedPerSecond, processors }: LimitOptions): string {
  const limit = recordedPerSecond === null ? 'RT_NO_LIMIT' : `${BigInt(recordedPerSecond)}ULL`;
  const pairs = plan.probes.length * processors;
  const periodMs = Math.max(SHORTEST_PERIOD_MS, Math.ceil((pairs * 1000) / SAMPLES_PER_SECOND));
  const pass =
    `({ int probe = ${point.id}; int first = 0; ` +
    `rt_pass(rt_probes.lookup(&probe), rt_windows.lookup(&first), ${limit}, ${periodMs}); })`;
  if (!plan.exits.some(({ entry }) => entry === point.id)) return `(rt_word = ${pass}) != 0`;
  return (
    `({ rt_word = ${pass}; ${callOf(point)} u8 one = 1; ` +
    `if (rt_word != 0 && rt_word >> 63 == 0) rt_calls.update(&call, &one); rt_word != 0; })`
  );
}

function exitPasses({ exits, probes }: ProbePlan, point: TracePoint): string {
  // It ends calls of any stack pointer.
  if (exits[point.id - probes.length]?.kind === 'caught') return '((rt_word = 0) == 0)';
  return (
    `({ rt_word = 0; ${callOf(point)} u8 *known = rt_calls.lookup(&call); ` +
    `if (known) rt_calls.delete(&call); known != 0; })`
  );
}

/** Where the stack pointer is not known, calls are told apart by their threads alone. */
function callOf({ stackPointer, reads }: TracePoint): string {
  const read = stackPointer === null ? undefined : reads[stackPointer.read];
  const word = read?.kind === 'word' ? read.word : null;
  const value =
    word === null ? '0' : `${wordExpression(word, 1n)} + ${BigInt.asUintN(64, BigInt(stackPointer?.plus ?? 0))}ULL`;
  return `u64 rt_missing = 0; struct rt_call call = { bpf_get_current_pid_tgid(), ${value} };`;
}

export function readCountWord(word: bigint): CountWord {
  return {
    isSample: word >> 63n === 1n,
    processor: Number((word >> 48n) & 0x7fffn),
    hits: Number(word & 0xffff_ffff_ffffn),
  };
}
