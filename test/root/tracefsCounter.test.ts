/** The tracefs counter with real programs, which count their own calls: every number is to be the program's. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CounterEvent, NO_LIMITS, type RunningCounter, type TraceLimits } from '../../src/tracer/tracer.ts';
import { createTracefsCounter } from '../../src/tracer/tracefs/tracefsCounter.ts';
import { errorText, processesNaming, until } from '../process/fakes.ts';
import { buildCounted, type CountedProgram, countedPlan, startCounted } from '../support/countedProgram.ts';
import { isProfileExact } from '../../src/tracer/tracefs/profileAccuracy.ts';

const TRACING = '/sys/kernel/tracing';
const FUNCTIONS = 3000;
const driver = fileURLToPath(new URL('counterDriver.ts', import.meta.url));

interface Count extends RunningCounter {
  readonly events: CounterEvent[];
  attached(): Promise<void>;
}

describe('the tracefs counter', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-count-'));
  const counts = new Set<Count>();
  const programs = new Set<CountedProgram>();
  const drivers = new Set<ChildProcess>();
  let binary = '';

  before(() => {
    binary = buildCounted(folder, FUNCTIONS);
  });
  afterEach(async () => {
    for (const each of drivers) each.kill('SIGKILL');
    for (const count of counts) count.stop();
    await Promise.all([...counts].map(({ done }) => done));
    await Promise.all([...programs].map(program => program.end()));
    for (const set of [counts, programs, drivers]) set.clear();
    await until('nothing is left', () => processesNaming(folder).length === 0, 20_000);
    assert.deepEqual(definitions(), []);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the kernel has of our programs: lines of uprobe_events. */
  const definitions = (): string[] =>
    readFileSync(`${TRACING}/uprobe_events`, 'utf8')
      .split('\n')
      .filter(line => line.includes(folder));
  /** `0` or `1`, as the kernel has it. */
  const enabled = (): string => {
    const name = /^p:([^/]+)\//.exec(definitions()[0] ?? '')?.[1] ?? 'none';
    const file = `${TRACING}/instances/${name}/events/${name}/enable`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : 'none';
  };

  const start = (
    options: { everyMs?: number | null; limits?: TraceLimits; program?: string; functions?: number } = {},
  ): Count => {
    const { everyMs = 250, limits = NO_LIMITS, program = binary, functions = FUNCTIONS } = options;
    const events: CounterEvent[] = [];
    const plan = countedPlan(program, functions);
    const run = createTracefsCounter({ limits: () => limits }).start(plan, event => events.push(event), { everyMs });
    const has = (type: string): boolean => events.some(event => event.type === type);
    const count: Count = {
      ...run,
      events,
      attached: async () => {
        await until('attached', () => has('attached') || has('ended'), 60_000);
        assert.ok(has('attached'), JSON.stringify(events.at(-1)));
      },
    };
    counts.add(count);
    return count;
  };
  const launch = (program = binary): CountedProgram => {
    const launched = startCounted(program);
    programs.add(launched);
    return launched;
  };
  const answers = ({ events }: Count): (readonly number[])[] =>
    events.flatMap(event => (event.type === 'counts' ? [event.hits] : []));

  it('counts 3,000 functions as often as the program calls each, in the program that runs and in one that begins', async () => {
    const early = launch();
    const before = await early.tell('round 3');
    const count = start();
    await count.attached();
    const late = launch();
    const [first, second] = [await early.tell('round 1'), await late.tell('round 2')];
    await until('it is asked on the way', () => answers(count).length > 0, 20_000);
    count.stop();
    assert.deepEqual(await count.done, { kind: 'stopped' });
    assert.deepEqual(
      answers(count).at(-1),
      first.done.map((calls, index) => calls - (before.done[index] ?? 0) + (second.done[index] ?? 0)),
    );
    assert.deepEqual(
      [...new Set(count.events.map(({ type }) => type))],
      ['tracer', 'command', 'attached', 'counts', 'ended'],
    );
    assert.ok(count.events.every(event => event.type !== 'counts' || event.isExact === isProfileExact()));
    assert.equal(
      count.events.findLastIndex(({ type }) => type === 'counts'),
      count.events.length - 2,
    );
  });

  it('says numbers that were true on the way, while the program calls', async () => {
    const program = launch();
    const count = start();
    await count.attached();
    await program.tell('run -');
    for (let turn = 0; turn < 3; turn++) {
      const least = await program.tell('show -');
      const asked = answers(count).length;
      // The first may have been on its way.
      await until('a new answer', () => answers(count).length >= asked + 2, 20_000);
      const told = answers(count)[asked + 1] ?? [];
      const most = await program.tell('show -');
      assert.ok(told.some(hits => hits > 0));
      assert.ok(told.every((hits, index) => (least.done[index] ?? 0) <= hits && hits <= (most.begun[index] ?? 0)));
    }
    count.stop();
    await count.done;
    const totals = answers(count).at(-1) ?? [];
    const { begun } = await program.tell('halt -');
    assert.ok(totals.every((hits, index) => hits <= (begun[index] ?? 0)));
    assert.ok(
      answers(count).every((each, turn, all) => each.every((hits, index) => hits >= (all[turn - 1]?.[index] ?? 0))),
    );
  });

  it('keeps its places apart from those of a name that begins with its own', async () => {
    const count = start({ functions: 10 });
    await count.attached();
    // A process whose number has more digits.
    const [, group = '', name = ''] = /^p:([^/]+)\/(\S+) /.exec(definitions()[0] ?? '') ?? [];
    const other = `${group}4/${name}4`;
    const events = `${TRACING}/uprobe_events`;
    appendFileSync(
      events,
      `p:${other} ${binary}:0x${countedPlan(binary, 1).probes[0]?.place.fileOffset.toString(16)}\n`,
    );
    try {
      const { done } = await launch().tell('round 1');
      const asked = answers(count).length;
      await until('a new answer', () => answers(count).length >= asked + 2, 20_000);
      assert.deepEqual(answers(count).at(-1), done.slice(0, 10));
    } finally {
      appendFileSync(events, `-:${other}\n`);
    }
  });

  it('brings the totals alone where nothing else is asked for', async () => {
    const count = start({ everyMs: null });
    await count.attached();
    const { done } = await launch().tell('round 1');
    count.stop();
    await count.done;
    assert.deepEqual(answers(count), [done]);
  });

  it('counts nothing while it is paused, and leaves the program without a probe', async () => {
    const program = launch();
    const count = start();
    await count.attached();
    const first = await program.tell('round 1');
    count.pause?.(true);
    await until('the kernel has let go', () => enabled() === '0', 20_000);
    const second = await program.tell('round 2');
    count.pause?.(false);
    await until('the kernel counts again', () => enabled() === '1', 20_000);
    const third = await program.tell('round 3');
    count.stop();
    await count.done;
    assert.deepEqual(
      answers(count).at(-1),
      first.done.map((calls, index) => calls + (third.done[index] ?? 0) - (second.done[index] ?? 0)),
    );
  });

  it('is paused from the start where that was wished before', async () => {
    const count = start();
    count.pause?.(true);
    await count.attached();
    await until('the kernel has let go', () => enabled() === '0', 20_000);
    await launch().tell('round 1');
    count.stop();
    await count.done;
    assert.deepEqual(answers(count).at(-1), Array<number>(FUNCTIONS).fill(0));
  });

  it('ends by time with the totals, and says so', async () => {
    const program = launch();
    const count = start({ functions: 300, limits: { recordedPerSecond: null, seconds: 8 } });
    await count.attached();
    const { done } = await program.tell('round 1');
    assert.deepEqual(await count.done, { kind: 'stopped' });
    assert.deepEqual(answers(count).at(-1), done.slice(0, 300));
    assert.deepEqual(
      count.events.flatMap(event => (event.type === 'message' ? [event.text] : [])),
      ['The time limit is over.'],
    );
  });

  it('can be stopped while it starts', async () => {
    const program = launch();
    const count = start();
    await until('some places are set', () => definitions().length > 0, 20_000);
    count.stop();
    assert.deepEqual(await count.done, { kind: 'stopped' });
    assert.ok(!count.events.some(({ type }) => type === 'attached'));
    await program.tell('round 1');
  });

  it('leaves nothing when the process that counts is killed', async () => {
    const program = launch();
    const parent = spawn(process.execPath, ['--import', 'tsx', driver, binary, String(FUNCTIONS)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    drivers.add(parent);
    let said = '';
    parent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('attached', () => said.includes('attached'), 60_000);
    assert.equal(definitions().length, FUNCTIONS);
    parent.kill('SIGKILL');
    await until('all is taken back', () => definitions().length === 0, 20_000);
    const { done } = await program.tell('round 1');
    assert.ok(done.some(calls => calls > 0));
  });

  it('counts in a program whose path the kernel’s grammar cannot carry', async () => {
    const awkward = path.join(folder, 'a (b), c:d "größer"');
    copyFileSync(binary, awkward);
    const count = start({ program: awkward });
    await count.attached();
    const { done } = await launch(awkward).tell('round 1');
    count.stop();
    await count.done;
    assert.deepEqual(answers(count).at(-1), done);
  });

  it('says what the kernel refuses', async () => {
    const plan = countedPlan(binary, 1);
    const probes = plan.probes.map(probe => ({ ...probe, place: { ...probe.place, fileOffset: 0xfffffff0 } }));
    const counter = createTracefsCounter({ limits: () => NO_LIMITS });
    const reason = await counter.start({ ...plan, probes }, () => undefined, { everyMs: null }).done;
    assert.equal(errorText(reason), 'The kernel refused to trace through tracefs. The log has its reason.');
  });
});
