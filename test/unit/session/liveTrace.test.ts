/** One trace through the builds of its program, with a tracer, a file and a clock that do what the test tells them. */

import assert from 'node:assert/strict';
import { HumanError } from '../../../src/model/humanError.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { BuildStamp } from '../../../src/session/artifactWatch.ts';
import { LiveTrace } from '../../../src/session/liveTrace.ts';
import type { EndReason } from '../../../src/tracer/tracer.ts';
import { FakeTracer } from './fakeTracer.ts';
import { FakeTimers, settle } from './fakeTimers.ts';
import { builtAgain, exitPointOf, hitOf, planOf, withExits } from './samples.ts';

const first = withExits(planOf('demo::add', [{ demangled: 'demo::add' }]));
const second = builtAgain(first, 1);
const third = builtAgain(first, 2);
const failed: EndReason = { kind: 'failed', error: { message: 'bcc finds no symbol.' } };

class World {
  readonly tracer = new FakeTracer();
  readonly timers = new FakeTimers();
  readonly events: string[] = [];
  /** The file on disk. */
  stamp: BuildStamp | null = first.artifact;
  /** Builds that processes run. */
  readonly used = new Set<number>();
  /** When it was looked which builds are in use. */
  readonly looksMs: number[] = [];
  /** How often it was asked for a plan. */
  asked = 0;
  /** Gets the calls so far when it is asked why there are none. */
  onSilence: (calls: number) => void = () => undefined;
  planAgain: (previous: ProbePlan) => Promise<ProbePlan> = () => Promise.reject(new Error('not asked'));
  /** Whether the one process that is traced lives. */
  isAlive = true;
  readonly trace: LiveTrace;

  constructor(plan = first) {
    this.trace = new LiveTrace({
      tracer: this.tracer,
      plan,
      questions: {
        planAgain: previous => {
          this.asked++;
          return this.planAgain(previous);
        },
        namesOf: () => Promise.resolve([]),
        silence: (_plan, { calls }) => {
          this.onSilence(calls);
          return Promise.resolve(null);
        },
      },
      onEvent: (event, plan) => {
        const error = event.type === 'notReattached' ? ` ${event.error.message}` : '';
        const reason = event.type === 'ended' ? ` ${event.reason.kind}` : '';
        const known = event.type === 'hit' && event.wasCounted === true ? ' known' : '';
        const counted =
          event.type === 'counted' ? ` +${event.hits.join(',')} ${event.isExact ? 'exact' : 'at least'}` : '';
        const how = event.type === 'outcome' ? ` ${event.outcome.kind}` : '';
        const isOn = event.type === 'recording' ? ` ${event.isOn ? 'on' : 'off'}` : '';
        this.events.push(`${event.type} ${plan.artifact.modifiedMs}${error}${reason}${known}${counted}${isOn}${how}`);
      },
      lookAt: () => Promise.resolve(this.stamp),
      findInUse: builds => {
        this.looksMs.push(this.timers.nowMs());
        return builds.filter(({ modifiedMs }) => this.used.has(modifiedMs));
      },
      isAlive: () => this.isAlive,
      timers: this.timers,
    });
  }

  /** cargo replaces the program, in which the function is found, or is not. */
  async build(plan: ProbePlan, isThere = true): Promise<void> {
    this.stamp = plan.artifact;
    this.planAgain = () =>
      isThere ? Promise.resolve(plan) : Promise.reject(new HumanError({ message: 'add is not there.' }));
    await this.timers.pass(1500);
  }

  hit(run: number, timeNs = 0n): void {
    this.tracer.runs[run]?.onEvent({ type: 'hit', hit: hitOf({}, { timeNs }) });
  }

  counts(run: number, hits: number, isExact = true): void {
    this.tracer.runs[run]?.onEvent({ type: 'counts', hits: [hits], isExact });
  }

  recording(run: number, isOn: boolean): void {
    this.tracer.runs[run]?.onEvent({ type: 'recording', isOn });
  }

  /** A call with this stack pointer begins, or ends. */
  call(run: number, stackPointer: bigint): void {
    const timeNs = process.hrtime.bigint();
    this.tracer.runs[run]?.onEvent({ type: 'hit', hit: hitOf({}, { timeNs, stackPointer }) });
  }

  return(run: number, stackPointer: bigint): void {
    const { pid, tid, comm } = hitOf({});
    const point = exitPointOf(first, 'return');
    const timeNs = process.hrtime.bigint();
    this.tracer.runs[run]?.onEvent({
      type: 'exit',
      exit: { point, pid, tid, comm, timeNs, stackPointer, result: null },
    });
  }

