/**
 * `npm test [-- KIND...] [--grep TEXT] [--no-install]`: prepares the machine, builds, and runs the kinds of tests in
 * fresh processes, some at a time. What cannot run here is said aloud and counted as skipped; with CI=true it fails.
 * The last line is `N passed, N failed, N skipped`; exit code 0 only when nothing failed.
 */

import { parseArgs } from 'node:util';
import { bundleOnce } from './bundle.ts';
import { prepare, type Need } from './prepare.ts';
import { jobsOf, runAll, WIDTH, type TestJob } from './testing/jobs.ts';
import { everydayKinds, testKinds, type TestKind } from './testing/kinds.ts';
import { killRunningJobs, runJob } from './testing/runJob.ts';
import { KindTally } from './testing/tally.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, 'no-install': { type: 'boolean' } },
});
const isCi = process.env.CI === 'true';

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    killRunningJobs();
    process.exit(code);
  });
}

const kinds = (positionals.length > 0 ? positionals : everydayKinds).map(kindNamed);
const needs = new Set<Need>(kinds.flatMap(kind => kind.needs));
const unmet = await prepare(needs, { install: !values['no-install'], log: console.log });
await build();

const tallies = new Map<TestKind, KindTally>();
await runAll(kinds.flatMap(begin), WIDTH, run);

const total = { passed: 0, failed: 0, skipped: 0 };
console.log();
for (const tally of tallies.values()) {
  console.log(tally.text());
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += tally.counts[key];
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function build(): Promise<void> {
  try {
    await bundleOnce({ production: false, log: () => undefined });
  } catch {
    // esbuild has printed the errors.
    console.error('The build failed; no test was run.');
    process.exit(1);
  }
}

/** The jobs of a kind; none when the machine cannot run it. */
function begin(kind: TestKind): TestJob[] {
  const reasons = kind.needs.flatMap(need => unmet.get(need) ?? []);
  const jobs = reasons.length > 0 ? [] : jobsOf(kind);
  const tally = new KindTally(kind, { jobs: jobs.length, isPart: values.grep !== undefined, isCi });
  tallies.set(kind, tally);
  if (reasons.length > 0) tally.cannotRun(reasons.join('; '));
  return jobs;
}

async function run(job: TestJob): Promise<void> {
  const tally = tallies.get(job.kind)!;
  tally.begin();
  const result = await runJob(job, values.grep);
  process.stdout.write(result.output);
  const isLast = tally.end(result);
  if (isLast) console.log(`${tally.text()}\n`);
  else for (const problem of result.problems) console.log(`  FAILED: ${problem}`);
}

function kindNamed(name: string): TestKind {
  const kind = testKinds.find(candidate => candidate.name === name);
  if (kind !== undefined) return kind;
  console.error(`There is no kind of tests ${name}; there are ${testKinds.map(each => each.name).join(', ')}.`);
  process.exit(2);
}
