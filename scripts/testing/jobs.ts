/** The processes that run the tests of a kind, and who runs beside whom. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { LONG_TAG, type TestChoice } from '../../test/support/createMocha.ts';
import { testFilesOf } from '../../test/support/testFiles.ts';
import { root } from '../root.ts';
import type { TestKind } from './kinds.ts';

export interface TestJob {
  readonly kind: TestKind;
  /** A file from the project's root, or the kind. */
  readonly name: string;
  /** Script and arguments for `node --import tsx`; it appends its counts to `$RUST_TRACE_TEST_REPORT`. */
  readonly command: readonly string[];
  /** Nothing else of ours may run meanwhile. */
  readonly isAlone: boolean;
}

/** Jobs at the same time: tracers and browsers wait as much as they compute. More than three have not been tried. */
export const WIDTH = Math.min(3, availableParallelism() + 1);

export function jobsOf(kind: TestKind): TestJob[] {
  const { name, run } = kind;
  if ('script' in run) return [{ kind, name, command: [run.script], isAlone: false }];
  const { folder, testTimeoutMs, hasTagged = false, hasProcessPerFile, alone = [] } = run;
  const command = (tests: TestChoice, what: string): string[] => [
    'test/support/runMocha.ts',
    `--timeout=${testTimeoutMs}`,
    `--tests=${tests}`,
    what,
  ];
  const choice = hasTagged ? 'all' : 'everyday';
  if (!hasProcessPerFile) return [{ kind, name, command: command(choice, folder), isAlone: false }];
  const files = filesOf(folder);
  const missing = alone.filter(file => !files.includes(path.join(folder, file)));
  if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')} in ${folder}`);
  const own = files.map(file => ({
    kind,
    name: file,
    command: command(choice, file),
    isAlone: alone.includes(path.relative(folder, file)),
  }));
  const tagged = hasTagged ? filesOf('test').filter(file => !files.includes(file) && isTagged(file)) : [];
  return [...own, ...tagged.map(file => ({ kind, name: file, command: command('long', file), isAlone: false }))];
}

/** From the project's root. */
function filesOf(folder: string): string[] {
  return testFilesOf(folder).map(file => path.relative(root, file));
}

function isTagged(file: string): boolean {
  return readFileSync(path.join(root, file), 'utf8').includes(LONG_TAG);
}

/** Runs jobs in their order, up to `width` at a time; those that are alone at the end, one by one. */
export async function runAll(
  jobs: readonly TestJob[],
  width: number,
  run: (job: TestJob) => Promise<void>,
): Promise<void> {
  const together = jobs.filter(({ isAlone }) => !isAlone);
  async function work(): Promise<void> {
    for (let job = together.shift(); job !== undefined; job = together.shift()) await run(job);
  }
  await Promise.all(Array.from({ length: width }, work));
  for (const job of jobs) if (job.isAlone) await run(job);
}