  take(): string[] {
    return this.events.splice(0);
  }
}

describe('the calls of a live trace', () => {
  it('end with their exits, each in its own build', async () => {
    const world = new World();
    world.tracer.attach();
    world.call(0, 1000n);
    world.used.add(0);
    await world.build(second);
    world.tracer.attach();
    world.take();
    world.call(1, 1000n);
    world.return(0, 1000n);
    world.return(1, 1000n);
    assert.deepEqual(world.take(), ['hit 1', 'outcome 0 returned', 'outcome 1 returned']);
  });

  it('have no end that is known where records are missing, or the trace ends before', async () => {
    const gaps = [
      { type: 'lost', count: 3 },
      { type: 'recording', isOn: false },
      { type: 'returns', isOn: false },
    ] as const;
    for (const gap of gaps) {
      const world = new World();
      world.tracer.attach();
      world.call(0, 1000n);
      world.tracer.newest.onEvent(gap);
      world.return(0, 1000n);
      const outcomes = world.take().filter(event => event.startsWith('outcome'));
      assert.deepEqual(outcomes, ['outcome 0 unseen'], gap.type);
    }
    const world = new World();
    world.tracer.attach();
    world.call(0, 1000n);
    world.trace.stop();
    await settle();
    assert.deepEqual(world.take().slice(-2), ['outcome 0 unseen', 'ended 0 stopped']);
  });
});

