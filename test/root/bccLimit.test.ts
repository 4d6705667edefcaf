import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Hit } from '../../src/model/hit.ts';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import { followTracer, processesNaming, until, type Followed } from '../process/fakes.ts';
import { buildFlood, Flooder, floodPlan } from '../support/flooder.ts';

const LIMIT = 2000;

describe('bcc’s real trace, limited', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-limit-'));
  const binary = path.join(folder, 'flood');
  const tracer = createBccTracer({ limits: () => ({ recordedPerSecond: LIMIT, seconds: null }) });
  const runs = new Set<Followed>();
  const programs = new Set<Flooder>();

  before(() => {
    buildFlood(binary);
  });
  afterEach(async () => {
    for (const run of runs) run.stop();
    await Promise.all([...runs].map(run => run.done));
    runs.clear();
    await Promise.all([...programs].map(program => program.end()));
    programs.clear();
    await until('no tracer is left', () => processesNaming(folder).length === 0, 20_000);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (plan: ProbePlan): Promise<Followed> => {
    const run = followTracer(tracer, plan);
    runs.add(run);
    await run.first('attached');
    return run;
  };
  const startProgram = (): Flooder => {
    const program = new Flooder(binary);
    programs.add(program);
    return program;
  };

  it('counts a flood and records it up to the limit, and records again when it is over', async () => {
    const run = await start(floodPlan(binary));
    const program = startProgram();
    const startMs = Date.now();
    const { calls } = await program.flood(2_000_000, 2);
    const seconds = Math.ceil((Date.now() - startMs) / 1000) + 1;
    await until('recording again', () => recordings(run).includes('on'), 10_000);
    assert.deepEqual(recordings(run), ['off', 'on']);
    // The processors may pass one hit each at the same time.
    assert.ok(hitsOf(run).length <= (LIMIT + 16) * seconds, `${hitsOf(run).length} hits in ${seconds} s`);
    const counted = countsOf(run);
    assert.ok(counted.length > 0 && counted.every(({ isExact }) => !isExact));
    const numbers = counted.map(({ hits }) => hits[0] ?? NaN);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    const last = numbers.at(-1) ?? NaN;
    console.log(`      counted ${last} of ${calls}`);
    assert.ok(last <= calls && last >= 0.8 * calls, `${last} of ${calls}`);

    const before = hitsOf(run).length;
    const all = await program.flood(5);
    await until('the calm calls', () => hitsOf(run).length >= before + 5);
    assert.deepEqual(
      hitsOf(run)
        .slice(before)
        .map(({ args }) => args.map(({ value }) => (value.kind === 'value' ? value.text : value))),
      ['0', '1', '2', '3', '4'].map(call => [call, '0']),
    );
    assert.ok((countsOf(run).at(-1)?.hits[0] ?? NaN) <= all.calls);
  });

  it('records everything, however much, from when it is told to @long', async () => {
    const run = await start(floodPlan(binary));
    const program = startProgram();
    await program.flood(100_000);
    await until('counting only', () => recordings(run).length > 0);
    run.recordAll();
    await until('recording', () => recordings(run).length > 1, 30_000);
    assert.deepEqual(recordings(run), ['off', 'on']);
    const before = hitsOf(run).length;
    assert.ok(before <= 2 * (LIMIT + 16), `${before} before`);
    const { calls } = await program.flood(20_000);
    await until('every hit', () => hitsOf(run).length >= before + 20_000, 20_000);
    assert.equal(hitsOf(run).length, before + 20_000);
    const numbers = countsOf(run).map(({ hits }) => hits[0] ?? NaN);
    assert.ok(numbers.every((count, index) => count <= calls && count >= (numbers[index - 1] ?? 0)));
    assert.ok((numbers.at(-1) ?? 0) > 20_000 + LIMIT);
    assert.deepEqual(
      run.events.filter(event => event.type === 'lost' || event.type === 'message'),
      [],
    );
  });

  it('traces one of two processes that run the same binary', async () => {
    const [one, other] = [startProgram(), startProgram()];
    const run = await start({ ...floodPlan(binary), process: one.pid });
    await Promise.all([one.flood(300), other.flood(400)]);
    await one.flood(7);
    await until('the hits of the one', () => hitsOf(run).length >= 307);
    assert.equal(hitsOf(run).length, 307);
    assert.ok(hitsOf(run).every(({ pid }) => pid === one.pid));
  });

  it('counts the hits of the one process alone, and its limit is that of the one @long', async () => {
    const [one, other] = [startProgram(), startProgram()];
    const run = await start({ ...floodPlan(binary), process: one.pid });
    await Promise.all([one.flood(50), other.flood(200_000)]);
    await until('the hits of the one', () => hitsOf(run).length >= 50);
    assert.deepEqual([recordings(run), countsOf(run)], [[], []]);
    const { calls } = await one.flood(300_000);
    await until('recording again', () => recordings(run).includes('on'), 10_000);
    const last = countsOf(run).at(-1)?.hits[0] ?? NaN;
    assert.ok(last <= calls && last > 0.5 * calls, `${last} of ${calls}`);
  });
});

function hitsOf(run: Followed): Hit[] {
  return run.events.flatMap(event => (event.type === 'hit' ? [event.hit] : []));
}

function countsOf(run: Followed): { readonly hits: readonly number[]; readonly isExact: boolean }[] {
  return run.events.filter(event => event.type === 'counts');
}

function recordings(run: Followed): string[] {
  return run.events.flatMap(event => (event.type === 'recording' ? [event.isOn ? 'on' : 'off'] : []));
}
