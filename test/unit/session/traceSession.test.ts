/** One trace's life and counts. */

import assert from 'node:assert/strict';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { LiveEvent } from '../../../src/session/liveEvent.ts';
import { nextState, type SessionState } from '../../../src/session/sessionState.ts';
import { KEPT_HITS } from '../../../src/session/hitHistory.ts';
import { KEPT_BUILDS } from '../../../src/session/sessionCounts.ts';
import type { TraceSession } from '../../../src/session/traceSession.ts';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';
import {
  attachedSession,
  builtAgain,
  hitOf,
  IN_MAIN,
  outcomeOf,
  planOf,
  sessionOf,
  value,
  withExits,
} from './samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const fetch = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);

/** Hits by the instance's name. */
function countsOf(session: TraceSession): Record<string, number> {
  return Object.fromEntries(session.instances.map(({ instance, hits }) => [instance.demangled, hits]));
}

describe('the state of a session', () => {
  const command: TracerEvent = { type: 'command', argv: [], display: '' };
  const failed: TracerEvent = { type: 'ended', reason: { kind: 'failed', error: { message: 'no bcc' } } };
  const table: [string, readonly LiveEvent[], SessionState['kind']][] = [
    ['is idle at first', [], 'idle'],
    ['is starting once the command is known', [command], 'starting'],
    ['is authorising while a password is asked for', [command, { type: 'authorising' }], 'authorising'],
    [
      'is attached when the probes are in place',
      [command, { type: 'authorising' }, { type: 'attached', probes: 1 }],
      'attached',
    ],
    [
      'stays attached through hits and losses',
      [
        { type: 'attached', probes: 1 },
        { type: 'lost', count: 3 },
      ],
      'attached',
    ],
    [
      'stays attached while a new build is attached, which may ask for a password',
      [{ type: 'attached', probes: 1 }, { type: 'reattaching' }, command, { type: 'authorising' }],
      'attached',
    ],
    [
      'stays attached when a new build cannot be attached',
      [{ type: 'attached', probes: 1 }, { type: 'reattaching' }, { type: 'notReattached', error: { message: 'no' } }],
      'attached',
    ],
    ['ends from any state', [command, failed], 'ended'],
    ['has ended for good', [failed, { type: 'attached', probes: 1 }], 'ended'],
  ];
  for (const [title, events, kind] of table) {
    it(title, () => {
      assert.equal(events.reduce<SessionState>(nextState, { kind: 'idle' }).kind, kind);
    });
  }

  it('keeps the reason of its end', () => {
    assert.deepEqual(nextState({ kind: 'stopping' }, failed), {
      kind: 'ended',
      reason: { kind: 'failed', error: { message: 'no bcc' } },
    });
  });

  it('stays stopping when the probes get in place meanwhile', () => {
    assert.deepEqual(nextState({ kind: 'stopping' }, { type: 'attached', probes: 1 }), { kind: 'stopping' });
  });
});

