import assert from 'node:assert/strict';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import { uprobeEvents } from '../../../../src/tracer/tracefs/events.ts';
import { absent, number, planOf, text } from '../plan.ts';

/** A plan with its probes at 0x10, 0x20, … */
function placed(plan: ProbePlan): ProbePlan {
  const probes = plan.probes.map(probe => ({
    ...probe,
    instance: { ...probe.instance, fileOffset: 16 * (probe.id + 1) },
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
    assert.deepEqual(uprobeEvents(plan, '/x'), [
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
      { ...plan, probes: plan.probes.map(probe => ({ ...probe, instance: { ...probe.instance, fileOffset: 16 } })) },
      '/x',
    );
    assert.equal(new Set(twice).size, twice.length);
  });

  it('says why nothing can be traced', () => {
    const none = { ...plan, probes: [], unprobed: [{ instances: 1, reason: 'it is a constant' }] };
    assert.throws(() => uprobeEvents(none, '/x'), /a cannot be traced: it is a constant\./);
    assert.throws(() => uprobeEvents({ ...none, unprobed: [] }, '/x'), /it has no machine code\./);
  });

  it('takes as many fields as the kernel does, and no more', () => {
    const captures = (count: number): ProbePlan =>
      planOf('/bin/sh', [
        { symbol: 'many', captures: Array.from({ length: count }, (_, n) => number(`a${n}`, 'rdi')) },
      ]);
    assert.equal(uprobeEvents(captures(126), '/x').length, 2);
    assert.throws(() => uprobeEvents(captures(127), '/x'), /The arguments of many do not fit/);
  });

  it('refuses a line that the kernel does not take', () => {
    assert.throws(() => uprobeEvents(plan, `/${'x'.repeat(4000)}`), /do not fit in one event/);
  });
});
