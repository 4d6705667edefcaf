/** What a trace prints for programs and for people. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { jsonReport, type Summary, textReport } from '../../../src/cli/report.ts';
import type { Silence } from '../../../src/model/absence.ts';
import { EndsByKind } from '../../../src/session/callEnds.ts';
import type { CallOutcome } from '../../../src/session/callOutcome.ts';
import { builtAgain, hitOf, planOf, value, withExits } from '../session/samples.ts';

const inMain = { caller: 'demo::main', callFile: path.resolve('src/main.rs'), callLine1: 42, isContiguous: true };
const plan = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch', inlined: inMain },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);
const silence: Silence = {
  code: 'not-running',
  detail: { message: 'No process runs demo (dev).', advice: 'Start it.' },
};

function summaryOf(hits: number, more: Partial<Summary> = {}): Summary {
  const counted = { hits, isExact: true };
  return { hits, counted, isPartial: false, lost: 0, ends: null, reason: 'interrupted', silence: null, ...more };
}

const returning = withExits(planOf('demo::add', [{ demangled: 'demo::add' }]));
const first = hitOf({ a: value('1') });
const second = hitOf({ a: value('2') });
const returned: CallOutcome = {
  hit: first,
  kind: 'returned',
  timeNs: 3100n,
  durationNs: 3100n,
  result: value('Ok(42)'),
};
const unwound: CallOutcome = { hit: second, kind: 'unwound', timeNs: 9000n, durationNs: 9000n, result: null };
const unread: CallOutcome = { ...returned, result: { kind: 'absent', reason: 'in xmm0' } };

function endsOf(...outcomes: readonly CallOutcome[]): EndsByKind {
  const ends = new EndsByKind();
  for (const outcome of outcomes) ends.add(returning, outcome);
  return ends;
}

describe('the report for programs', () => {
  let lines: Record<string, unknown>[] = [];
  const report = jsonReport(text => lines.push(JSON.parse(text) as Record<string, unknown>));
  beforeEach(() => {
    lines = [];
  });

  it('tells calls, polls and copies apart, and where a copy is', () => {
    for (const probe of [0, 1, 2]) report.hit(plan, hitOf({ n: value('2') }, { probe }));
    assert.deepEqual(
      lines.map(({ kind, in: caller, at }) => [kind, caller, at]),
      [
        ['body', undefined, undefined],
        ['inlined', 'demo::main', `${inMain.callFile}:42`],
        ['poll', undefined, undefined],
      ],
    );
  });

  it('numbers calls, so that their ends can name them', () => {
    report.hit(returning, first);
    report.hit(returning, second);
    report.ended(returning, unwound);
    report.ended(returning, returned);
    report.ended(returning, unread);
    const [one, two] = lines.slice(0, 2).map(({ call }) => call as number);
    assert.equal(two, (one ?? 0) + 1);
    const common = { type: 'return', function: 'demo::add', pid: 12345, tid: 12346 };
    assert.deepEqual(lines.slice(2), [
      { ...common, call: two, how: 'unwound', timeNs: '9000', durationNs: '9000' },
      { ...common, call: one, how: 'returned', timeNs: '3100', durationNs: '3100', result: 'Ok(42)' },
      { ...common, call: one, how: 'returned', timeNs: '3100', durationNs: '3100', result: '…', unread: 'in xmm0' },
    ]);
  });

  it('sums the ends up', () => {
    report.summary(summaryOf(2, { ends: endsOf(returned, unwound) }));
    assert.deepEqual(lines[0]?.returns, {
      returned: 1,
      tailCalled: 0,
      unwound: 1,
      unseen: 0,
      minNs: 3100,
      p50Ns: 3100,
      p99Ns: 3100,
      maxNs: 3100,
    });
    assert.equal(lines[0].pollReturns, undefined);
  });

  it('has a line for a new build', () => {
    report.rebuilt(builtAgain(plan, 1), 3);
    assert.deepEqual(lines, [{ type: 'rebuilt', probes: 3, artifact: '/home/ada/target/debug/demo' }]);
  });

  it('names the tracer, and tells when hits are only counted', () => {
    report.attached(plan, 3, { name: 'tracefs', reason: 'bcc is not installed' });
    report.recording(false);
    report.recording(true);
    assert.deepEqual(lines, [
      { type: 'attached', probes: 3, tracer: 'tracefs' },
      { type: 'recording', isOn: false },
      { type: 'recording', isOn: true },
    ]);
  });

  it('says in the summary why there were no hits, where that is known', () => {
    report.summary(summaryOf(0, { silence }));
    report.summary(summaryOf(1));
    assert.deepEqual(lines, [
      {
        type: 'summary',
        hits: 0,
        counted: { hits: 0, isExact: true },
        lost: 0,
        reason: 'interrupted',
        silence: { code: 'not-running', text: 'No process runs demo (dev).' },
      },
      { type: 'summary', hits: 1, counted: { hits: 1, isExact: true }, lost: 0, reason: 'interrupted' },
    ]);
  });
});

describe('the report for people', () => {
  it('names copies, builds and the reason for no hits, a line each', () => {
    const out: string[] = [];
    const diagnosed: string[] = [];
    const report = textReport(
      text => out.push(text),
      text => diagnosed.push(text),
    );
    report.hit(plan, hitOf({ n: value('2') }, { probe: 1 }));
    report.rebuilt(plan, 3);
    report.summary(summaryOf(0, { silence }));
    assert.match(out.join(''), /demo::fetch\(n=2\) inlined in demo::main at src\/main\.rs:42\n$/);
    assert.deepEqual(diagnosed, [
      'demo was built again: 3 probes attached to the new build.\n',
      '0 hits, none lost: interrupted. No process runs demo (dev).\n',
    ]);
  });

  it('says who traces and why, and how many hits have values where some have none', () => {
    const diagnosed: string[] = [];
    const report = textReport(
      () => undefined,
      text => diagnosed.push(text),
    );
    report.attached(plan, 3, { name: 'tracefs', reason: 'bcc is not\ninstalled' });
    report.recording(false);
    report.recording(true);
    report.summary(summaryOf(2, { counted: { hits: 184_000, isExact: true }, isPartial: true }));
    report.summary(summaryOf(2, { counted: { hits: 9, isExact: false }, isPartial: true, lost: 3 }));
    assert.deepEqual(diagnosed, [
      'Tracing demo::fetch in /home/ada/target/debug/demo with tracefs (bcc is not\\ninstalled): 3 probes attached. Ctrl-C ends.\n',
      'Hits come too fast to be recorded (--limit): counting only.\n',
      'Hits are recorded again.\n',
      '184000 hits, 2 with values, none lost: interrupted.\n',
      'at least 9 hits, 2 with values, 3 lost: interrupted.\n',
    ]);
  });

  it('has returns at the line of the call, or where they come, and each reason once', () => {
    const out: string[] = [];
    const report = textReport(
      text => out.push(text),
      text => out.push(text),
    );
    report.hit(returning, first);
    report.ended(returning, unread);
    report.hit(returning, second);
    report.recording(true);
    report.ended(returning, unwound);
    report.hit(returning, first);
    report.ended(returning, unread);
    report.hit(returning, second);
    report.summary(summaryOf(4, { ends: endsOf(returned, unwound) }));
    assert.deepEqual(
      out.map(line => line.replace(/^.*\] /, '')),
      [
        'demo::add(a=1) → … in 3.1 µs\n',
        '  →: in xmm0\n',
        'demo::add(a=2)\n',
        'Hits are recorded again.\n',
        '← demo::add → unwound after 9.0 µs\n',
        'demo::add(a=1) → … in 3.1 µs\n',
        'demo::add(a=2)\n',
        '4 hits, none lost: interrupted.\n',
        '  calls: 1 returned · 1 unwound · p50 3.1 µs · p99 3.1 µs · max 3.1 µs\n',
      ],
    );
  });
});
