/** What the command line makes of a count's events, with a counter that does what the test tells it. */

import assert from 'node:assert/strict';
import type { CountPlan } from '../../../src/model/countPlan.ts';
import type { Silence } from '../../../src/model/absence.ts';
import { jsonCountReport, textCountReport } from '../../../src/cli/countReport.ts';
import { runCount } from '../../../src/cli/countRun.ts';
import { parseInvocation } from '../../../src/cli/options.ts';
import { settle } from '../session/fakeTimers.ts';
import { FakeCounter, countPlanOf, lacking } from '../session/countSamples.ts';
import { IN_MAIN } from '../session/samples.ts';

const plan = countPlanOf({
  'demo::db::open': [0],
  'demo::hot': [1, { place: 2, inlined: IN_MAIN }],
  'demo::never': [3],
});

class Run {
  readonly counter = new FakeCounter();
  readonly interrupt = new AbortController();
  stdout = '';
  stderr = '';
  exitCode!: Promise<number>;

  static async start(
    words: readonly string[] = [],
    columns: number | null = null,
    counted: CountPlan = plan,
  ): Promise<Run> {
    const run = new Run();
    const invocation = parseInvocation(['count', 'demo::*', ...words]);
    assert.equal(invocation.kind, 'count');
    const { options } = invocation;
    const write = (text: string): void => {
      run.stdout += text;
    };
    const diagnose = (text: string): void => {
      run.stderr += text;
    };
    const report = options.json
      ? jsonCountReport(write)
      : textCountReport(write, diagnose, { zeros: options.zeros, columns });
    const silence = (): Promise<Silence | null> => Promise.resolve(null);
    run.exitCode = runCount(counted, run.counter, silence, options, report, diagnose, run.interrupt.signal);
    await settle();
    run.counter.attach();
    return run;
  }

  get lines(): Record<string, unknown>[] {
    return this.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
  }
}

