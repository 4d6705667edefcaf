/**
 * Runs inside VS Code's extension host, as `extensionTestsPath`: Mocha over the bundles of the test files beside it.
 * An extension host has no terminal to write to, so the report goes to the file `$RUST_TRACE_HOST_OUTPUT`.
 */

import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { createMocha } from '../support/createMocha.ts';

/** Resolves when all tests passed, rejects when one failed or none ran. */
export function run(): Promise<void> {
  const output = process.env.RUST_TRACE_HOST_OUTPUT;
  if (output === undefined) throw new Error('RUST_TRACE_HOST_OUTPUT names no file for the report');
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
    appendFileSync(output, `${format(...words)}\n`);
  };
  Mocha.reporters.Base.useColors = false;
  const mocha = createMocha({ timeoutMs: 20_000, tests: 'all' });
  for (const file of readdirSync(import.meta.dirname).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(import.meta.dirname, file));
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run(failures => {
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else if ((runner.stats?.passes ?? 0) === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
