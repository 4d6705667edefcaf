/** The text at the end of a traced function's line. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LiveEvent } from '../../../src/session/liveEvent.ts';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import { TraceSession } from '../../../src/session/traceSession.ts';
import { inlineText } from '../../../src/ui/inlineText.ts';
import {
  attachedSession,
  builtAgain,
  functionAt,
  hitOf,
  IN_MAIN,
  outcomeOf,
  planOf,
  sessionOf,
  value,
  wallClockAt,
} from '../session/samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const fetch = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);
const hit = hitOf({ a: value('42'), b: value('13') });
const nullary = hitOf({});
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

function conditional(condition: string): TraceSession {
  const clocks = { wall: wallClockAt(0), nowMs: () => 0 };
  return new TraceSession(functionAt('add', 10), add, clocks, { ...DEFAULT_OPTIONS, condition });
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
    ['1 hit · a=42 b=13 → 55 in 3.1 µs', () => after(attachedSession(add, [hit]), outcomeOf(hit))],
    ['1 hit · a=42 b=13 in 3.1 µs', () => after(attachedSession(add, [hit]), outcomeOf(hit, { result: null }))],
    [
      '1 hit · a=42 b=13 → … in 3.1 µs',
      () => after(attachedSession(add, [hit]), outcomeOf(hit, { result: { kind: 'absent', reason: 'in xmm0' } })),
    ],
    [
      '1 hit · a=42 b=13 → unwound after 3.1 µs',
      () => after(attachedSession(add, [hit]), outcomeOf(hit, { kind: 'unwound', result: null })),
    ],
    [
      '1 hit · a=42 b=13 → by a tail call after 3.1 µs',
      () => after(attachedSession(add, [hit]), outcomeOf(hit, { kind: 'tailCalled', result: null })),
    ],
    [
      '1 hit · a=42 b=13 → …',
      () => after(attachedSession(add, [hit]), outcomeOf(hit, { kind: 'unseen', result: null, durationNs: null })),
    ],
    ['1 hit · → 55 in 3.1 µs', () => after(attachedSession(add, [nullary]), outcomeOf(nullary))],
    [
      '2 hits · a=42 b=13',
      () => after(attachedSession(add, [hit, hitOf({ a: value('42'), b: value('13') })]), outcomeOf(hit)),
    ],
    ['when a > 10 · waiting for the first call', () => after(conditional('a > 10'), { type: 'attached', probes: 1 })],
    [
      '1 hit · a=42 b=13 · when a > 10',
      () => after(conditional('a > 10'), { type: 'attached', probes: 1 }, { type: 'hit', hit }),
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

  it('cuts a long structure and a long result, but no number in them', () => {
    const long = hitOf({ p: value(`Point { x: 1234567890, y: 1234567890, z: ${'9'.repeat(30)} }`) });
    const session = attachedSession(add, [long]);
    after(session, outcomeOf(long, { result: value(`Some([${'1234567890, '.repeat(20)}1])`) }));
    const text = inlineText(session, 40);
    assert.equal(text, '1 hit · p=Point { x: 1234567890, y: 1234567890, … } → Some([…]) in 3.1 µs');
  });

  it('leaves a long number out of the end where it has no room', () => {
    const result = value('340282366920938463463374607431768211455');
    const text = value(`"${'x'.repeat(30)}"`);
    const call = hitOf({ a: value('42'), text });
    const shown = inlineText(after(attachedSession(add, [call]), outcomeOf(call, { result })), 90);
    assert.equal(shown, `1 hit · a=42 text="${'x'.repeat(15)}… → … in 3.1 µs`);
  });

  it('goes back to what is whole where it cuts, and closes what is open', () => {
    for (const [shown, cut] of [
      [
        `Order { id: 7, customer: Customer { name: "${'x'.repeat(90)}" } }`,
        'Order { id: 7, customer: Customer { name: "xxx',
      ],
      [`Order { id: 7, names: ["a]", ("b\\"", ${'1'.repeat(90)})] }`, 'Order { id: 7, names: ["a]", ("b\\"", …)] }'],
      [`Order { id: 7, customer_of_the_order: ${'y'.repeat(90)} }`, 'Order { id: 7, … }'],
    ] as const) {
      const text = inlineText(attachedSession(add, [hitOf({ order: value(shown) })]), 40);
      assert.ok(text.startsWith(`1 hit · order=${cut}`), text);
    }
  });

  it('keeps the line within 120 characters or so, and on one line, for any arguments', () => {
    const anyValue = fc.oneof(
      fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n }).map(String),
      fc.string({ unit: 'binary', maxLength: 300 }).map(text => `"${text}"`),
    );
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 8 }), fc.nat(200), (values, lineLength) => {
        const args = Object.fromEntries(values.map((text, index) => [`a${index}`, value(text)]));
        const call = hitOf(args);
        const session = after(attachedSession(add, [call]), outcomeOf(call, { result: value(values[0] ?? '()') }));
        const text = inlineText(session, lineLength);
        assert.ok(text.length <= Math.max(48, 120 - lineLength) + 40, text);
        assert.doesNotMatch(text, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
