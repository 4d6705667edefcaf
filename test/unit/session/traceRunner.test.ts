/** Starting and stopping tracers, with a tracer that does what the test tells it. */

import assert from 'node:assert/strict';
import { KEPT_HITS } from '../../../src/session/hitHistory.ts';
import type { TraceQuestions } from '../../../src/session/liveTrace.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { TraceRunner } from '../../../src/session/traceRunner.ts';
import type { Tracer } from '../../../src/tracer/tracer.ts';
import { FakeTracer } from './fakeTracer.ts';
import { settle } from './fakeTimers.ts';
import { builtAgain, functionAt, hitOf, planOf, wallClockAt } from './samples.ts';

const clocks = { wall: wallClockAt(0), nowMs: () => 0 };
const plan = planOf('demo::add', [{ demangled: 'demo::add' }]);
const add = functionAt('add', 10);

function runnerWith(loadTracer: () => Promise<Tracer>): { store: SessionStore; runner: TraceRunner } {
  const store = new SessionStore();
  const questions = (): TraceQuestions => ({
    planAgain: () => Promise.reject(new Error('not asked')),
    silence: () => Promise.resolve(null),
    namesOf: () => Promise.resolve([]),
  });
  return { store, runner: new TraceRunner({ store, loadTracer, clocks, questions }) };
}

describe('the runner of traces', () => {
  it('feeds a tracer’s events to the session and tells of them', async () => {
    const tracer = new FakeTracer();
    const { store, runner } = runnerWith(() => Promise.resolve(tracer));
    const seen: string[] = [];
    runner.onEvent(({ event, recorded }) => seen.push(`${event.type} ${recorded === null ? '' : 'recorded'}`.trim()));
    const session = runner.start(add, plan);
    await settle();
    assert.equal(tracer.runs[0]?.plan, plan);
    tracer.runs[0].onEvent({ type: 'attached', probes: 1 });
    tracer.runs[0].onEvent({ type: 'hit', hit: hitOf({}) });
    assert.deepEqual(seen, ['attached', 'hit recorded']);
    assert.deepEqual([store.get(add), session.calls], [session, 1]);
    await runner.dispose();
  });

  it('does nothing for each hit that is only counted, and keeps only the last that are recorded', async () => {
    const tracer = new FakeTracer();
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    let events = 0;
    runner.onEvent(() => events++);
    const session = runner.start(add, plan);
    await settle();
    tracer.attach();
    tracer.newest.onEvent({ type: 'recording', isOn: false });
    events = 0;
    for (let second = 1; second <= 600; second++) {
      tracer.newest.onEvent({ type: 'counts', hits: [100_000 * second], isExact: true });
    }
    assert.deepEqual([session.calls, session.isExact, events], [60_000_000, true, 600]);
    for (let hit = 0; hit < 10_000; hit++) tracer.newest.onEvent({ type: 'hit', hit: hitOf({}) });
    assert.deepEqual(
      [session.calls, session.recorded, session.lastHits(Infinity).length],
      [60_000_000, 10_000, KEPT_HITS],
    );
    await runner.dispose();
  });

  it('asks the tracer to record all while it counts only, and not otherwise', async () => {
    const tracer = new FakeTracer();
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    const session = runner.start(add, plan);
    await settle();
    tracer.attach();
    runner.recordAll(session);
    assert.equal(tracer.newest.recordsAll, 0);
    tracer.newest.onEvent({ type: 'recording', isOn: false });
    runner.recordAll(session);
    assert.equal(tracer.newest.recordsAll, 1);
    await runner.dispose();
  });

  it('does not start a second trace of a function while one runs, and does when it has ended', async () => {
    const tracer = new FakeTracer();
    const { store, runner } = runnerWith(() => Promise.resolve(tracer));
    const first = runner.start(add, plan);
    await settle();
    assert.throws(() => runner.start(add, plan), { name: 'HumanError', message: 'demo::add is being traced already.' });
    runner.stop(first);
    const second = runner.start(add, plan);
    assert.deepEqual(store.all(), [second]);
    await runner.dispose();
  });

  it('stops a trace that was told to before its tracer was loaded, without starting it', async () => {
    const tracer = new FakeTracer();
    let load!: (loaded: Tracer) => void;
    const { runner } = runnerWith(
      () =>
        new Promise(resolve => {
          load = resolve;
        }),
    );
    const session = runner.start(add, plan);
    await settle();
    runner.stop(session);
    assert.equal(session.state.kind, 'stopping');
    load(tracer);
    await settle();
    assert.deepEqual(session.state, { kind: 'ended', reason: { kind: 'stopped' } });
    assert.equal(tracer.runs.length, 0);
  });

  it('ends a session whose tracer cannot be loaded, with the reason', async () => {
    const { runner } = runnerWith(() => Promise.reject(new Error('no such module')));
    const session = runner.start(add, plan);
    await settle();
    assert.deepEqual(session.state, {
      kind: 'ended',
      reason: { kind: 'failed', error: { message: 'no such module' } },
    });
  });

  it('takes nothing from a tracer after its end', async () => {
    const tracer = new FakeTracer();
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    const session = runner.start(add, plan);
    await settle();
    runner.stop(session);
    tracer.runs[0]?.onEvent({ type: 'hit', hit: hitOf({}) });
    assert.equal(session.calls, 0);
  });

  it('is disposed only when every tracer is gone, and starts nothing more', async () => {
    const tracer = new FakeTracer();
    tracer.obeys = false;
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    runner.start(add, plan);
    runner.start(functionAt('greet', 20), plan);
    await settle();
    let isDisposed = false;
    const disposed = runner.dispose().then(() => (isDisposed = true));
    await settle();
    assert.deepEqual([tracer.runs.map(run => run.stops), isDisposed], [[1, 1], false]);
    for (const run of tracer.runs) run.end();
    await disposed;
    assert.throws(() => runner.start(functionAt('late', 30), plan), { name: 'HumanError' });
  });

  it('moves an attached trace to another build, where its counts go on', async () => {
    const tracer = new FakeTracer();
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    const session = runner.start(add, plan);
    await settle();
    tracer.attach();
    tracer.newest.onEvent({ type: 'hit', hit: hitOf({}) });
    const moved = runner.reattach(session, builtAgain(plan, 1));
    tracer.attach();
    await moved;
    tracer.newest.onEvent({ type: 'hit', hit: hitOf({}) });
    assert.deepEqual([session.calls, session.plan.artifact.inode, session.state.kind], [2, '1:2', 'attached']);
    await runner.dispose();
  });

  it('says why a trace could not be moved, and leaves it where it was', async () => {
    const tracer = new FakeTracer();
    const { runner } = runnerWith(() => Promise.resolve(tracer));
    const session = runner.start(add, plan);
    await settle();
    tracer.attach();
    const moved = runner.reattach(session, builtAgain(plan, 1));
    tracer.newest.end({ kind: 'cancelled' });
    await assert.rejects(moved, { name: 'HumanError', message: 'No password was given.' });
    assert.deepEqual([session.plan, session.state.kind], [plan, 'attached']);
    await runner.dispose();
  });
});