describe('a session', () => {
  it('counts calls and polls apart, and what was lost', () => {
    const call = hitOf({ n: value('2') });
    const poll = hitOf({}, { probe: 1 });
    const session = attachedSession(fetch, [call, poll, poll]);
    session.handle({ type: 'lost', count: 5 });
    session.handle({ type: 'lost', count: 7 });
    assert.deepEqual([session.calls, session.polls, session.lost], [1, 2, 12]);
    assert.deepEqual(countsOf(session), { 'demo::fetch::{async_fn#0}': 2, 'demo::fetch': 1 });
    assert.equal(session.lastCall?.hit, call);
    assert.equal(session.last?.hit, poll);
    assert.equal(session.first?.hit, call);
  });

  it('keeps the last hits, and only so many', () => {
    const hits = Array.from({ length: KEPT_HITS + 5 }, (_, index) => hitOf({ a: value(String(index)) }));
    const session = attachedSession(add, hits);
    assert.deepEqual(
      session.lastHits(1000).map(({ hit }) => hit),
      hits.slice(5),
    );
    assert.deepEqual(
      session.lastHits(2).map(({ hit }) => hit),
      hits.slice(-2),
    );
    assert.equal(session.calls, hits.length);
  });

  it('does not count a hit of a probe that is not in its plan', () => {
    const session = attachedSession(add, [hitOf({}, { probe: 1 })]);
    assert.deepEqual([session.calls, session.last], [0, null]);
  });

  it('keeps how each call ended, calls and polls apart, and the instances', () => {
    const [call, poll, open] = [hitOf({}), hitOf({}, { probe: 1 }), hitOf({})];
    const session = attachedSession(fetch, [call, poll, open]);
    assert.equal(session.handle(outcomeOf(call, { durationNs: 7n }))?.hit, call);
    session.handle(outcomeOf(poll, { kind: 'unwound', result: null }));
    assert.equal(session.outcomeOf(call)?.durationNs, 7n);
    assert.equal(session.outcomeOf(poll)?.kind, 'unwound');
    assert.equal(session.outcomeOf(open), null);
    const { calls, polls } = session.ends;
    assert.deepEqual([calls.returned, calls.latency.maxNs, polls.returned, polls.unwound], [1, 7, 0, 1]);
    assert.deepEqual(
      session.instances.map(({ ends }) => [ends.returned, ends.unwound]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('has nothing to do with the ends of calls of before it was cleared', () => {
    const hit = hitOf({});
    const session = attachedSession(add, [hit]);
    session.clear();
    assert.equal(session.handle(outcomeOf(hit)), null);
    assert.deepEqual([session.ends.calls.returned, session.outcomeOf(hit)], [0, null]);
  });

  it('hears how a long call ended, however many of an instance without ends came since', () => {
    const twice = planOf('demo::add', [{ demangled: 'demo::add' }, { demangled: 'demo::add', inlined: IN_MAIN }]);
    const whole = withExits(twice);
    const long = hitOf({});
    const plan = { ...whole, exits: whole.exits.filter(({ entry }) => entry !== 1) };
    const session = attachedSession(plan, [hitOf({}), long, hitOf({})]);
    for (let count = 0; count < 60_000; count++) session.handle({ type: 'hit', hit: hitOf({}, { probe: 1 }) });
    assert.equal(session.handle(outcomeOf(long))?.hit, long);
    assert.equal(session.ends.calls.returned, 1);
  });

  it('keeps its counts when it has ended', () => {
    const session = attachedSession(add, [hitOf({})]);
    session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    assert.deepEqual([session.calls, session.isRunning, session.wasAttached], [1, false, true]);
  });

  it('counts from zero after clear, in the same state', () => {
    const session = attachedSession(fetch, [hitOf({}), hitOf({}, { probe: 1 })]);
    session.handle({ type: 'lost', count: 1 });
    session.clear();
    assert.deepEqual(
      [session.calls, session.polls, session.lost, session.first, session.last, session.lastCall],
      [0, 0, 0, null, null, null],
    );
    assert.deepEqual([session.lastHits(10), session.state], [[], { kind: 'attached', probes: 2, isRecording: true }]);
    session.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(session.calls, 1);
  });

  it('counts what was only counted, in whole and by instance and build, and shows what was recorded', () => {
    const hit = hitOf({ n: value('2') });
    const session = attachedSession(fetch, [hit]);
    session.handle({ type: 'counted', hits: [2, 7], isExact: true });
    session.handle({ type: 'hit', hit: hitOf({}), wasCounted: true });
    assert.deepEqual([session.calls, session.polls, session.recorded, session.isExact], [3, 7, 2, true]);
    assert.deepEqual(countsOf(session), { 'demo::fetch::{async_fn#0}': 7, 'demo::fetch': 3 });
    assert.deepEqual(
      session.builds.map(({ tally }) => tally.hits),
      [10],
    );
    assert.equal(session.lastHits(5).length, 2);
  });

  it('knows that the last call is older than the count, until the next one is recorded', () => {
    const session = attachedSession(fetch, [hitOf({})]);
    session.handle({ type: 'recording', isOn: false });
    assert.deepEqual([session.isCountingOnly, session.isLastCallOld], [true, true]);
    session.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(session.isLastCallOld, true, 'its record was on its way');
    session.handle({ type: 'recording', isOn: true });
    session.handle({ type: 'hit', hit: hitOf({}, { probe: 1 }) });
    assert.deepEqual([session.isCountingOnly, session.isLastCallOld], [false, true], 'a poll is no call');
    session.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(session.isLastCallOld, false);
  });

  it('does not claim to be exact once hits were missed, and may after clear', () => {
    const session = attachedSession(add, [hitOf({})]);
    session.handle({ type: 'lost', count: 1 });
    assert.equal(session.isExact, false);
    session.clear();
    assert.equal(session.isExact, true);
    session.handle({ type: 'recording', isOn: false });
    session.clear();
    assert.equal(session.isExact, false, 'hits are missed all the time');
    session.handle({ type: 'counted', hits: [5], isExact: true });
    assert.deepEqual([session.isExact, session.calls], [true, 5]);
  });

  it('shows no record of a hit that was cleared', () => {
    const session = attachedSession(add);
    session.handle({ type: 'counted', hits: [3], isExact: true });
    session.clear();
    session.handle({ type: 'hit', hit: hitOf({}), wasCounted: true });
    assert.deepEqual([session.calls, session.last, session.recorded], [0, null, 0]);
  });

  it('tells of every change until nobody listens', () => {
    const session = sessionOf(add);
    let changes = 0;
    const unsubscribe = session.onDidChange(() => changes++);
    session.handle({ type: 'hit', hit: hitOf({}) });
    session.markStopping();
    unsubscribe();
    session.clear();
    assert.equal(changes, 2);
  });

  it('has a rate while it is attached only', () => {
    let nowMs = 0;
    const session = sessionOf(add, () => nowMs);
    assert.equal(session.hitsPerSecond, null);
    session.handle({ type: 'attached', probes: 1 });
    for (let hit = 0; hit < 10; hit++) session.handle({ type: 'hit', hit: hitOf({}) });
    nowMs = 2000;
    assert.equal(session.hitsPerSecond, 5);
    session.markStopping();
    assert.equal(session.hitsPerSecond, null);
  });
});

describe('a session through builds', () => {
  const largest = planOf('demo::largest', [{ demangled: 'demo::largest<u64>' }, { demangled: 'demo::largest<&str>' }]);
  const later: ProbePlan = builtAgain(
    planOf('demo::largest', [{ demangled: 'demo::largest<&str>' }, { demangled: 'demo::largest<f64>' }]),
    1,
  );

  it('goes on counting each instance by its name, whatever its probe is now', () => {
    const session = attachedSession(largest, [hitOf({}), hitOf({}, { probe: 1 })]);
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    session.handle({ type: 'hit', hit: hitOf({}) }, later);
    session.handle({ type: 'hit', hit: hitOf({}) }, largest);
    assert.deepEqual(countsOf(session), {
      'demo::largest<u64>': 2,
      'demo::largest<&str>': 2,
      'demo::largest<f64>': 0,
    });
    assert.deepEqual([session.calls, session.plan], [4, later]);
    assert.deepEqual(
      session.builds.map(({ plan, tally }) => [plan, tally.calls]),
      [
        [largest, 3],
        [later, 1],
      ],
    );
  });

  it('keeps with each hit the plan that gives it a meaning', () => {
    const session = attachedSession(largest, [hitOf({})]);
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    session.handle({ type: 'hit', hit: hitOf({}) }, later);
    assert.deepEqual(
      session.lastHits(2).map(({ plan }) => plan),
      [largest, later],
    );
  });

  it('knows since when it is in a new build, and forgets the old one when it is cleared', () => {
    const session = attachedSession(largest, [hitOf({})]);
    const before = session.rebuiltNs;
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    assert.deepEqual([before, typeof session.rebuiltNs], [null, 'bigint']);
    session.clear();
    assert.deepEqual([session.rebuiltNs, session.builds.length, session.plan], [null, 1, later]);
    assert.deepEqual(Object.values(countsOf(session)), [0, 0]);
  });

  it('has had one build when that came before the first probes were in place', () => {
    const session = sessionOf(largest);
    session.handle({ type: 'reattaching' });
    session.handle({ type: 'attached', probes: 2 }, later);
    assert.deepEqual([session.plan, session.builds.length, session.rebuiltNs], [later, 1, null]);
  });

  it('says who carries the trace that runs, not who is to carry the next', () => {
    const session = attachedSession(largest);
    session.handle({ type: 'tracer', name: 'tracefs', reason: 'bcc failed' });
    session.handle({ type: 'command', argv: [], display: 'sh' });
    assert.deepEqual(session.carrier, { tracer: null, reason: null, command: 'trace p:demo:add' });
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    assert.deepEqual(session.carrier, { tracer: 'tracefs', reason: 'bcc failed', command: 'sh' });
  });

  it('goes on counting only in a new build where that was so in the old one', () => {
    const session = attachedSession(largest);
    session.handle({ type: 'recording', isOn: false });
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    assert.equal(session.isCountingOnly, true);
  });

  it('keeps the command that runs until the one of a new build does', () => {
    const session = attachedSession(largest);
    const command = session.command;
    session.handle({ type: 'command', argv: [], display: 'trace p:new' });
    assert.equal(session.command, command);
    session.handle({ type: 'rebuilt', probes: 2 }, later);
    assert.equal(session.command, 'trace p:new');
  });

  it('keeps only so many builds apart, and all their hits', () => {
    const session = attachedSession(largest, [hitOf({})]);
    for (let build = 1; build <= 2 * KEPT_BUILDS; build++) {
      const plan = builtAgain(largest, build);
      session.handle({ type: 'rebuilt', probes: 2 }, plan);
      session.handle({ type: 'hit', hit: hitOf({}) }, plan);
    }
    assert.deepEqual([session.builds.length, session.calls], [KEPT_BUILDS, 2 * KEPT_BUILDS + 1]);
  });

  it('counts copies among the calls and polls, and apart', () => {
    const plan = planOf('demo::fetch', [
      { demangled: 'demo::fetch' },
      { demangled: 'demo::fetch', inlined: IN_MAIN },
      { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll', inlined: IN_MAIN },
    ]);
    const session = attachedSession(
      plan,
      [0, 1, 1, 2].map(probe => hitOf({}, { probe })),
    );
    const { calls, polls, inlinedCalls, inlinedPolls } = session.tally;
    assert.deepEqual([calls, inlinedCalls, polls, inlinedPolls], [3, 2, 1, 1]);
  });
});
