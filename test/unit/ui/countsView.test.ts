/** What the Counts view's host tells its page, and what it takes from it. Oracle: the plan and the reports of the test. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CountedFunction } from '../../../src/model/countPlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { CountSession } from '../../../src/session/countSession.ts';
import { countsMessage, detailsMessage, sessionMessage } from '../../../src/ui/countsView/countsMessages.ts';
import { countLine, countsMarkdown } from '../../../src/ui/countsView/countsTable.ts';
import { canTrace, functionRows, isSummable, sourceOf } from '../../../src/ui/countsView/functionRows.ts';
import { pageHtml } from '../../../src/ui/countsView/pageHtml.ts';
import { parseRequest } from '../../../src/ui/countsView/parseRequest.ts';
import { tracedFunction } from '../../../src/ui/countsView/tracedFunction.ts';
import { MOST_WATCHED } from '../../../src/webview/counts/messages.ts';
import { countPlanOf } from '../session/countSamples.ts';
import { short, wallClockAt } from '../session/samples.ts';

const site = { caller: 'demo::main', callFile: '/home/ada/src/main.rs', callLine1: 12, isContiguous: true };
const plan = countPlanOf(
  {
    'demo::plain': [0],
    'demo::largest': [
      { place: 1, demangled: 'demo::largest<u64>' },
      { place: 2, demangled: 'demo::largest<i8>' },
      { place: 2, demangled: 'demo::largest<u8>' },
      { place: 3, inlined: site },
      { place: 4, inlined: { ...site, callFile: null, isContiguous: false } },
    ],
    'demo::twin': [0],
  },
  { uncounted: [{ instances: 2, reason: 'no probe can be set there' }] },
);

function sessionOf(of = plan): CountSession {
  const session = new CountSession(of, { wall: wallClockAt(1000), nowMs: () => 0 });
  session.handle({ type: 'tracer', name: 'tracefs', reason: 'more than 24 places' });
  session.handle({ type: 'command', argv: ['sh'], display: 'sh' });
  session.handle({ type: 'attached', probes: of.places.length });
  return session;
}

describe('the rows of the Counts view', () => {
  it('name the homes of a function where they say more than the function', () => {
    const [plain, largest] = functionRows(plan, short);
    assert.deepEqual(plain?.instances, []);
    assert.deepEqual(
      largest?.instances.map(({ label, isCopy, hasSource }) => [label, isCopy, hasSource]),
      [
        ['demo::largest<u64>', false, false],
        ['demo::largest<i8> · same code as demo::largest<u8>', false, false],
        ['demo::largest<u8> · same code as demo::largest<i8>', false, false],
        ['inlined in demo::main at src/main.rs:12', true, true],
        ['inlined in demo::main (in pieces)', true, false],
      ],
    );
  });

  it('lead to sources that are on this machine', () => {
    const at = (file: string, more: Partial<CountedFunction> = {}): CountedFunction => ({
      ...plan.functions[0]!, declared: { file, line1: 7 }, ...more,
    }); // prettier-ignore
    const own = at('/home/ada/src/db.rs');
    assert.deepEqual([sourceOf(own), canTrace(own)], [{ file: '/home/ada/src/db.rs', line1: 7 }, true]);
    assert.equal(functionRows({ ...plan, functions: [own] }, short)[0]?.source, 'src/db.rs:7');
    assert.equal(sourceOf(at('/rustc/1234abcd/library/core/src/iter/mod.rs')), null);
    assert.equal(sourceOf(at('src/db.rs')), null, 'shortened by the build');
    assert.equal(canTrace(at('/home/ada/.cargo/registry/src/serde/lib.rs', { origin: 'dependency' })), false);
    assert.equal(canTrace(at('/home/ada/src/db.rs', { name: 'demo::main::{closure#0}' })), false);
    assert.deepEqual(sourceOf(plan.functions[1]!, 3), { file: '/home/ada/src/main.rs', line1: 12 });
  });

  it('are not added up where functions share a place', () => {
    assert.equal(isSummable(plan), false);
    assert.equal(isSummable(countPlanOf({ 'demo::a': [0, 0], 'demo::b': [1] })), true);
  });
});

describe('the numbers of the Counts view', () => {
  it('are none before the counter has told of any', () => {
    const message = countsMessage(sessionOf(), null, false);
    assert.deepEqual([message.counts, message.rates, message.total], [[], [], null]);
  });

  it('are those of the session, in the order of the plan, and details of what is in view', () => {
    const session = sessionOf();
    session.handle({ type: 'counts', hits: [1, 20, 300, 4000, 50_000], isExact: false });
    const message = countsMessage(session, null, true);
    assert.deepEqual([message.counts, message.total, message.isExact], [[1, 54_320, 1], 54_321, false]);
    assert.deepEqual(message.head.isOutdated, true);
    const details = detailsMessage(session, [1, 99]);
    assert.ok(details.type === 'details');
    assert.deepEqual(
      details.functions.map(({ index, instances }) => [index, instances]),
      [[1, [20, 300, 300, 4000, 50_000]]],
    );
    const rows = sessionMessage(session, short);
    assert.ok(rows.type === 'session');
    assert.deepEqual([rows.rows.length, rows.session, rows.isSummable], [3, session.id, false]);
  });

  it('are compared where both are exact, and else not', () => {
    const [earlier, later] = [sessionOf(), sessionOf()];
    earlier.handle({ type: 'counts', hits: [10, 1, 0, 0, 0], isExact: true });
    later.handle({ type: 'counts', hits: [25, 0, 0, 0, 0], isExact: true });
    const compared = countsMessage(later, earlier, false).comparison;
    assert.deepEqual([compared?.differences, compared?.ratios], [[15, -1, 15], [2.5, 0, 2.5]]); // prettier-ignore
    later.handle({ type: 'counts', hits: [26, 0, 0, 0, 0], isExact: false });
    const doubtful = countsMessage(later, earlier, false).comparison;
    assert.deepEqual([doubtful?.isExact, doubtful?.differences], [false, [null, null, null]]);
  });

  it('stand below what counts them, how it goes, and what they lack', () => {
    const session = sessionOf();
    const { head } = countsMessage(session, null, false);
    assert.deepEqual([head.state, head.tone, head.carrier], ['Counting', 'running', 'tracefs: more than 24 places']);
    assert.equal(head.notes[0], '2 instances not counted: no probe can be set there');
    assert.match(head.notes.join('\n'), /^≈: a copy is counted at its first instruction/m);
    assert.match(head.notes.join('\n'), /^Some functions were given the same code/m);
    session.markPausable(true);
    session.markPaused(true);
    assert.equal(countsMessage(session, null, false).head.state, 'Paused');
    session.handle({
      type: 'ended', reason: { kind: 'failed', error: { message: 'It broke\nhere.', advice: 'Mend it.' } },
    }); // prettier-ignore
    const ended = countsMessage(session, null, false).head;
    assert.deepEqual(
      [ended.state, ended.tone, ended.notes[0]],
      ['Counting failed', 'failed', 'It broke\\nhere. Mend it.'],
    );
  });
});

describe('requests of the page', () => {
  const shown = { id: 3, plan };

  it('are taken where they name what the session has', () => {
    for (const request of [
      { type: 'ready' },
      { type: 'countMatching' },
      { type: 'countAgain', session: 3 },
      { type: 'watch', session: 3, functions: [0, 2] },
      { type: 'open', session: 3, function: 1, instance: 4 },
      { type: 'open', session: 3, function: 1, instance: null },
      { type: 'trace', session: 3, function: 2 },
      { type: 'copy', session: 3, function: 0 },
    ])
      assert.deepEqual(parseRequest(request, shown), request);
  });

  it('are nothing where they do not', () => {
    for (const request of [
      null,
      'ready',
      { type: 'command', command: 'workbench.action.quit' },
      { type: 'trace', session: 2, function: 0 },
      { type: 'trace', session: 3, function: 3 },
      { type: 'trace', session: 3, function: -1 },
      { type: 'trace', session: 3, function: 0.5 },
      { type: 'trace', session: 3, function: '0' },
      { type: 'open', session: 3, function: 0, instance: 1 },
      { type: 'open', session: 3, function: 0 },
      { type: 'watch', session: 3, functions: [0, 99] },
      { type: 'watch', session: 3, functions: new Array(MOST_WATCHED + 1).fill(0) },
      { type: 'watch', session: 3, functions: { length: 1, 0: 0 } },
    ])
      assert.equal(parseRequest(request, shown), null, JSON.stringify(request));
    assert.equal(parseRequest({ type: 'copy', session: 3, function: 0 }, null), null);
  });

  it('keep nothing else that a message carries, and never throw', () => {
    assert.deepEqual(parseRequest({ type: 'ready', command: 'x' }, shown), { type: 'ready' });
    fc.assert(
      fc.property(fc.anything(), message => {
        parseRequest(message, shown);
      }),
    );
  });
});

describe('the page', () => {
  it('runs one script by its nonce, and loads nothing else', () => {
    const html = pageHtml({ script: 'x:counts.js', style: 'x:counts.css', origin: 'x:', nonce: 'n0nce' });
    assert.match(html, /content="default-src 'none'; style-src x:; script-src 'nonce-n0nce'"/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /unsafe|\sstyle=|\son[a-z]+=/);
  });
});

describe('the function that a count leads to', () => {
  const at = (name: string, line0: number) => ({ name, signatureLine0: line0 }) as RustFunction;
  const counted = (name: string, line1: number): CountedFunction => ({
    ...plan.functions[0]!, name, declared: { file: '/home/ada/src/db.rs', line1 },
  }); // prettier-ignore

  it('stands at the declared line, or is the only one of its name after an edit', () => {
    const [open, other, area] = [at('open', 4), at('open', 20), at('area', 40)];
    const functions = [open, other, area];
    assert.equal(tracedFunction(counted('demo::db::open', 21), functions), other);
    assert.equal(tracedFunction(counted('demo::db::open', 22), functions), null, 'either');
    assert.equal(tracedFunction(counted('<demo::Circle as demo::Shape>::area', 99), functions), area);
    assert.equal(tracedFunction(counted('demo::area::{async_fn#0}', 41), functions), area);
    assert.equal(tracedFunction(counted('demo::gone', 5), functions), null, 'another function stands there now');
  });
});

describe('counts to paste', () => {
  it('are a Markdown table in which names cannot be markup, or a line with a tab', () => {
    const session = sessionOf(countPlanOf({ '<demo::A|B as demo::T>::f': [0], 'demo::g': [1] }));
    session.handle({ type: 'counts', hits: [7, 1234], isExact: true });
    assert.deepEqual(countsMarkdown(session).split('\n'), [
      '| Count | Function | Crate |',
      '| ---: | --- | --- |',
      '| 1,234 | demo\\:\\:g | demo |',
      '| 7 | \\<demo\\:\\:A\\|B as demo\\:\\:T\\>\\:\\:f | \\<demo |',
      '',
    ]);
    assert.equal(countLine(session, 1), '1,234\tdemo::g');
  });
});
