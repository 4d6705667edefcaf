/** One trace's life and counts. */

import assert from 'node:assert/strict';
import { nextState, type SessionState } from '../../../src/session/sessionState.ts';
import { KEPT_HITS } from '../../../src/session/traceSession.ts';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';
import { attachedSession, hitOf, planOf, sessionOf, value } from './samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const fetch = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);

describe('the state of a session', () => {
  const command: TracerEvent = { type: 'command', argv: [], display: '' };
  const failed: TracerEvent = { type: 'ended', reason: { kind: 'failed', error: { message: 'no bcc' } } };
  const table: [string, readonly TracerEvent[], SessionState['kind']][] = [
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
    assert.deepEqual([session.calls, session.polls, session.lost, [...session.counts]], [1, 2, 12, [1, 2]]);
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
    assert.deepEqual([session.lastHits(10), session.state], [[], { kind: 'attached', probes: 2 }]);
    session.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(session.calls, 1);
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
