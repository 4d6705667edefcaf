/** The hover's Markdown. How an engine shows it is tested inside VS Code (test/host). */

import assert from 'node:assert/strict';
import { HOVER_COMMANDS, hoverText, refusalText } from '../../../src/ui/hoverText.ts';
import { Latency } from '../../../src/session/latency.ts';
import { histogramText } from '../../../src/ui/endsMarkdown.ts';
import {
  attachedSession,
  builtAgain,
  functionAt,
  hitOf,
  IN_MAIN,
  outcomeOf,
  planOf,
  short,
  value,
} from '../session/samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const largest = planOf('demo::largest', [{ demangled: 'demo::largest<u64>' }, { demangled: 'demo::largest<&str>' }]);

/** The fenced blocks of a Markdown text without backticks in them. */
function blocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```(?:text|sh|rust)\n([^]*?)\n```$/gm)].map(match => match[1] ?? '');
}

describe('the hover', () => {
  const ms = 1_000_000n;

  it('lists the last ten calls, the newest first, with time, thread and arguments', () => {
    const hits = Array.from({ length: 12 }, (_, index) =>
      hitOf({ a: value(String(index)) }, { timeNs: BigInt(index) * ms, comm: index % 2 === 0 ? 'main' : 'worker #1' }),
    );
    const rows = (blocks(hoverText(attachedSession(add, hits), short))[0] ?? '').split('\n');
    assert.equal(rows.length, 10);
    assert.match(rows[0] ?? '', /^\d\d:\d\d:\d\d\.011 {2}worker #1 12346 {2}a=11$/);
    assert.match(rows[9] ?? '', /^\d\d:\d\d:\d\d\.002 {2}main 12346 {7}a=2$/);
  });

  it('counts the instances of a generic function apart, the busiest first, and says whose call each is', () => {
    const text = hoverText(
      attachedSession(largest, [hitOf({ a: value('1') }), hitOf({}, { probe: 1 }), hitOf({}, { probe: 1 })]),
      short,
    );
    assert.ok(text.includes('demo\\:\\:largest\\<\\&str\\> 2 · demo\\:\\:largest\\<u64\\> 1'), text);
    assert.match(blocks(text)[0] ?? '', /demo::largest<u64>\(a=1\)$/m);
  });

  it('gives each reason for an absent value once, with its arguments', () => {
    const absent = { kind: 'absent', reason: 'in xmm0' } as const;
    const text = hoverText(attachedSession(add, [hitOf({ x: absent, y: absent }), hitOf({ x: absent })]), short);
    assert.equal(text.split('in xmm0').length, 2);
    assert.ok(text.includes('x\\, y\\: in xmm0'), text);
  });

  it('shows the symbols, the file relative to the workspace, and the command as it can be pasted', () => {
    const [, symbols, command] = blocks(hoverText(attachedSession(add, [hitOf({})]), short));
    assert.deepEqual([symbols, command], ['_ZN0E', 'trace p:demo:add']);
    assert.ok(hoverText(attachedSession(add), short).includes('1 probe in target\\/debug\\/demo'));
  });

  it('shows why a trace failed, escaped', () => {
    const session = attachedSession(add);
    const error = { message: 'No [bcc](x).', advice: 'Install it.' };
    session.handle({ type: 'ended', reason: { kind: 'failed', error } });
    assert.ok(hoverText(session, short).includes('No \\[bcc\\]\\(x\\)\\. Install it\\.'));
  });

  it('links only to the commands that the editor lets it run', () => {
    const running = attachedSession(add, [hitOf({})]);
    const ended = attachedSession(add, [hitOf({})]);
    ended.handle({ type: 'ended', reason: { kind: 'stopped' } });
    const counting = attachedSession(add);
    counting.handle({ type: 'recording', isOn: false });
    const reason = { code: 'not-built', detail: { message: 'demo has not been built yet.' } } as const;
    const refused = refusalText({ function: functionAt('add', 1), reason, canBuild: true });
    const linked = [hoverText(running, short), hoverText(ended, short), hoverText(counting, short), refused].flatMap(
      text => [...text.matchAll(/\]\(command:([\w.]+)\?/g)].map(match => match[1]),
    );
    assert.deepEqual(new Set(linked), new Set(HOVER_COMMANDS));
  });

  it('says why hits are only counted, how many have values, and offers to record them all', () => {
    const session = attachedSession(add, [hitOf({ a: value('1') })]);
    const plain = (): string => hoverText(session, short).replaceAll('\\', '');
    assert.ok(!plain().includes('came with values') && !plain().includes('Record all'), plain());
    session.handle({ type: 'recording', isOn: false });
    session.handle({ type: 'counted', hits: [99], isExact: true });
    assert.ok(plain().includes('— 100 hits · counting only'), plain());
    assert.match(plain(), /faster than the limit of rustTrace\.recordedPerSecond.*\. 1 hit came with values, before/);
    assert.ok(plain().includes('[Record all](command:rustTrace.recordAll?'), plain());
    session.handle({ type: 'recording', isOn: true });
    assert.match(plain(), /\n1 hit came with values, before those that were only counted\.\n/);
    assert.ok(!plain().includes('Record all'), plain());
  });

  it('marks every number as a lower bound where hits were missed', () => {
    const session = attachedSession(largest, [hitOf({}), hitOf({}, { probe: 1 })]);
    session.handle({ type: 'lost', count: 3 });
    const plain = hoverText(session, short).replaceAll('\\', '');
    assert.ok(plain.includes('— ≥2 hits · lost 3'), plain);
    assert.ok(plain.includes('demo::largest<u64> ≥1 · demo::largest<&str> ≥1'), plain);
    assert.ok(plain.includes('Hits were missed'), plain);
  });

  it('says who carries the trace out, and why, escaped', () => {
    const session = attachedSession(add);
    session.handle({ type: 'tracer', name: 'tracefs', reason: 'bcc is [not](x) installed' });
    session.handle({ type: 'rebuilt', probes: 1 }, builtAgain(add, 1));
    assert.ok(hoverText(session, short).includes('tracefs\\: bcc is \\[not\\]\\(x\\) installed'));
  });

  it('lists the copies after the own code, each with its caller and hits, and where they lie', () => {
    const plan = planOf('demo::add', [
      { demangled: 'demo::add' },
      { demangled: 'demo::add', inlined: IN_MAIN, symbolOffset: 26 },
      { demangled: 'demo::add', inlined: { ...IN_MAIN, caller: 'demo::round' } },
    ]);
    const text = hoverText(
      attachedSession(
        plan,
        [0, 1, 2, 2].map(probe => hitOf({}, { probe })),
      ),
      short,
    );
    const plain = text.replaceAll('\\', '');
    assert.ok(plain.includes('— 4 hits (≈3 inlined)'), plain);
    const own = plain.indexOf('demo::add 1\n');
    const copies = plain.indexOf(
      'inlined in demo::round at src/main.rs:42 2 · inlined in demo::main at src/main.rs:42 1',
    );
    assert.ok(own > 0 && copies > own, plain);
    assert.match(blocks(text)[0] ?? '', /demo::add\(\) inlined in demo::round at src\/main\.rs:42$/m);
    assert.equal(blocks(text)[1], '_ZN0E\n_ZN1E+0x1a\n_ZN2E');
  });

  it('says whose calls cannot be told from the function’s own', () => {
    const plan = planOf('demo::same1', [{ demangled: 'demo::same1', sharedWith: ['demo::same2'] }]);
    assert.ok(
      hoverText(attachedSession(plan), short).includes(
        'The compiler gave demo\\:\\:same2 the same code: its calls are counted here too.',
      ),
    );
  });

  it('tells the hits of each build apart, the newest first', () => {
    const session = attachedSession(add, [hitOf({}), hitOf({})]);
    const again = builtAgain(add, 1);
    session.handle({ type: 'rebuilt', probes: 1 }, again);
    session.handle({ type: 'hit', hit: hitOf({}) }, again);
    const plain = hoverText(session, short)
      .replaceAll('\\', '')
      .replace(/\d\d:\d\d:\d\d(?!\.)/g, 'TIME');
    assert.ok(plain.includes('build traced since TIME: 1 hit  \nbuild traced TIME to TIME: 2 hits'), plain);
    assert.ok(plain.includes('— 3 hits · rebuilt TIME'), plain);
  });

  it('says in whole why there are no hits, and why a new build is not traced', () => {
    const session = attachedSession(add);
    const detail = { message: 'No process runs demo (dev).', advice: 'Start it.' };
    session.handle({ type: 'silence', silence: { code: 'not-running', detail } });
    session.handle({ type: 'notReattached', error: { message: 'add is gone.', advice: 'Write it again.' } });
    const plain = hoverText(session, short).replaceAll('\\', '');
    assert.ok(plain.includes('\nNo process runs demo (dev). Start it.\n'), plain);
    assert.ok(plain.includes('\nadd is gone. Write it again.\n'), plain);
  });

  it('says in whole why a function cannot be traced, with a build where that helps', () => {
    const detail = { message: 'add is not in demo.', advice: 'Build it again.' };
    const refusal = { function: functionAt('add', 1), reason: { code: 'outdated', detail } } as const;
    const plain = refusalText({ ...refusal, canBuild: true }).replaceAll('\\', '');
    assert.match(
      plain,
      /^\*\*add\*\* — cannot be traced\n\nadd is not in demo\. Build it again\.\n\n\[Build and trace\]/,
    );
    assert.ok(!refusalText({ ...refusal, canBuild: false }).includes('Build and trace'));
  });
});

describe('the ends of calls in the hover', () => {
  it('are counted, drawn and listed with the calls', () => {
    const hits = [1, 2, 3, 4].map(a => hitOf({ a: value(String(a)) }));
    const session = attachedSession(add, hits);
    const [first, second, third] = hits;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    session.handle(outcomeOf(first, { durationNs: 3000n, result: { kind: 'absent', reason: 'in xmm0' } }));
    session.handle(outcomeOf(second, { durationNs: 9000n }));
    session.handle(outcomeOf(third, { kind: 'unwound', result: null }));
    const text = hoverText(session, short);
    const [ends, calls] = blocks(text);
    assert.deepEqual(ends?.split('\n'), [
      '2 returned · 1 unwound',
      '2.0 µs █ █ 16 µs',
      'p50 3.0 µs · p99 9.0 µs · max 9.0 µs',
    ]);
    assert.deepEqual(
      calls?.split('\n').map(line => line.replace(/^.* {2}/, '')),
      ['a=4', 'a=3 → unwound after 3.1 µs', 'a=2 → 55 in 9.0 µs', 'a=1 → … in 3.0 µs'],
    );
    assert.ok(text.includes('Times of the 2 calls whose return was recorded'), text);
    assert.ok(text.includes('→\\: in xmm0'), text);
  });

  it('are told for each instance, and for polls apart from calls', () => {
    const hits = [0, 1].map(probe => hitOf({}, { probe }));
    const generic = attachedSession(largest, hits);
    for (const hit of hits) generic.handle(outcomeOf(hit, { durationNs: 1000n * BigInt(1 + hit.probe) }));
    assert.match(
      hoverText(generic, short),
      /largest\\<u64\\>\\: p50 1\\\.0 µs .*\n.*largest\\<\\&str\\>\\: p50 2\\\.0 µs/,
    );
    const fetch = planOf('demo::fetch', [{ demangled: 'demo::fetch' }, { demangled: 'demo::fetch', kind: 'poll' }]);
    const polled = attachedSession(fetch, hits);
    for (const hit of hits) polled.handle(outcomeOf(hit, { durationNs: 1000n * BigInt(1 + hit.probe) }));
    const [ends] = blocks(hoverText(polled, short));
    assert.deepEqual(ends?.split('\n'), [
      'calls: 1 returned',
      '512 ns █ 1.0 µs',
      'p50 1.0 µs · p99 1.0 µs · max 1.0 µs',
      'polls: 1 returned',
      '1.0 µs █ 2.0 µs',
      'p50 2.0 µs · p99 2.0 µs · max 2.0 µs',
    ]);
  });

  it('draw one character for each power of two, the fullest to the top', () => {
    const latency = new Latency();
    for (const [ns, count] of [
      [1, 1],
      [2, 8],
      [9, 4],
      [1000, 2],
    ] as const) {
      for (let call = 0; call < count; call++) latency.add(ns);
    }
    assert.equal(histogramText(latency), '1 ns ▁█ ▄     ▂ 1.0 µs');
    assert.equal(histogramText(new Latency()), '');
  });

  it('are said not to be traced, with the reason, where that is so', () => {
    const blind = {
      ...largest,
      probes: largest.probes.map(probe => ({ ...probe, unknownReturns: 'a jump to [who] knows' })),
    };
    assert.ok(
      hoverText(attachedSession(blind), short).includes('Returns are not traced\\: a jump to \\[who\\] knows\\.'),
    );
    const [one, ...others] = blind.probes;
    assert.ok(one !== undefined);
    const half = { ...largest, probes: [one, ...largest.probes.slice(others.length)] };
    assert.ok(hoverText(attachedSession(half), short).includes('Returns of 1 instance are not traced'));
  });

  it('show a long value over several lines', () => {
    const long = hitOf({ p: value(`Pair { left: "${'x'.repeat(60)}", right: "${'`'.repeat(60)}" }`) });
    const text = hoverText(attachedSession(add, [long]), short);
    assert.ok(text.includes(`\n${'`'.repeat(61)}rust\np: Pair {\n    left: "xxx`), text);
  });
});