describe('a count on the command line', () => {
  it('prints the busiest first, and says how many were never entered', async () => {
    const run = await Run.start();
    run.counter.totals = [312, 1_000_000, 7, 0];
    run.interrupt.abort();
    assert.equal(await run.exitCode, 0);
    assert.equal(run.stdout, '     1000007  demo::hot\n         312  demo::db::open\n');
    assert.match(
      run.stderr,
      /^\$ sh\nCounting 3 functions \(demo::\*\) in .*demo with tracefs: 4 probes attached\. Ctrl-C ends\.\n3 functions: 1000319 entries in \d+\.\d\d s, 1 never entered \(--zeros lists them\): interrupted\.\n$/,
    );
  });

  it('lists zeros where it is asked to, and draws bars in a terminal', async () => {
    const run = await Run.start(['--zeros'], 80);
    run.counter.totals = [4, 8, 0, 0];
    run.interrupt.abort();
    await run.exitCode;
    const full = 25;
    assert.deepEqual(run.stdout.split('\n'), [
      `           8  ${'█'.repeat(full)}  demo::hot`,
      `           4  ${`${'█'.repeat(12)}▌`.padEnd(full)}  demo::db::open`,
      `           0  ${' '.repeat(full)}  demo::never`,
      '',
    ]);
    assert.doesNotMatch(run.stderr, /lists them/);
  });

  it('marks the number of a function that has code without a probe as a lower bound, and the total', async () => {
    const text = await Run.start([], null, lacking(plan, 'demo::hot'));
    text.counter.totals = [312, 100, 7, 0];
    text.interrupt.abort();
    await text.exitCode;
    assert.equal(text.stdout, '         312  demo::db::open\n        ≥107  demo::hot\n');
    assert.match(text.stderr, /3 functions: at least 419 entries in /);
    const json = await Run.start(['--json'], null, lacking(plan, 'demo::hot'));
    json.counter.totals = [312, 100, 7, 0];
    json.interrupt.abort();
    await json.exitCode;
    const exact = json.lines.filter(({ type }) => type === 'count').map(line => [line.function, line.isExact]);
    assert.deepEqual(Object.fromEntries(exact), {
      'demo::db::open': undefined,
      'demo::hot': false,
      'demo::never': undefined,
    });
  });

  it('ends its JSON with one line a function, zeros too, with what each instance has', async () => {
    const run = await Run.start(['--json']);
    run.counter.totals = [312, 100, 7, 0];
    run.interrupt.abort();
    assert.equal(await run.exitCode, 0);
    const [attached, summary, ...counts] = run.lines;
    assert.deepEqual(attached, {
      type: 'attached',
      functions: 3,
      places: 4,
      artifact: '/home/ada/target/debug/demo',
      tracer: 'tracefs',
    });
    assert.deepEqual(
      { ...summary, countedMs: 0 },
      { type: 'summary', functions: 3, total: 419, isExact: true, countedMs: 0, reason: 'interrupted' },
    );
    const at = { kind: 'inlined', in: 'demo::main', at: '/home/ada/src/main.rs:42', isPoll: false };
    assert.deepEqual(counts, [
      {
        type: 'count',
        function: 'demo::db::open',
        count: 312,
        instances: [{ symbol: '_ZN0E', count: 312, kind: 'body' }],
      },
      {
        type: 'count',
        function: 'demo::hot',
        count: 107,
        instances: [
          { symbol: '_ZN1E', count: 100, kind: 'body' },
          { symbol: '_ZN2E', count: 7, ...at },
        ],
      },
      { type: 'count', function: 'demo::never', count: 0, instances: [{ symbol: '_ZN3E', count: 0, kind: 'body' }] },
    ]);
  });

  it('prints what was entered in each interval, which together are the totals', async () => {
    const run = await Run.start(['--json', '--interval', '250ms']);
    assert.equal(run.counter.newest.options.everyMs, 250);
    run.counter.counts([1, 5, 0, 0]);
    run.counter.counts([1, 5, 3, 0]);
    run.counter.totals = [2, 5, 3, 0];
    run.interrupt.abort();
    await run.exitCode;
    assert.deepEqual(
      run.lines.filter(({ type }) => type === 'interval').map(({ functions }) => functions),
      [
        [
          { function: 'demo::db::open', count: 1 },
          { function: 'demo::hot', count: 5 },
        ],
        [{ function: 'demo::hot', count: 3 }],
        [{ function: 'demo::db::open', count: 1 }],
      ],
    );
  });

  it('says where numbers are lower bounds', async () => {
    const run = await Run.start(['--json']);
    run.counter.counts([1, 0, 0, 0], false);
    run.interrupt.abort();
    await run.exitCode;
    assert.deepEqual(
      run.lines.slice(1).map(({ isExact }) => isExact),
      [false, false, false, false],
    );
    const text = await Run.start();
    text.counter.counts([10, 0, 0, 0], false);
    text.interrupt.abort();
    await text.exitCode;
    assert.equal(text.stdout, '         ≥10  demo::db::open\n');
    assert.match(text.stderr, /3 functions: at least 10 entries in .*, 2 not seen/);
  });

  it('prints the numbers of a count that failed as lower bounds, and fails', async () => {
    const run = await Run.start(['--json', '--interval', '1s']);
    run.counter.counts([1, 2, 3, 4]);
    run.counter.newest.end({ kind: 'failed', error: { message: 'It was killed.' } });
    assert.equal(await run.exitCode, 1);
    const summary = run.lines.find(({ type }) => type === 'summary');
    assert.deepEqual([summary?.total, summary?.isExact, summary?.reason], [10, false, 'It was killed']);
    assert.match(run.stderr, /rust-trace: It was killed\./);
  });

  it('claims no zeros where the counter told of no numbers, and fails', async () => {
    const run = await Run.start(['--json']);
    run.interrupt.abort();
    assert.equal(await run.exitCode, 1);
    assert.deepEqual(run.lines.slice(1), [{ type: 'summary', reason: 'interrupted' }]);
  });

  it('starts the command once attached, ends with it, and has its exit code', async () => {
    const run = await Run.start(['--json', '--', 'sh', '-c', 'exit 3']);
    run.counter.totals = [1, 0, 0, 0];
    assert.equal(await run.exitCode, 3);
    assert.equal(run.lines.find(({ type }) => type === 'summary')?.reason, 'sh exited with 3');
  });

  it('shows names that would move the cursor as escapes', async () => {
    const run = await Run.start([], null, countPlanOf({ 'demo::\u{1b}[31m': [0] }));
    run.counter.totals = [1];
    run.interrupt.abort();
    await run.exitCode;
    assert.equal(run.stdout, '           1  demo::\\u{1b}[31m\n');
  });
});