describe('a live trace', () => {
  it('attaches to a new build first and leaves the old one then, so that no call is missed', async () => {
    const world = new World();
    world.tracer.attach();
    world.hit(0);
    await world.build(second);
    assert.deepEqual(world.take(), ['attached 0', 'hit 0', 'reattaching 0']);
    assert.deepEqual(
      world.tracer.runs.map(run => [run.plan, run.stops]),
      [
        [first, 0],
        [second, 0],
      ],
    );
    world.hit(0);
    world.tracer.attach();
    world.hit(1);
    assert.deepEqual(world.take(), ['hit 0', 'rebuilt 1', 'hit 1']);
    const [began, again] = world.tracer.runs.map(({ context }) => context.sinceMs);
    assert.ok(began !== undefined && began === again, 'its time is one for all builds');
    assert.deepEqual(
      world.tracer.runs.map(run => run.stops),
      [1, 0],
    );
    world.trace.stop();
    assert.deepEqual(world.take(), ['ended 1 stopped']);
    assert.deepEqual(await world.trace.done, { kind: 'stopped' });
  });

  it('counts what the old tracer brings until it has ended', async () => {
    const world = new World();
    world.tracer.obeys = false;
    world.tracer.attach();
    await world.build(second);
    world.tracer.attach();
    world.take();
    world.hit(0);
    assert.deepEqual(world.take(), ['hit 0']);
    world.tracer.runs[0]?.end();
    assert.deepEqual(world.take(), [], 'the end of the old tracer is not the end of the trace');
  });

  it('traces old builds on while processes run them, but not too many', async () => {
    const world = new World();
    const stops = (): number[] => world.tracer.runs.map(run => run.stops);
    world.used.add(0);
    world.tracer.attach();
    for (const plan of [second, third]) {
      await world.build(plan);
      world.tracer.attach();
    }
    await world.timers.pass(10_000);
    assert.deepEqual(stops(), [0, 1, 0]);
    world.hit(0);
    assert.equal(world.take().at(-1), 'hit 0');
    for (const build of [2, 3, 4]) {
      world.used.add(build);
      await world.build(builtAgain(first, build + 1));
      world.tracer.attach();
    }
    assert.deepEqual(stops(), [1, 1, 1, 0, 0, 0]);
    world.used.clear();
    await world.timers.pass(2500);
    assert.deepEqual(stops(), [1, 1, 1, 1, 1, 0]);
  });

  it('keeps an old build that runs rather than newer ones that nobody runs', async () => {
    const world = new World();
    world.tracer.obeys = false;
    world.tracer.attach();
    for (const build of [1, 2, 3]) {
      world.used.add(build - 1);
      await world.build(builtAgain(first, build));
      if (build < 3) world.tracer.attach();
    }
    world.used.delete(1);
    world.used.delete(2);
    world.tracer.attach();
    assert.deepEqual(
      world.tracer.runs.map(run => run.stops),
      [0, 1, 1, 0],
    );
  });

  it('looks for processes ever more seldom', async () => {
    const world = new World();
    world.used.add(0);
    world.tracer.attach();
    await world.build(second);
    world.tracer.attach();
    await world.timers.pass(60_000);
    const intervals = world.looksMs.slice(1).map((lookMs, at) => lookMs - (world.looksMs[at] ?? 0));
    assert.deepEqual(intervals, [2000, 4000, 8000, 16_000, 16_000]);
  });

  it('counts each call once when the very same file was only touched', async () => {
    const touched = { ...second, artifact: { ...second.artifact, inode: first.artifact.inode } };
    const world = new World();
    world.tracer.obeys = false;
    world.tracer.attach();
    await world.build(touched);
    const beforeNs = process.hrtime.bigint();
    world.tracer.attach();
    const afterNs = process.hrtime.bigint();
    world.take();
    for (const run of [0, 1]) {
      world.hit(run, beforeNs);
      world.hit(run, afterNs);
    }
    assert.deepEqual(world.take(), ['hit 0', 'hit 1']);
  });

  it('counts each call once when cargo puts an earlier file back', async () => {
    const world = new World();
    world.used.add(0);
    world.tracer.attach();
    await world.build(second);
    world.tracer.attach();
    await world.build(first);
    world.tracer.obeys = false;
    world.tracer.attach();
    const afterNs = process.hrtime.bigint();
    world.take();
    for (const run of [0, 2]) world.hit(run, afterNs);
    assert.deepEqual(world.take(), ['hit 0']);
    assert.equal(world.tracer.runs[0]?.stops, 1);
  });

  it('says why a new build is not traced, goes on in the old one, and takes the next', async () => {
    const world = new World();
    world.tracer.attach();
    await world.build(second, false);
    assert.deepEqual(world.take(), ['attached 0', 'reattaching 0', 'notReattached 0 add is not there.']);
    await world.timers.pass(10_000);
    assert.deepEqual([world.asked, world.tracer.runs.length], [1, 1], 'asks once a build');
    world.hit(0);
    await world.build(third);
    world.tracer.attach();
    assert.deepEqual(world.take(), ['hit 0', 'reattaching 0', 'rebuilt 2']);
  });

  it('takes no other artifact for a new build', async () => {
    const world = new World();
    world.tracer.attach();
    await world.build({ ...second, artifact: { ...second.artifact, profile: 'release' } });
    assert.equal(world.take().at(-1), 'notReattached 0 demo::add is not in the new build of demo (dev).');
  });

  it('goes on in the old build when the new one cannot be attached', async () => {
    for (const reason of [failed, { kind: 'cancelled' } as const]) {
      const world = new World();
      world.tracer.attach();
      await world.build(second);
      world.take();
      world.tracer.newest.end(reason);
      await settle();
      const why = reason.kind === 'failed' ? 'bcc finds no symbol.' : 'No password was given.';
      assert.deepEqual(world.take(), [`notReattached 1 ${why}`]);
      world.hit(0);
      assert.deepEqual(world.take(), ['hit 0']);
    }
  });

  it('attaches to the newest of several builds, one attempt at a time', async () => {
    const world = new World();
    world.tracer.attach();
    await world.build(second);
    await world.build(third);
    assert.deepEqual(
      world.tracer.runs.map(run => [run.plan, run.stops]),
      [
        [first, 0],
        [second, 1],
        [third, 0],
      ],
    );
    world.tracer.attach();
    assert.deepEqual(world.take(), ['attached 0', 'reattaching 0', 'rebuilt 2']);
  });

  it('takes a build that it is told of twice for one', async () => {
    const world = new World();
    world.tracer.attach();
    await world.build(second);
    world.trace.reattach(second);
    world.tracer.attach();
    world.trace.reattach(second);
    await settle();
    assert.deepEqual(
      world.tracer.runs.map(run => [run.plan, run.stops]),
      [
        [first, 1],
        [second, 0],
      ],
    );
    assert.deepEqual(world.take(), ['attached 0', 'reattaching 0', 'rebuilt 1']);
  });

  it('plans once more when a build comes while it is planned for the one before', async () => {
    const world = new World();
    world.tracer.attach();
    let plan!: (plan: ProbePlan) => void;
    world.stamp = second.artifact;
    world.planAgain = () =>
      new Promise(resolve => {
        plan = resolve;
      });
    await world.timers.pass(1500);
    await world.build(third);
    plan(second);
    await settle();
    assert.deepEqual([world.asked, world.tracer.runs.map(run => run.plan)], [2, [first, third]]);
  });

  it('plans again when the program was built before the first probes were in place', async () => {
    const world = new World();
    world.stamp = second.artifact;
    world.planAgain = () => Promise.resolve(second);
    world.tracer.newest.end(failed);
    await world.timers.pass(1500);
    world.tracer.attach();
    assert.deepEqual(world.take(), ['reattaching 0', 'attached 1']);
    assert.equal(world.asked, 1);
  });

  it('ends with the reason when it cannot be attached and nothing was built', async () => {
    const world = new World();
    world.tracer.newest.end(failed);
    await settle();
    assert.deepEqual(world.take(), ['ended 0 failed']);
    assert.deepEqual(await world.trace.done, failed);
  });

  it('ends when no password is given for the first probes, whatever is built meanwhile', async () => {
    const world = new World();
    world.stamp = second.artifact;
    world.planAgain = () => new Promise(() => undefined);
    await world.timers.pass(1500);
    world.tracer.newest.end({ kind: 'cancelled' });
    assert.deepEqual(world.take(), ['reattaching 0', 'ended 0 cancelled']);
    assert.deepEqual(await world.trace.done, { kind: 'cancelled' });
  });

  it('says nothing of a build that could not be attached once it is told to stop', async () => {
    for (const stamp of [second.artifact, null]) {
      const world = new World();
      world.tracer.obeys = false;
      world.tracer.attach();
      await world.build(second);
      world.stamp = stamp;
      world.take();
      world.tracer.newest.end(failed);
      world.trace.stop();
      await settle();
      assert.deepEqual(world.take(), []);
      world.tracer.runs[0]?.end();
      assert.deepEqual(world.take(), ['ended 1 stopped']);
    }
  });

  it('can be stopped while no tracer runs, and in the middle of everything', async () => {
    const idle = new World();
    idle.stamp = null;
    idle.tracer.newest.end(failed);
    await settle();
    idle.trace.stop();
    assert.deepEqual(idle.take(), ['reattaching 0', 'ended 0 stopped']);
    assert.deepEqual(await idle.trace.done, { kind: 'stopped' });

    const busy = new World();
    busy.tracer.obeys = false;
    busy.tracer.attach();
    await busy.build(second);
    busy.trace.stop();
    busy.tracer.runs[0]?.end();
    assert.ok(!busy.events.some(event => event.startsWith('ended')), 'a tracer is left');
    busy.tracer.runs[1]?.end();
    await busy.trace.done;
    assert.deepEqual(
      busy.take().filter(event => event.startsWith('ended')),
      ['ended 1 stopped'],
    );
  });

  it('ends both tracers when the one that is attached dies', async () => {
    const world = new World();
    world.tracer.attach();
    await world.build(second);
    world.tracer.runs[0]?.end(failed);
    assert.deepEqual(await world.trace.done, failed);
    assert.equal(world.tracer.runs[1]?.stops, 1);
    assert.equal(world.take().at(-1), 'ended 1 failed');
  });

  it('stays with its build when told to', async () => {
    const world = new World();
    world.tracer.attach();
    world.trace.stay();
    await world.build(second);
    assert.deepEqual([world.asked, world.tracer.runs.length], [0, 1]);
  });
});

