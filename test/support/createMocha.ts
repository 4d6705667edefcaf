/** Mocha as all kinds of our tests use it; the test files are the caller's. */

import Mocha from 'mocha';
import { CompactReporter } from './reporter.ts';

/**
 * In the title of a test or of a suite that stands among everyday ones, and is too slow for every change: its whole
 * matrix, where the everyday tests are a slice of it.
 */
export const LONG_TAG = '@long';

/** Those without the tag, those with it, or both. */
export type TestChoice = 'everyday' | 'long' | 'all';

export interface MochaOptions {
  readonly timeoutMs: number;
  readonly tests: TestChoice;
}

/** Only tests with `$RUST_TRACE_TEST_GREP` in their titles, where that is set. */
export function createMocha({ timeoutMs, tests }: MochaOptions): Mocha {
  return new Mocha({
    ui: 'bdd',
    reporter: CompactReporter,
    timeout: timeoutMs,
    forbidOnly: process.env.CI === 'true',
    // node:assert has the difference in its message.
    diff: false,
    grep: titlesOf(tests, process.env.RUST_TRACE_TEST_GREP ?? ''),
  });
}

function titlesOf(tests: TestChoice, text: string): RegExp {
  const tag = { everyday: `(?!.*${LONG_TAG})`, long: `(?=.*${LONG_TAG})`, all: '' }[tests];
  return new RegExp(`^${tag}.*${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`, 's');
}
