/** Adds up what the jobs of one kind of tests came to, and judges the sum. */

import type { TestKind } from './kinds.ts';
import type { JobResult } from './runJob.ts';

export interface TallyOptions {
  /** How many jobs there are to end. */
  readonly jobs: number;
  /** Only some of the tests were asked for, so the kind's minimum does not hold. */
  readonly isPart: boolean;
  /** All must run: what is skipped has failed. */
  readonly isCi: boolean;
}

export class KindTally {
  readonly counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #remarks: string[] = [];
  readonly #kind: TestKind;
  readonly #options: TallyOptions;
  #pending: number;
  #startMs: number | null = null;
  #durationMs = 0;

  constructor(kind: TestKind, options: TallyOptions) {
    this.#kind = kind;
    this.#options = options;
    this.#pending = options.jobs;
  }

  /** A kind that the machine cannot run counts as one skipped test. */
  cannotRun(reason: string): void {
    this.counts.skipped++;
    this.#remarks.push(`  NOT RUN: ${this.#kind.name}: ${reason}`);
    if (this.#options.isCi) this.#fail(`${this.#kind.name} cannot run, and CI must run all`);
  }

  /** A job begins. */
  begin(): void {
    this.#startMs ??= Date.now();
  }

  /** A job has ended; returns whether it was the last. */
  end({ counts, problems }: JobResult): boolean {
    for (const key of ['passed', 'failed', 'skipped'] as const) this.counts[key] += counts[key];
    for (const problem of problems) this.#fail(problem);
    this.#durationMs = Date.now() - (this.#startMs ?? 0);
    const isLast = --this.#pending === 0;
    if (isLast) this.#judge();
    return isLast;
  }

  /** `unit: 3 passed, 0 failed, 0 skipped, 1.2 s`, and a line for each remark. */
  text(): string {
    const { passed, failed, skipped } = this.counts;
    const seconds = (this.#durationMs / 1000).toFixed(1);
    const sum = `${this.#kind.name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`;
    return [sum, ...this.#remarks].join('\n');
  }

  #judge(): void {
    const { name, minimum } = this.#kind;
    const { isPart, isCi } = this.#options;
    const ran = this.counts.passed + this.counts.failed;
    if (!isPart && ran < minimum) this.#fail(`${name}: only ${ran} tests ran, of at least ${minimum}`);
    if (isCi && this.counts.skipped > 0) this.#fail(`${name}: tests were skipped, and CI must run all`);
  }

  #fail(problem: string): void {
    this.counts.failed++;
    this.#remarks.push(`  FAILED: ${problem}`);
  }
}
