import assert from 'node:assert/strict';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import type { Predicate } from '../../../../src/model/predicate.ts';
import type { Word } from '../../../../src/model/read.ts';
import { isShortened, type UprobeEvents, uprobeEvents } from '../../../../src/tracer/tracefs/events.ts';
import { absent, bytesAt, exitOf, load, number, planOf, register, text, wordOf } from '../plan.ts';

/** A plan with its probes at 0x10, 0x20, … */
function placed(plan: ProbePlan): ProbePlan {
  const probes = plan.probes.map(probe => ({
    ...probe,
    place: { ...probe.place, fileOffset: 16 * (probe.id + 1) },
  }));
  return { ...plan, probes };
}

const plan = placed(
  planOf('/bin/sh', [
    { symbol: 'a', captures: [number('n', 'rdi')] },
    { symbol: 'b', captures: [text('t', 'rdi', 'rsi', 16)] },
    { symbol: 'c', captures: [absent('s', 'a struct'), number('m', 'rdi')] },
    { symbol: 'd', captures: [] },
  ]),
);

describe('a plan as uprobe events', () => {
  it('counts all probes with one event, and shares a recording event between those that read the same', () => {
    assert.deepEqual(uprobeEvents(plan, '/x').definitions, [
      'count /x:0x10 id=\\0:u32',
      'count /x:0x20 id=\\1:u32',
      'count /x:0x30 id=\\2:u32',
      'count /x:0x40 id=\\3:u32',
      'r0 /x:0x10 id=\\0:u32 comm=$comm:string f0=%di:x64',
      'r1 /x:0x20 id=\\1:u32 comm=$comm:string f0=%di:x64 f1=%si:x64 f2=+0(%di):x64[2]',
      'r0 /x:0x30 id=\\2:u32 comm=$comm:string f0=%di:x64',
      'r2 /x:0x40 id=\\3:u32 comm=$comm:string',
    ]);
  });

  it('tells probes at the same place apart', () => {
    const twice = uprobeEvents(
      { ...plan, probes: plan.probes.map(probe => ({ ...probe, place: { ...probe.place, fileOffset: 16 } })) },
      '/x',
    ).definitions;
    assert.equal(new Set(twice).size, twice.length);
  });

  it('says why nothing can be traced', () => {
    const none = { ...plan, probes: [], unprobed: [{ instances: 1, reason: 'it is a constant' }] };
    assert.throws(() => uprobeEvents(none, '/x'), /a cannot be traced: it is a constant\./);
    assert.throws(() => uprobeEvents({ ...none, unprobed: [] }, '/x'), /it has no machine code\./);
  });

  it('has an event for each filter, and events of their own for exits, which come last', () => {
    const condition: Predicate = {
      kind: 'compare',
      scalar: { kind: 'memory', at: register('rsp', 8), bytes: 4 },
      isSigned: true,
      comparison: '<',
      constant: '-5',
    };
    const entry = planOf('/bin/sh', [
      { symbol: 'a', captures: [number('n', 'rdi')], condition },
      { symbol: 'b', captures: [number('n', 'rdi')] },
      { symbol: 'c', captures: [number('m', 'rdi')], condition },
    ]);
    assert.deepEqual(
      uprobeEvents({ ...entry, exits: [exitOf(entry, 1, 0x33, number('r', 'rdi'))] }, '/x').definitions,
      [
        'count /x:0x0 id=\\0:u32',
        'count /x:0x0 id=\\1:u32',
        'count /x:0x0 id=\\2:u32',
        'r0 /x:0x0 id=\\0:u32 comm=$comm:string c0=+8(%sp):s32 f0=%di:x64',
        'r1 /x:0x0 id=\\1:u32 comm=$comm:string f0=%di:x64',
        'r0 /x:0x0 id=\\2:u32 comm=$comm:string c0=+8(%sp):s32 f0=%di:x64',
        'x2 /x:0x33 id=\\3:u32 comm=$comm:string f0=%di:x64',
        'filter r0 c0 < -5',
      ],
    );
  });

  it('takes as many fields as the kernel does, and leaves out the last where there are more', () => {
    const records = (count: number): UprobeEvents =>
      uprobeEvents(
        planOf('/bin/sh', [
          { symbol: 'many', captures: Array.from({ length: count }, (_, n) => bytesAt('n', register('rdi', n), 1)) },
        ]),
        '/x',
      );
    for (const count of [125, 126]) {
      const [record] = records(count).records;
      assert.ok(record);
      // One is the pointer.
      assert.equal(record.fieldBytes.length, 126);
      const zeros = new DataView(new ArrayBuffer(Math.max(...record.fieldBytes)));
      const results = record.results({ page: zeros, start: 0, fields: record.fieldBytes.map(() => 0) });
      assert.equal(results.length, count);
      const left = results.filter(result => result.kind === 'missing' && result.reason.endsWith('carries no more'));
      assert.equal(left.length, count - 125);
    }
  });

  it('keeps a record within a page, and each fetch argument as short as the kernel wants it', () => {
    const wide = planOf('/bin/sh', [
      { symbol: 'wide', captures: Array.from({ length: 10 }, (_, n) => bytesAt('b', register('rdi', n * 512), 512)) },
    ]);
    const deep = planOf('/bin/sh', [
      {
        symbol: 'deep',
        captures: [
          wordOf(
            'd',
            Array.from({ length: 20 }).reduce<Word>(at => load(at), register('rdi')),
          ),
        ],
      },
    ]);
    const [record] = uprobeEvents(wide, '/x').records;
    assert.ok((record?.fieldBytes.reduce((sum, bytes) => sum + bytes) ?? Infinity) <= 4000);
    assert.deepEqual([isShortened(wide), isShortened(deep), isShortened(plan)], [true, true, false]);
  });

  it('refuses a path that the kernel does not take', () => {
    assert.throws(() => uprobeEvents(plan, `/${'x'.repeat(4000)}`), /path of a does not fit/);
  });
});
