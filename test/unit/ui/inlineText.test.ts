/** The text at the end of a traced function's line. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LiveEvent } from '../../../src/session/liveEvent.ts';
import type { TraceSession } from '../../../src/session/traceSession.ts';
import { inlineText } from '../../../src/ui/inlineText.ts';
import { attachedSession, builtAgain, hitOf, IN_MAIN, planOf, sessionOf, value } from '../session/samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const fetch = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);
const hit = hitOf({ a: value('42'), b: value('13') });
const poll = hitOf({}, { probe: 1 });
const copied = planOf('demo::add', [{ demangled: 'demo::add' }, { demangled: 'demo::add', inlined: IN_MAIN }]);
const copy = hitOf({}, { probe: 1 });
const silent: LiveEvent = {
  type: 'silence',
  silence: { code: 'not-running', detail: { message: 'No process runs demo (dev).', advice: 'Start it.' } },
};
const stopped: LiveEvent = { type: 'ended', reason: { kind: 'stopped' } };
const failed: LiveEvent = { type: 'ended', reason: { kind: 'failed', error: { message: 'no bcc' } } };
const lost3: LiveEvent = { type: 'lost', count: 3 };
const off: LiveEvent = { type: 'recording', isOn: false };
const on: LiveEvent = { type: 'recording', isOn: true };

function counted(hits: readonly number[], isExact: boolean): LiveEvent {
  return { type: 'counted', hits, isExact };
}

function after(session: TraceSession, ...events: LiveEvent[]): TraceSession {
  for (const event of events) session.handle(event);
  return session;
}

function stopping(session: TraceSession): TraceSession {
  session.markStopping();
  return session;
}

function rebuilt(session: TraceSession, ...events: LiveEvent[]): TraceSession {
  session.handle({ type: 'rebuilt', probes: 1 }, builtAgain(session.plan, 1));
  return after(session, ...events);
}

describe('the end-of-line text', () => {
  const table: [string, () => TraceSession][] = [
    ['starting…', () => sessionOf(add)],
    ['waiting for the password…', () => after(sessionOf(add), { type: 'authorising' })],
    ['waiting for the first call', () => attachedSession(add)],
    ['1 hit · a=42 b=13', () => attachedSession(add, [hit])],
    ['3 hits · a=42 b=13', () => attachedSession(add, [hit, hit, hit])],
    ['1,234 hits · a=42 b=13', () => attachedSession(add, new Array(1234).fill(hit))],
    ['1 hit', () => attachedSession(add, [hitOf({})])],
    ['1 call · 2 polls · n=2', () => attachedSession(fetch, [hitOf({ n: value('2') }), poll, poll])],
    ['0 calls · 1 poll', () => attachedSession(fetch, [poll])],
    ['≥1 hit · lost 1,200 · a=42 b=13', () => after(attachedSession(add, [hit]), { type: 'lost', count: 1200 })],
    ['≥0 hits · lost 3', () => after(attachedSession(add), { type: 'lost', count: 3 })],
    ['9 hits · 3 without values · a=42 b=13', () => after(attachedSession(add, [hit]), lost3, counted([8], true))],
    ['≥9 hits · lost 3 · a=42 b=13', () => after(attachedSession(add, [hit]), lost3, counted([8], false))],
    ['9 hits · a=42 b=13', () => after(attachedSession(add, [hit]), counted([8], true))],
    ['9 hits · counting only · earlier: a=42 b=13', () => after(attachedSession(add, [hit]), off, counted([8], true))],
    [
      '≥9 hits · counting only · earlier: a=42 b=13',
      () => after(attachedSession(add, [hit]), off, counted([8], false)),
    ],
    ['8 hits · counting only', () => after(attachedSession(add), off, counted([8], true))],
    ['9 hits · earlier: a=42 b=13', () => after(attachedSession(add, [hit]), off, counted([8], true), on)],
    [
      '10 hits · a=42 b=13',
      () => after(attachedSession(add, [hit]), off, counted([8], true), on, { type: 'hit', hit }),
    ],
    [
      '9 hits · earlier: a=42 b=13 · stopped',
      () => after(attachedSession(add, [hit]), off, counted([8], true), stopped),
    ],
    ['≥1 call · ≥9 polls · counting only', () => after(attachedSession(fetch), off, counted([1, 9], false))],
    ['≥9 hits (≈4 inlined) · counting only', () => after(attachedSession(copied), off, counted([5, 4], false))],
    ['1 hit · a=42 b=13 · stopping…', () => stopping(attachedSession(add, [hit]))],
    ['1 hit · a=42 b=13 · stopped', () => after(attachedSession(add, [hit]), stopped)],
    ['1 hit · a=42 b=13 · trace failed', () => after(attachedSession(add, [hit]), failed)],
    ['no calls · stopped', () => after(attachedSession(add), stopped)],
    ['stopped', () => after(sessionOf(add), stopped)],
    ['cancelled', () => after(sessionOf(add), { type: 'ended', reason: { kind: 'cancelled' } })],
    ['waiting: no process runs demo (dev)', () => after(attachedSession(add), silent)],
    ['waiting for the first call', () => after(attachedSession(add), silent, { type: 'silence', silence: null })],
    ['no calls · stopped', () => after(attachedSession(add), silent, stopped)],
    ['1 hit · a=42 b=13 · built again, attaching…', () => after(attachedSession(add, [hit]), { type: 'reattaching' })],
    ['built again, attaching…', () => after(sessionOf(add), { type: 'reattaching' })],
    ['1 hit · a=42 b=13 · rebuilt 12:00:00', () => rebuilt(attachedSession(add, [hit]))],
    ['2 hits · a=42 b=13 · rebuilt 12:00:00', () => rebuilt(attachedSession(add, [hit]), { type: 'hit', hit })],
    [
      '1 hit · a=42 b=13 · rebuilt 12:00:00 · waiting: no process runs demo (dev)',
      () => rebuilt(attachedSession(add, [hit]), silent),
    ],
    ['1 hit · a=42 b=13 · rebuilt 12:00:00 · stopped', () => rebuilt(attachedSession(add, [hit]), stopped)],
    [
      '1 hit · a=42 b=13 · new build not traced: add has no machine code',
      () =>
        after(attachedSession(add, [hit]), { type: 'notReattached', error: { message: 'add has no machine code.' } }),
    ],
    ['3 hits (≈2 inlined) · a=42 b=13', () => attachedSession(copied, [copy, copy, hit])],
    ['2 hits (≈1 inlined) · inlined in demo::main', () => attachedSession(copied, [hit, copy])],
    [
      '1 hit · a=42 b=13 · 4 instances not traced',
      () => attachedSession(planOf('demo::add', [{ demangled: 'demo::add' }], 4), [hit]),
    ],
    ['1 hit · p=…', () => attachedSession(add, [hitOf({ p: { kind: 'absent', reason: 'in xmm0' } })])],
    [
      '1 hit · s="ab"…',
      () => attachedSession(add, [hitOf({ s: { kind: 'cut', text: '"ab"…', reason: 'first 2 of 9 bytes' } })]),
    ],
  ];
  for (const [expected, session] of table) {
    it(`is "${expected}"`, () => {
      assert.equal(inlineText(session(), 30).replace(/rebuilt \d\d:\d\d:\d\d/, 'rebuilt 12:00:00'), expected);
    });
  }

  it('has the rate of what is only counted, a lower bound where the count is one', () => {
    let nowMs = 0;
    const session = sessionOf(add, () => nowMs);
    after(session, { type: 'attached', probes: 1 }, off);
    nowMs = 1000;
    after(session, counted([184_000], true));
    assert.equal(inlineText(session, 30), '184,000 hits · counting only: 184,000/s');
    after(session, counted([0], false));
    assert.equal(inlineText(session, 30), '≥184,000 hits · counting only: ≥184,000/s');
  });

  it('shows the arguments of the last call, not of a poll after it', () => {
    const session = attachedSession(fetch, [hitOf({ n: value('2') }), hitOf({ x: value('9') }, { probe: 1 })]);
    assert.equal(inlineText(session, 30), '1 call · 1 poll · n=2');
  });

  it('cuts long texts so that each argument has its share', () => {
    const long = value(`"${'x'.repeat(200)}"`);
    const text = inlineText(attachedSession(add, [hitOf({ a: long, n: value('7'), b: long })]), 40);
    assert.match(text, /^1 hit · a="x+… n=7 b="x+…$/);
    assert.ok(40 + text.length <= 120, text);
  });

  it('never cuts a number: what does not fit is left out whole', () => {
    const number = value('340282366920938463463374607431768211455');
    const text = inlineText(attachedSession(add, [hitOf({ a: number, b: number, c: number })]), 60);
    assert.equal(text, `1 hit · a=${number.kind === 'value' ? number.text : ''} …`);
  });

  it('keeps the line within 120 characters or so, and on one line, for any arguments', () => {
    const anyValue = fc.oneof(
      fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n }).map(String),
      fc.string({ unit: 'binary', maxLength: 300 }).map(text => `"${text}"`),
    );
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 8 }), fc.nat(200), (values, lineLength) => {
        const args = Object.fromEntries(values.map((text, index) => [`a${index}`, value(text)]));
        const text = inlineText(attachedSession(add, [hitOf(args)]), lineLength);
        assert.ok(text.length <= Math.max(48, 120 - lineLength) + 20, text);
        assert.doesNotMatch(text, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
