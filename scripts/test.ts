/**
 * `npm test [-- KIND...] [--grep TEXT] [--no-install]`: prepares the machine, builds, and runs each kind of tests in a
 * fresh process. What cannot run here is said aloud and counted as skipped; with CI=true it fails.
 * The last line is `N passed, N failed, N skipped`; exit code 0 only when nothing failed.
 */

import { parseArgs } from 'node:util';
import { bundleOnce } from './bundle.ts';
import { prepare, type Need } from './prepare.ts';
import { everydayKinds, parallelKinds, testKinds, type TestKind } from './testing/kinds.ts';
import { killRunningKinds, runKind, type KindResult } from './testing/runKind.ts';
import { takeTurns, type Turn } from './testing/turns.ts';

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
    killRunningKinds();
    process.exit(code);
  });
}

const kinds = (positionals.length > 0 ? positionals : everydayKinds).map(kindNamed);
const needs = new Set<Need>(kinds.flatMap(kind => kind.needs));
const unmet = await prepare(needs, { install: !values['no-install'], log: console.log });
await build();

const total = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
for (const group of groupsOf(kinds)) {
  const turns = takeTurns(group.length, chunk => process.stdout.write(chunk));
  await Promise.all(group.map((kind, index) => runInTurn(kind, turns[index]!)));
}
console.log(['', ...summary].join('\n'));
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

async function runInTurn(kind: TestKind, turn: Turn): Promise<void> {
  const say = (line: string): void => {
    turn.write(Buffer.from(`${line}\n`));
  };
  say(`\n${kind.name}`);
  const reasons = kind.needs.flatMap(need => unmet.get(need) ?? []);
  const { counts, durationMs, problems } =
    reasons.length > 0
      ? notRun(reasons.join('; '))
      : await runKind(kind, {
          grep: values.grep,
          isCi,
          write: chunk => {
            turn.write(chunk);
          },
        });
  const failed = counts.failed + problems.length;
  const seconds = (durationMs / 1000).toFixed(1);
  const lines = [
    `${kind.name}: ${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped, ${seconds} s`,
    ...problems.map(problem => `  FAILED: ${kind.name} ${problem}`),
    ...(reasons.length > 0 ? [`  NOT RUN: ${kind.name}: ${reasons.join('; ')}`] : []),
  ];
  for (const line of lines) say(line);
  turn.end();
  summary.push(...lines);
  total.passed += counts.passed;
  total.failed += failed;
  total.skipped += counts.skipped;
}

/** A kind that the machine cannot run counts as one skipped test. */
function notRun(reason: string): KindResult {
  const problems = isCi ? [`cannot run, and CI must run all: ${reason}`] : [];
  return { counts: { passed: 0, failed: 0, skipped: 1 }, durationMs: 0, problems };
}

function kindNamed(name: string): TestKind {
  const kind = testKinds.find(candidate => candidate.name === name);
  if (kind !== undefined) return kind;
  console.error(`There is no kind of tests ${name}; there are ${testKinds.map(each => each.name).join(', ')}.`);
  process.exit(2);
}

/** Neighbours that may run at the same time, in groups. */
function groupsOf(all: readonly TestKind[]): TestKind[][] {
  const groups: TestKind[][] = [];
  for (const kind of all) {
    const last = groups.at(-1);
    if (parallelKinds.has(kind.name) && last?.every(other => parallelKinds.has(other.name))) last.push(kind);
    else groups.push([kind]);
  }
  return groups;
}
