/** Mocha as all kinds of our tests use it; the test files are the caller's. */

import Mocha from 'mocha';
import { CompactReporter } from './reporter.ts';

/** Only tests with `$RUST_TRACE_TEST_GREP` in their titles, where that is set. */
export function createMocha({ timeoutMs }: { readonly timeoutMs: number }): Mocha {
  const grep = process.env.RUST_TRACE_TEST_GREP;
  return new Mocha({
    ui: 'bdd',
    reporter: CompactReporter,
    timeout: timeoutMs,
    forbidOnly: process.env.CI === 'true',
    // node:assert has the difference in its message.
    diff: false,
    ...(grep === undefined ? {} : { grep }),
  });
}
