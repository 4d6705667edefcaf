/**
 * Mocha's report in few lines: one for each file with its counts and times, skipped tests by name, failures in full at
 * the end.
 * Appends the totals as one JSON line to `$RUST_TRACE_TEST_REPORT`, for the runner of several kinds of tests.
 */

import { appendFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { processorSeconds } from './processorTime.ts';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_TEST_END, EVENT_SUITE_END, EVENT_RUN_END } =
  Mocha.Runner.constants;

interface FileReport {
  readonly name: string;
  readonly counts: { passed: number; failed: number; skipped: number };
  readonly remarks: string[];
}

export class CompactReporter extends Mocha.reporters.Base {
  #file: FileReport | null = null;
  /** A file's time begins with the end of the one before, so that it has its hooks in it. */
  #startMs = Date.now();
  #lastEndMs = this.#startMs;
  #processorSeconds = processorSeconds();
  readonly #totals = { passed: 0, failed: 0, skipped: 0 };

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PASS, test => {
      this.#count(test, 'passed');
    });
    runner.on(EVENT_TEST_PENDING, test => {
      this.#count(test, 'skipped').remarks.push(`skipped: ${test.fullTitle()}`);
    });
    runner.on(EVENT_TEST_FAIL, (test, error: Error) => {
      const [firstLine = ''] = error.message.split('\n');
      this.#count(test, 'failed').remarks.push(`FAILED: ${test.fullTitle()}: ${firstLine}`);
    });
    // A test may stand in no suite; a suite has hooks behind its last test.
    for (const event of [EVENT_TEST_END, EVENT_SUITE_END]) {
      runner.on(event, () => {
        this.#lastEndMs = Date.now();
      });
    }
    runner.once(EVENT_RUN_END, () => {
      this.#endFile();
      if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
      this.#writeTotals();
    });
  }

  #count(test: Mocha.Runnable, result: keyof TestCounts): FileReport {
    const name = path.relative(process.cwd(), test.file ?? 'unknown file');
    if (this.#file?.name !== name) {
      this.#endFile();
      this.#file = {
        name,
        counts: { passed: 0, failed: 0, skipped: 0 },
        remarks: [],
      };
    }
    this.#file.counts[result]++;
    this.#totals[result]++;
    return this.#file;
  }

  #endFile(): void {
    if (this.#file === null) return;
    const { name, counts, remarks } = this.#file;
    const seconds = ((this.#lastEndMs - this.#startMs) / 1000).toFixed(2);
    const processor = processorSeconds();
    const computed = `${(processor - this.#processorSeconds).toFixed(2)} s of processor time`;
    say(`${counts.failed > 0 ? '✗' : '✓'} ${name}: ${countsText(counts)}, ${seconds} s, ${computed}`);
    for (const remark of remarks) say(`    ${remark}`);
    this.#file = null;
    this.#startMs = this.#lastEndMs;
    this.#processorSeconds = processor;
  }

  #writeTotals(): void {
    const file = process.env.RUST_TRACE_TEST_REPORT;
    if (file === undefined)
      say(`${this.#totals.passed} passed, ${this.#totals.failed} failed, ${this.#totals.skipped} skipped`);
    else appendFileSync(file, `${JSON.stringify(this.#totals)}\n`);
  }
}

/** `12 passed, 1 failed`: parts that are zero are left out. */
function countsText(counts: TestCounts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([result, count]) => `${count} ${result}`).join(', ');
}

function say(line: string): void {
  Mocha.reporters.Base.consoleLog(line);
}
