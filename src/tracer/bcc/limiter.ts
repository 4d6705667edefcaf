/**
 * The limit of what is recorded, as rust_trace.h keeps it in the kernel: the condition under which a hit goes on to
 * `trace` at all, and the word that each of those carries about the hits that did not.
 */

import type { ProbePlan } from '../../model/probePlan.ts';

/** The signature of a probe: where its condition puts the word. */
export const COUNT_DECLARATION = '(u64 rt_word)';
export const COUNT_EXPRESSION = 'rt_word';

/** Probes that rust_trace.h has room for; bcc has no more at a time either. */
export const MOST_PROBES = 1000;

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

/** C expression of a probe's condition; hits of other processes than the plan's are not counted either. */
export function condition(plan: ProbePlan, probe: number, { recordedPerSecond, processors }: LimitOptions): string {
  const limit = recordedPerSecond === null ? 'RT_NO_LIMIT' : `${BigInt(recordedPerSecond)}ULL`;
  const pairs = plan.probes.length * processors;
  const periodMs = Math.max(SHORTEST_PERIOD_MS, Math.ceil((pairs * 1000) / SAMPLES_PER_SECOND));
  const pass =
    `({ int probe = ${probe}; int first = 0; ` +
    `rt_pass(rt_probes.lookup(&probe), rt_windows.lookup(&first), ${limit}, ${periodMs}); })`;
  const isOfProcess = plan.process === null ? '' : `$tgid == ${BigInt(plan.process)} && `;
  return `(${isOfProcess}(rt_word = ${pass}) != 0)`;
}

export function readCountWord(word: bigint): CountWord {
  return {
    isSample: word >> 63n === 1n,
    processor: Number((word >> 48n) & 0x7fffn),
    hits: Number(word & 0xffff_ffff_ffffn),
  };
}