describe('the hits of a live trace', () => {
  it('are told once, whether their record or their count comes first', () => {
    const world = new World();
    world.counts(0, 1);
    world.tracer.attach();
    world.hit(0);
    world.counts(0, 3);
    world.hit(0);
    world.hit(0);
    world.hit(0);
    assert.deepEqual(world.take(), [
      'attached 0',
      'hit 0',
      'counted 0 +2 exact',
      'hit 0 known',
      'hit 0 known',
      'hit 0',
    ]);
  });

  it('are a lower bound once records were lost, unless exact counts tell of them', () => {
    const world = new World();
    world.tracer.attach();
    world.counts(0, 3, false);
    world.tracer.newest.onEvent({ type: 'lost', count: 2 });
    world.counts(0, 5, true);
    assert.deepEqual(world.take(), [
      'attached 0',
      'counted 0 +3 exact',
      'lost 0',
      'counted 0 + at least',
      'counted 0 +2 exact',
    ]);
  });

  it('of two builds are told apart, and are exact when both builds’ are', async () => {
    const world = new World();
    world.used.add(0);
    world.tracer.attach();
    world.counts(0, 10);
    await world.build(second);
    world.tracer.attach();
    world.take();
    world.counts(1, 4);
    world.counts(0, 15);
    world.tracer.runs[0]?.onEvent({ type: 'lost', count: 1 });
    world.counts(0, 15);
    world.counts(1, 5, false);
    world.tracer.newest.onEvent({ type: 'lost', count: 1 });
    assert.deepEqual(world.take(), [
      'counted 1 +4 exact',
      'counted 0 +5 exact',
      'lost 0',
      'counted 0 + at least',
      'counted 0 +0 exact',
      'counted 1 +1 exact',
      'lost 1',
      'counted 1 + at least',
    ]);
  });

  it('of a file that was only touched are not counted twice', async () => {
    const world = new World();
    world.tracer.obeys = false;
    world.tracer.attach();
    world.recording(0, false);
    world.counts(0, 100);
    const touched = { ...first, artifact: { ...first.artifact, modifiedMs: 5 } };
    await world.build(touched);
    world.tracer.attach();
    world.take();
    world.counts(0, 150);
    world.counts(1, 50);
    await world.timers.pass(1000);
    world.counts(1, 70);
    world.counts(1, 90);
    assert.deepEqual(
      world.take().filter(event => event.startsWith('counted')),
      ['counted 0 + at least', 'counted 5 + at least', 'counted 5 +0 at least', 'counted 5 +20 at least'],
    );
  });

  it('are recorded when those of all builds are that are traced on', async () => {
    const world = new World();
    world.used.add(0);
    world.recording(0, false);
    world.tracer.attach();
    await world.build(second);
    world.tracer.attach();
    world.recording(1, false);
    world.recording(1, true);
    const recorded = (): string[] => world.take().filter(event => event.startsWith('recording'));
    assert.deepEqual(recorded(), ['recording 0 off']);
    world.used.clear();
    world.tracer.obeys = false;
    await world.timers.pass(2000);
    assert.deepEqual(recorded(), ['recording 0 on'], 'the old build is being left');
    world.recording(1, false);
    world.trace.stop();
    world.tracer.runs[1]?.end();
    assert.deepEqual(recorded(), ['recording 1 off'], 'the end makes nothing be recorded again');
  });

  it('are all recorded when that is asked for, in later builds from their start', async () => {
    const world = new World();
    world.used.add(0);
    world.tracer.attach();
    world.recording(0, false);
    world.trace.recordAll();
    await world.build(second);
    assert.deepEqual(
      world.tracer.runs.map(run => run.recordsAll),
      [1, 1],
    );
  });

  it('that are only counted break the silence', async () => {
    const world = new World();
    world.tracer.attach();
    await world.timers.pass(2900);
    world.counts(0, 1);
    const asked: number[] = [];
    world.onSilence = calls => asked.push(calls);
    await world.timers.pass(10_000);
    assert.deepEqual(asked, []);
  });
});

