/** What a count makes of its counter's events. Oracle: the numbers that the test reports. */

import assert from 'node:assert/strict';
import type { CountPlan } from '../../../src/model/countPlan.ts';
import { CountSession } from '../../../src/session/countSession.ts';
import { HISTORY_LENGTH } from '../../../src/session/functionCount.ts';
import { countPlanOf, lacking } from './countSamples.ts';
import { wallClockAt } from './samples.ts';

class Counted {
  nowMs = 0;
  readonly session: CountSession;

  constructor(plan: CountPlan) {
    this.session = new CountSession(plan, { wall: wallClockAt(1000), nowMs: () => this.nowMs });
    this.session.handle({ type: 'command', argv: ['sh'], display: 'sh -c …' });
    this.session.handle({ type: 'attached', probes: plan.places.length });
  }

  report(afterMs: number, hits: readonly number[], isExact = true): void {
    this.nowMs += afterMs;
    this.session.handle({ type: 'counts', hits, isExact });
  }

  get counts(): number[] {
    return this.session.functions.map(({ count }) => count);
  }
}

const two = countPlanOf({ 'demo::one': [0], 'demo::two': [1] });

describe('a count', () => {
  it('adds up the places of a function, and counts one that its instances share once', () => {
    const run = new Counted(countPlanOf({ 'demo::a': [0, 1, 1], 'demo::b': [2], 'demo::c': [2] }));
    run.report(500, [1, 20, 300]);
    assert.deepEqual(run.counts, [21, 300, 300]);
    assert.deepEqual(run.session.functions[0]?.instances, [1, 20, 20]);
    assert.equal(run.session.total, 321, 'what two functions share is entered once');
  });

  it('lists what is never entered as 0, which means something once numbers were reported', () => {
    const run = new Counted(two);
    assert.deepEqual([run.counts, run.session.hasReport], [[0, 0], false]);
    run.report(500, [0, 7]);
    assert.deepEqual([run.counts, run.session.hasReport], [[0, 7], true]);
  });

  it('never counts backwards', () => {
    const run = new Counted(two);
    run.report(500, [10, 10]);
    run.report(500, [9, 11]);
    assert.deepEqual(run.counts, [10, 11]);
    run.report(500, [12]);
    assert.deepEqual(run.counts, [12, 11], 'nor where a report is too short');
  });

  it('knows rates after a second, over the last five, and none once it has ended', () => {
    const run = new Counted(two);
    const rates = (): unknown[] => [...run.session.functions.map(fn => fn.perSecond), run.session.totalPerSecond];
    run.report(500, [50, 0]);
    assert.deepEqual(rates(), [null, null, null]);
    for (let report = 2; report <= 20; report++) run.report(500, [50 * report, 0]);
    assert.deepEqual(rates(), [100, 0, 100]);
    for (let report = 1; report <= 5; report++) run.report(1000, [1000, 10 * report]);
    assert.deepEqual(rates(), [0, 10, 10]);
    run.session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    assert.deepEqual(rates(), [null, null, null]);
    assert.deepEqual(run.counts, [1000, 50]);
  });

  it('keeps the last intervals', () => {
    const run = new Counted(two);
    let hits = 0;
    for (let report = 1; report <= HISTORY_LENGTH + 5; report++) run.report(500, [(hits += report), 0]);
    assert.deepEqual(
      run.session.functions[0]?.history,
      Array.from({ length: HISTORY_LENGTH }, (_, index) => index + 6),
    );
  });

  it('leaves pauses out of its time, its rates and its history, and what comes late in', () => {
    const run = new Counted(two);
    run.session.markPausable(true);
    run.report(1000, [100, 0]);
    run.nowMs += 500;
    run.session.markPaused(true);
    assert.deepEqual([run.session.state.kind, run.session.canPause], ['paused', true]);
    run.report(100, [150, 0]);
    assert.deepEqual(run.counts, [150, 0]);
    assert.deepEqual([run.session.totalPerSecond, run.session.elapsedMs], [null, 1500]);
    run.nowMs += 60_000;
    run.session.markPaused(false);
    run.report(500, [200, 0]);
    assert.deepEqual(run.session.functions[0]?.history, [100, 100]);
    assert.deepEqual([run.session.totalPerSecond, run.session.elapsedMs], [100, 2000]);
  });

  it('counts from zero again after a reset, from the last report on', () => {
    const run = new Counted(two);
    run.report(1000, [100, 5]);
    const before = run.session.startedNs ?? 0n;
    run.session.reset();
    assert.deepEqual([run.counts, run.session.total, run.session.elapsedMs], [[0, 0], 0, 0]);
    assert.deepEqual(run.session.functions[0]?.history, []);
    assert.ok((run.session.startedNs ?? 0n) > before);
    run.report(1000, [130, 5]);
    assert.deepEqual([run.counts, run.session.total, run.session.totalPerSecond], [[30, 0], 30, 30]);
  });

  it('counts the time from that report on too, so that the first rates are right', () => {
    const run = new Counted(two);
    // 100 a second.
    run.report(1000, [100, 0]);
    run.nowMs += 900;
    run.session.reset();
    assert.equal(run.session.elapsedMs, 900);
    run.report(100, [200, 0]);
    run.report(1000, [300, 0]);
    assert.deepEqual([run.counts, run.session.reportedMs, run.session.totalPerSecond], [[200, 0], 2000, 100]);
  });

  it('leaves pauses out of the time also where it is reset in one', () => {
    const run = new Counted(two);
    run.session.markPausable(true);
    run.report(1000, [100, 0]);
    run.nowMs += 500;
    run.session.markPaused(true);
    run.report(200, [150, 0]);
    run.nowMs += 10_000;
    run.session.reset();
    run.session.markPaused(false);
    run.report(1000, [250, 0]);
    assert.deepEqual([run.counts, run.session.reportedMs, run.session.totalPerSecond], [[100, 0], 1000, 100]);
  });

  it('is exact where the last report is, and where the one was that it was reset at', () => {
    const run = new Counted(two);
    run.report(1000, [1, 1], false);
    assert.equal(run.session.isExact, false);
    run.session.reset();
    run.report(1000, [2, 2], true);
    assert.equal(run.session.isExact, false, 'what was missed before may have come since');
    run.session.reset();
    run.report(1000, [3, 3], true);
    assert.equal(run.session.isExact, true);
  });

  it('is a lower bound of a function that has code without a probe, and of the total', () => {
    const run = new Counted(lacking(two, 'demo::two'));
    run.report(1000, [1, 1]);
    const { functions, isExact, isTotalExact } = run.session;
    assert.deepEqual([functions.map(fn => fn.isExact), isExact, isTotalExact], [[true, false], true, false]);
    run.report(1000, [2, 2], false);
    assert.deepEqual(
      functions.map(fn => fn.isExact),
      [false, false],
    );
    assert.equal(new Counted(two).session.isTotalExact, true);
  });

  it('stays what it was at the end: the time is that of the last report, and nothing comes any more', () => {
    const run = new Counted(two);
    run.report(2000, [1, 1]);
    run.session.markStopping();
    run.report(300, [4, 4]);
    run.nowMs += 99_000;
    run.session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    run.report(1000, [9, 9]);
    assert.deepEqual([run.counts, run.session.elapsedMs, run.session.isRunning], [[4, 4], 2300, false]);
  });

  it('goes through its states, and keeps who counts and what that says', () => {
    const session = new CountSession(two, { wall: wallClockAt(0), nowMs: () => 0 });
    const states = [session.state.kind];
    session.onDidChange(() => {
      if (states.at(-1) !== session.state.kind) states.push(session.state.kind);
    });
    session.handle({ type: 'tracer', name: 'bcc', reason: 'few' });
    session.handle({ type: 'command', argv: ['funccount'], display: 'funccount x' });
    session.handle({ type: 'authorising' });
    session.handle({ type: 'attached', probes: 2 });
    session.handle({ type: 'message', text: 'a warning' });
    session.markPausable(false);
    assert.equal(session.canPause, false);
    session.markStopping();
    session.handle({ type: 'attached', probes: 2 });
    session.handle({ type: 'ended', reason: { kind: 'cancelled' } });
    assert.deepEqual(states, ['idle', 'starting', 'authorising', 'counting', 'stopping', 'ended']);
    assert.deepEqual(session.carrier, { tracer: 'bcc', reason: 'few', command: 'funccount x' });
    assert.deepEqual(session.messages, ['a warning']);
  });

  it('takes a report of 10,000 functions without keeping anything new', function () {
    const names = Array.from({ length: 10_000 }, (_, place) => [`demo::f${place}`, [place]] as const);
    const run = new Counted(countPlanOf(Object.fromEntries(names)));
    const hits = names.map((_, place) => place);
    for (let report = 0; report < HISTORY_LENGTH; report++) run.report(500, hits);
    const history = run.session.functions.at(-1)?.history.length;
    const before = process.memoryUsage().arrayBuffers;
    for (let report = 0; report < 200; report++) run.report(500, hits);
    assert.equal(history, HISTORY_LENGTH);
    assert.ok(process.memoryUsage().arrayBuffers <= before);
    assert.equal(run.session.total, (9999 * 10_000) / 2);
  });
});
