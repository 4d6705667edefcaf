/** Starting and stopping counts, and what is kept of them, with a counter that does what the test tells it. */

import assert from 'node:assert/strict';
import type { Silence } from '../../../src/model/absence.ts';
import { CountRunner, type CountRunnerOptions } from '../../../src/session/countRunner.ts';
import { CountSession } from '../../../src/session/countSession.ts';
import { CountStore } from '../../../src/session/countStore.ts';
import { FakeCounter, countPlanOf } from './countSamples.ts';
import { settle } from './fakeTimers.ts';
import { wallClockAt } from './samples.ts';

const clocks = { wall: wallClockAt(0), nowMs: () => 0 };
const plan = countPlanOf({ 'demo::one': [0], 'demo::two': [1] });
const every = { everyMs: 500 };

function runnerWith(counter: FakeCounter, more: Partial<CountRunnerOptions> = {}) {
  const store = new CountStore();
  return { store, runner: new CountRunner({ store, loadCounter: () => Promise.resolve(counter), clocks, ...more }) };
}

describe('the runner of counts', () => {
  it('counts one plan several times at once, each for itself', async () => {
    const counter = new FakeCounter();
    const { store, runner } = runnerWith(counter);
    const first = runner.start(plan, every);
    await settle();
    counter.attach();
    counter.counts([1, 2]);
    const second = runner.start(plan, { everyMs: null });
    await settle();
    counter.attach();
    counter.counts([0, 5]);
    assert.deepEqual(store.all(), [second, first]);
    assert.deepEqual([first.total, second.total], [3, 5]);
    assert.deepEqual(
      counter.runs.map(run => [run.options.everyMs, run.plan.probes.length]),
      [
        [500, 2],
        [null, 2],
      ],
    );
    await runner.dispose();
    assert.deepEqual(store.running(), []);
  });

  it('takes the totals that come with the stop', async () => {
    const counter = new FakeCounter();
    counter.totals = [10, 20];
    const { runner } = runnerWith(counter);
    const session = runner.start(plan, every);
    await settle();
    counter.attach();
    await runner.stopAndWait(session);
    assert.deepEqual([session.total, session.state.kind], [30, 'ended']);
  });

  it('stops a count before its counter is loaded without starting it', async () => {
    const counter = new FakeCounter();
    const { runner } = runnerWith(counter);
    const session = runner.start(plan, every);
    await runner.stopAndWait(session);
    assert.deepEqual(session.state, { kind: 'ended', reason: { kind: 'stopped' } });
    assert.equal(counter.runs.length, 0);
  });

  it('ends a count whose counter cannot be loaded, with the reason', async () => {
    const { runner } = runnerWith(new FakeCounter(), {
      loadCounter: () => Promise.reject(new Error('no such module')),
    });
    const session = runner.start(plan, every);
    await settle();
    assert.deepEqual(session.state, {
      kind: 'ended',
      reason: { kind: 'failed', error: { message: 'no such module' } },
    });
  });

  it('pauses a counter that can, while it counts', async () => {
    const counter = new FakeCounter();
    const { runner } = runnerWith(counter);
    const session = runner.start(plan, every);
    await settle();
    runner.pause(session, true);
    counter.attach();
    runner.pause(session, true);
    assert.equal(session.state.kind, 'paused');
    runner.pause(session, false);
    assert.deepEqual([session.state.kind, counter.newest.pauses], ['counting', [true, false]]);
    await runner.dispose();
  });

  it('does not pause one that cannot', async () => {
    const counter = new FakeCounter();
    counter.canPause = false;
    const { runner } = runnerWith(counter);
    const session = runner.start(plan, every);
    await settle();
    counter.attach();
    assert.equal(session.canPause, false);
    runner.pause(session, true);
    assert.equal(session.state.kind, 'counting');
    await runner.dispose();
  });

  it('starts nothing once it is disposed', async () => {
    const { runner } = runnerWith(new FakeCounter());
    await runner.dispose();
    assert.throws(() => runner.start(plan, every), { name: 'HumanError' });
  });

  it('shows why nothing is counted while that is so', () => {
    const silence: Silence = { code: 'not-running', detail: { message: 'No process runs demo.' } };
    const session = new CountSession(plan, clocks);
    session.handle({ type: 'attached', probes: 2 });
    session.markSilence(silence);
    assert.equal(session.silence, silence);
    session.handle({ type: 'counts', hits: [0, 1], isExact: true });
    assert.equal(session.silence, null);
  });
});

describe('the counts that are kept', () => {
  const ended = (): CountSession => {
    const session = new CountSession(plan, clocks);
    session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    return session;
  };

  it('are those that run, and the ten that ended last', () => {
    const store = new CountStore();
    const running = new CountSession(plan, clocks);
    store.add(running);
    const others = Array.from({ length: 12 }, ended);
    for (const session of others) store.add(session);
    assert.deepEqual(store.all(), [...others.slice(2).reverse(), running]);
    running.handle({ type: 'ended', reason: { kind: 'stopped' } });
    assert.equal(store.all().includes(running), false, 'it is older than ten others');
  });

  it('do not lose one that runs, which must be seen to be stopped', () => {
    const store = new CountStore();
    const running = new CountSession(plan, clocks);
    const over = ended();
    store.add(running);
    store.add(over);
    let changes = 0;
    store.onDidChange(() => changes++);
    store.remove(running);
    store.remove(over);
    assert.deepEqual([store.all(), changes], [[running], 1]);
  });
});