describe('a live trace of one process', () => {
  const one: ProbePlan = { ...first, process: 4711, running: { pid: 4711, startTicks: 1, build: 'current' } };

  it('follows no build', async () => {
    const world = new World(one);
    world.tracer.attach();
    await world.build(second);
    assert.deepEqual(world.take(), ['attached 0']);
    assert.deepEqual([world.asked, world.tracer.runs.length], [0, 1]);
    world.trace.stop();
    assert.deepEqual(world.take(), ['ended 0 stopped']);
  });

  it('ends with the process, after the last hits', async () => {
    const world = new World(one);
    world.tracer.obeys = false;
    world.tracer.attach();
    world.isAlive = false;
    await world.timers.pass(1000);
    assert.equal(world.tracer.newest.stops, 1);
    world.hit(0);
    world.tracer.newest.end();
    assert.deepEqual(world.take(), ['attached 0', 'hit 0', 'ended 0 processEnded']);
    assert.deepEqual(await world.trace.done, { kind: 'processEnded', pid: 4711 });
  });

  it('says that the process has ended where its tracer could not attach any more', async () => {
    const world = new World(one);
    world.isAlive = false;
    world.tracer.newest.end(failed);
    await settle();
    assert.deepEqual(world.take(), ['ended 0 processEnded']);
  });

  it('says why it could not attach while the process lives', async () => {
    const world = new World(one);
    world.tracer.newest.end(failed);
    await settle();
    assert.deepEqual(world.take(), ['ended 0 failed']);
  });
});
