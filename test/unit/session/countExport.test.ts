/** Exports and comparisons. Oracles: a CSV reader written here after RFC 4180, and JSON.parse. */

import assert from 'node:assert/strict';
import type { CountPlan } from '../../../src/model/countPlan.ts';
import { compareCounts } from '../../../src/session/countComparison.ts';
import { countsCsv, countsJson } from '../../../src/session/countExport.ts';
import { CountSession } from '../../../src/session/countSession.ts';
import { countPlanOf, lacking } from './countSamples.ts';
import { IN_MAIN, wallClockAt } from './samples.ts';

/** A session that has counted `hits` in `ms`; null: nothing was reported. */
function counted(plan: CountPlan, hits: readonly number[] | null, ms = 1000, isExact = true): CountSession {
  let nowMs = 0;
  const session = new CountSession(plan, { wall: wallClockAt(1_700_000_000_000), nowMs: () => nowMs });
  session.handle({ type: 'tracer', name: 'tracefs', reason: null });
  session.handle({ type: 'attached', probes: plan.places.length });
  nowMs = ms;
  if (hits !== null) session.handle({ type: 'counts', hits, isExact });
  return session;
}

/** RFC 4180, section 2. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const [, quoted, plain = '', end] = field.exec(text) ?? assert.fail(`no field at ${field.lastIndex}`);
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('an export of counts', () => {
  it('is CSV with a row a function, zeros too, whatever the names hold', () => {
    const names = ['<demo::A<u8, "x"> as B>::c', 'demo::two\nlines', 'demo::zero'];
    const rows = readCsv(
      countsCsv(counted(countPlanOf({ [names[0]!]: [0, 1], [names[1]!]: [2], [names[2]!]: [3] }), [1, 2, 3, 0])),
    );
    assert.deepEqual(rows[0], ['function', 'crate', 'origin', 'count', 'isExact', 'instances', 'file', 'line']);
    assert.deepEqual(
      rows.slice(1).map(([name, , , count, , instances]) => [name, count, instances]),
      [
        [names[0], '3', '2'],
        [names[1], '3', '1'],
        [names[2], '0', '1'],
      ],
    );
  });

  it('is nothing that a spreadsheet would calculate', () => {
    const formulas = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'];
    const plan = countPlanOf(Object.fromEntries(formulas.map((name, place) => [name, [place]])));
    const rows = readCsv(countsCsv(counted(plan, [])));
    assert.deepEqual(
      rows.slice(1).map(([name]) => name),
      formulas.map(name => `'${name}`),
    );
  });

  it('is JSON with the instances, the callers of inlined copies, and whether it is exact', () => {
    const plan = countPlanOf({
      'demo::largest': [
        { place: 0, demangled: 'demo::largest<u64>' },
        { place: 1, inlined: IN_MAIN },
      ],
    });
    const read = JSON.parse(countsJson(counted(plan, [5, 7], 2000, false))) as Record<string, unknown>;
    assert.deepEqual([read.total, read.isExact, read.tracer, read.countedMs], [12, false, 'tracefs', 2000]);
    assert.equal(read.startedAt, '2023-11-14T22:13:20.000Z');
    assert.deepEqual(read.selection, plan.selection);
    assert.deepEqual(read.functions, [
      {
        function: 'demo::largest',
        crate: 'demo',
        origin: 'own',
        declared: null,
        count: 12,
        isExact: false,
        instances: [
          { symbol: '_ZN0E', count: 5, demangled: 'demo::largest<u64>', kind: 'body' },
          {
            symbol: '_ZN1E',
            count: 7,
            kind: 'inlined',
            in: 'demo::main',
            at: '/home/ada/src/main.rs:42',
            isPoll: false,
          },
        ],
      },
    ]);
  });

  it('claims no zeros where nothing was reported', () => {
    const session = counted(countPlanOf({ 'demo::a': [0] }), null);
    assert.equal(readCsv(countsCsv(session))[1]?.[3], '');
    const { total, functions } = JSON.parse(countsJson(session)) as { total: unknown; functions: { count: unknown }[] };
    assert.deepEqual([total, functions[0]?.count], [null, null]);
  });
});

describe('a comparison of two counts', () => {
  const numbers = (before: CountSession, after: CountSession): unknown[] =>
    compareCounts(before, after).rows.map(({ function: { name }, ...row }) => [name, ...Object.values(row)]);

  it('pairs functions by name, and says what only one of them has', () => {
    const before = counted(countPlanOf({ 'demo::a': [0], 'demo::b': [1], 'demo::gone': [2] }), [10, 0, 3]);
    const after = counted(countPlanOf({ 'demo::a': [1], 'demo::b': [0], 'demo::new': [2] }), [7, 5, 1]);
    assert.deepEqual(numbers(before, after), [
      ['demo::a', 10, 5, -5, 0.5],
      ['demo::b', 0, 7, 7, null],
      ['demo::new', null, 1, null, null],
      ['demo::gone', 3, null, null, null],
    ]);
  });

  it('has no difference where entries of a function are missing, or it is one of several', () => {
    const plan = countPlanOf({ 'demo::a': [0], 'demo::b': [1] });
    const part = lacking(plan, 'demo::b');
    for (const [before, after] of [
      [plan, part],
      [part, plan],
    ] as const) {
      assert.deepEqual(numbers(counted(before, [1, 2]), counted(after, [3, 5])), [
        ['demo::a', 1, 3, 2, 3],
        ['demo::b', 2, 5, null, null],
      ]);
    }
    const twins = { ...plan, functions: plan.functions.map(fn => ({ ...fn, name: 'demo::f' })) };
    assert.deepEqual(numbers(counted(twins, [1, 2]), counted(twins, [3, 5])), [
      ['demo::f', null, 3, null, null],
      ['demo::f', null, 5, null, null],
    ]);
  });

  it('says of each function whether its number is all of it', () => {
    const session = counted(lacking(countPlanOf({ 'demo::a': [0], 'demo::b': [1] }), 'demo::b'), [1, 2]);
    assert.deepEqual(
      readCsv(countsCsv(session)).map(row => row[4]),
      ['isExact', 'true', 'false'],
    );
    const json = JSON.parse(countsJson(session)) as { isExact: unknown; functions: { isExact: unknown }[] };
    assert.deepEqual([json.isExact, ...json.functions.map(({ isExact }) => isExact)], [false, true, false]);
  });

  it('is per second where they counted for different times, and absolute where for about the same', () => {
    const plan = countPlanOf({ 'demo::a': [0] });
    assert.deepEqual(numbers(counted(plan, [100], 1000), counted(plan, [100], 2000)), [['demo::a', 100, 50, -50, 0.5]]);
    const same = compareCounts(counted(plan, [100], 1000), counted(plan, [100], 1090));
    assert.deepEqual([same.isPerSecond, same.rows[0]?.difference], [false, 0]);
  });

  it('tells functions of one name apart by their files', () => {
    const plan = countPlanOf({ 'dep::f': [0], other: [1] });
    const [first, second] = plan.functions;
    const twice = {
      ...plan,
      functions: ['/dep-1/lib.rs', '/dep-2/lib.rs'].map((file, place) => ({
        ...(place === 0 ? first! : second!),
        name: 'dep::f',
        declared: { file, line1: 1 },
      })),
    };
    assert.deepEqual(numbers(counted(twice, [1, 20]), counted(twice, [2, 30])), [
      ['dep::f', 1, 2, 1, 2],
      ['dep::f', 20, 30, 10, 1.5],
    ]);
  });

  it('has no numbers of a count that never reported any, and is exact where both are', () => {
    const plan = countPlanOf({ 'demo::a': [0] });
    assert.deepEqual(numbers(counted(plan, null), counted(plan, [1])), [['demo::a', null, 1, null, null]]);
    assert.equal(compareCounts(counted(plan, [1]), counted(plan, [1], 1000, false)).isExact, false);
  });
});
