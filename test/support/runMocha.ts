/**
 * `node --import tsx test/support/runMocha.ts [--timeout MS] [--tests everyday|long] FOLDER_OR_FILE...`: the tests of
 * folders and files, or only those without or with `LONG_TAG`.
 * Exit code 1 when a test failed or when something keeps the process alive after the tests.
 */

import { parseArgs } from 'node:util';
import { createMocha, type TestChoice } from './createMocha.ts';
import { testFilesOf } from './testFiles.ts';

const lingerLimitMs = 5000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    timeout: { type: 'string', default: '10000' },
    tests: { type: 'string', default: 'all' satisfies TestChoice },
  },
});
const files = positionals.flatMap(testFilesOf);
if (files.length === 0) console.log(`there is no test in ${positionals.join(', ')}`);
const mocha = createMocha({ timeoutMs: Number(values.timeout), tests: values.tests as TestChoice });
for (const file of files) mocha.addFile(file);

// A default signal handler would not run the `exit` handlers with which harness and tests end what they started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

await mocha.loadFilesAsync();
mocha.run(failures => {
  process.exitCode = failures > 0 ? 1 : 0;
  setTimeout(() => {
    console.error(`the tests have ended and left open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, lingerLimitMs).unref();
});
