/** What a trace prints for programs and for people. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { jsonReport, textReport } from '../../../src/cli/report.ts';
import type { Silence } from '../../../src/model/absence.ts';
import { builtAgain, hitOf, planOf, value } from '../session/samples.ts';

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

  it('has a line for a new build', () => {
    report.rebuilt(builtAgain(plan, 1), 3);
    assert.deepEqual(lines, [{ type: 'rebuilt', probes: 3, artifact: '/home/ada/target/debug/demo' }]);
  });

  it('says in the summary why there were no hits, where that is known', () => {
    report.summary({ hits: 0, lost: 0, reason: 'interrupted', silence });
    report.summary({ hits: 1, lost: 0, reason: 'interrupted', silence: null });
    assert.deepEqual(lines, [
      {
        type: 'summary',
        hits: 0,
        lost: 0,
        reason: 'interrupted',
        silence: { code: 'not-running', text: 'No process runs demo (dev).' },
      },
      { type: 'summary', hits: 1, lost: 0, reason: 'interrupted' },
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
    report.summary({ hits: 0, lost: 0, reason: 'interrupted', silence });
    assert.match(out.join(''), /demo::fetch\(n=2\) inlined in demo::main at src\/main\.rs:42\n$/);
    assert.deepEqual(diagnosed, [
      'demo was built again: 3 probes attached to the new build.\n',
      '0 hits, none lost: interrupted. No process runs demo (dev).\n',
    ]);
  });
});
