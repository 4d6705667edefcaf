/** Calls and their ends: every outcome is right or absent. */

import assert from 'node:assert/strict';
import type { Exit, Hit } from '../../../src/model/hit.ts';
import type { ExitPoint, ProbePlan } from '../../../src/model/probePlan.ts';
import type { CallOutcome } from '../../../src/session/callOutcome.ts';
import { Calls } from '../../../src/session/calls.ts';
import { randomFrom } from '../../support/random.ts';
import { exitPointOf, hitOf, planOf, value, withExits } from './samples.ts';
import { type Record, SimulatedMachine, type Truth } from './simulatedMachine.ts';

const plan = withExits(planOf('demo::f', [{ demangled: 'demo::f<u8>' }, { demangled: 'demo::f<u16>' }]));
const conditional: ProbePlan = {
  ...plan,
  probes: plan.probes.map(probe => ({ ...probe, condition: { kind: 'all', of: [] } })),
};

function entered(stackPointer: bigint | null, timeNs: bigint, more: Partial<Hit> = {}): Hit {
  return hitOf({}, { stackPointer, timeNs, ...more });
}

function left(kind: ExitPoint['kind'], stackPointer: bigint, timeNs: bigint, more: Partial<Exit> = {}): Exit {
  const { pid, tid, comm } = hitOf({});
  return { point: exitPointOf(plan, kind), pid, tid, comm, timeNs, stackPointer, result: null, ...more };
}

function summaryOf(outcomes: readonly CallOutcome[]): string[] {
  return outcomes.map(({ hit, kind, durationNs }) => `${hit.timeNs} ${kind} ${durationNs ?? '-'}`);
}

describe('a call', () => {
  it('is ended by the exit with its stack pointer, with the result', () => {
    const calls = new Calls(plan);
    const hit = entered(1000n, 5n);
    assert.deepEqual(calls.enter(hit), []);
    const [outcome, ...others] = calls.leave(left('return', 1000n, 3105n, { result: value('42') }));
    assert.deepEqual(others, []);
    assert.equal(outcome?.hit, hit);
    const { kind, timeNs, durationNs, result } = outcome;
    assert.deepEqual([kind, timeNs, durationNs, result], ['returned', 3105n, 3100n, { kind: 'value', text: '42' }]);
  });

  it('is not ended by another thread, another stack pointer or another instance', () => {
    const calls = new Calls(plan);
    calls.enter(entered(1000n, 1n));
    assert.deepEqual(calls.leave(left('return', 1000n, 2n, { tid: 7 })), []);
    assert.deepEqual(calls.leave(left('return', 992n, 3n)), []);
    assert.deepEqual(calls.leave(left('return', 1000n, 4n, { point: exitPointOf(plan, 'return', 1) })), []);
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 5n))), ['1 returned 4']);
    assert.deepEqual(calls.leave(left('return', 1000n, 6n)), []);
  });

  it('ends before its caller where it calls itself', () => {
    const calls = new Calls(plan);
    for (const depth of [0n, 1n, 2n]) assert.deepEqual(calls.enter(entered(1000n - depth * 32n, depth)), []);
    const ends = [2n, 1n, 0n].flatMap(depth => calls.leave(left('return', 1000n - depth * 32n, 10n - depth)));
    assert.deepEqual(summaryOf(ends), ['2 returned 6', '1 returned 8', '0 returned 10']);
  });

  it('ends with a jump into the function that returns in its place', () => {
    const calls = new Calls(plan);
    calls.enter(entered(1000n, 1n));
    assert.deepEqual(summaryOf(calls.leave(left('tailCall', 1000n, 3n))), ['1 tailCalled 2']);
    calls.enter(entered(1000n, 4n));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 9n))), ['4 returned 5']);
  });

  it('is unwound where a panic is caught above it, and no call further out is', () => {
    const calls = new Calls(plan);
    for (const [at, sp] of [1000n, 900n, 800n].entries()) calls.enter(entered(sp, BigInt(at)));
    assert.deepEqual(summaryOf(calls.leave(left('caught', 900n, 9n))), ['2 unwound 7', '1 unwound 8']);
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 10n))), ['0 returned 10']);
  });

  it('is over, unseen, once its stack is in use by others', () => {
    const calls = new Calls(plan);
    calls.enter(entered(900n, 1n));
    calls.enter(entered(800n, 2n));
    assert.deepEqual(summaryOf(calls.enter(entered(900n, 3n))), ['2 unseen -', '1 unseen -']);
    calls.enter(entered(1000n, 4n));
    calls.enter(entered(800n, 5n));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 6n))), ['5 unseen -', '4 returned 2']);
  });

  it('gets no end after word of a gap, since a later one may have taken its place', () => {
    const calls = new Calls(plan);
    calls.enter(entered(1000n, 1n));
    assert.deepEqual(summaryOf(calls.doubt(50n)), ['1 unseen -']);
    assert.deepEqual(calls.leave(left('return', 1000n, 10n)), []);
    calls.enter(entered(1000n, 40n));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 60n))), ['40 unseen -']);
    calls.enter(entered(1000n, 70n));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 80n))), ['70 returned 10']);
  });

  it('gets no end where records come out of order', () => {
    const calls = new Calls(plan);
    calls.enter(entered(1000n, 10n));
    assert.deepEqual(summaryOf(calls.enter(entered(900n, 9n))), ['9 unseen -', '10 unseen -']);
    calls.enter(entered(1000n, 20n));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 19n))), ['20 unseen -']);
  });

  it('is not ended by a thread of another process that was given the same id', () => {
    const calls = new Calls(plan);
    calls.enter(entered(1000n, 1n, { pid: 5 }));
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 2n, { pid: 6 }))), ['1 unseen -']);
    calls.enter(entered(1000n, 3n, { pid: 5 }));
    assert.deepEqual(summaryOf(calls.enter(entered(500n, 4n, { pid: 6 }))), ['3 unseen -']);
    // A process that has ended before it was asked for.
    assert.deepEqual(summaryOf(calls.leave(left('return', 500n, 5n, { pid: null }))), ['4 returned 1']);
  });

  it('is one of each of two instances with the same code', () => {
    const [first, second] = plan.probes;
    assert.ok(first !== undefined && second !== undefined);
    const twins = { ...plan, probes: [first, { ...second, place: first.place }] };
    const calls = new Calls(twins);
    calls.enter(entered(1000n, 1n));
    assert.deepEqual(calls.enter(entered(1000n, 2n, { probe: 1 })), []);
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 9n))), ['1 returned 8']);
    const second1 = exitPointOf(twins, 'return', 1);
    assert.deepEqual(summaryOf(calls.leave(left('return', 1000n, 10n, { point: second1 }))), ['2 returned 8']);
  });

  it('has no end where none can be told: no exits, no stack pointer, a condition and no word of caught panics', () => {
    const { exits, ...rest } = conditional;
    const blind = { ...rest, exits: exits.filter(({ kind }) => kind !== 'caught') };
    for (const calls of [new Calls({ ...plan, exits: [] }), new Calls(blind)]) {
      calls.enter(entered(1000n, 1n));
      assert.deepEqual([calls.leave(left('return', 1000n, 2n)), calls.end()], [[], []]);
    }
    const calls = new Calls(plan);
    calls.enter(entered(null, 1n));
    assert.deepEqual(calls.end(), []);
  });

  it('is forgotten when too many are open', () => {
    const calls = new Calls(plan);
    let forgotten = 0;
    for (let at = 0; at < 30_000; at++) forgotten += calls.enter(entered(BigInt(1e9 - at * 16), BigInt(at))).length;
    assert.equal(forgotten, 10_000);
    assert.deepEqual(summaryOf(calls.leave(left('return', BigInt(1e9 - 29_999 * 16), 40_000n))), [
      '29999 returned 10001',
    ]);
    assert.equal(calls.end().length, 19_999);
    for (let tid = 0; tid < 10_000; tid++) calls.enter(entered(1000n, 1n, { tid }));
    assert.equal(calls.end().length, 4_096);
  });
});

const STEPS = 4_000;

/** Feeds what is recorded of a run, and holds every outcome to what truly happened. Returns how many were seen. */
function hold(
  machine: SimulatedMachine,
  traced: ProbePlan,
  isRecorded: (record: Record) => boolean,
  doubtAfter: (record: Record) => bigint | null,
): { readonly seen: number; readonly unseen: number } {
  const calls = new Calls(traced);
  const outcomes: CallOutcome[] = [];
  const open = new Set<Hit>();
  for (const record of machine.records) {
    if (!isRecorded(record)) {
      const doubtNs = doubtAfter(record);
      if (doubtNs !== null) outcomes.push(...calls.doubt(doubtNs));
    } else if (record.kind === 'hit') {
      open.add(record.hit);
      outcomes.push(...calls.enter(record.hit));
    } else {
      outcomes.push(...calls.leave(record.exit));
    }
  }
  outcomes.push(...calls.end());
  let seen = 0;
  for (const { hit, kind, timeNs, durationNs, result } of outcomes) {
    assert.ok(open.delete(hit), 'one outcome for each call that was recorded');
    if (kind === 'unseen') continue;
    seen++;
    const truth: Truth = { kind, timeNs, result: result?.kind === 'value' ? result.text : null };
    assert.deepEqual(truth, machine.truths.get(hit));
    assert.equal(durationNs, timeNs === null ? null : timeNs - hit.timeNs);
  }
  assert.equal(open.size, 0, 'every call has an outcome');
  return { seen, unseen: outcomes.length - seen };
}

function run(seed: number, traced = plan): SimulatedMachine {
  const machine = new SimulatedMachine(traced, 8, randomFrom(seed));
  for (let step = 0; step < STEPS; step++) machine.step();
  return machine;
}

describe('the calls of eight threads', () => {
  it('all have their own ends where nothing is lost', () => {
    for (let seed = 0; seed < 8; seed++) {
      const machine = run(seed);
      const { seen, unseen } = hold(machine, plan, () => true, () => null); // prettier-ignore
      const running = [...machine.truths.values()].filter(({ kind }) => kind === 'unseen').length;
      assert.equal(unseen, running);
      assert.ok(seen > 1000);
    }
  });

  it('have their own ends or none where records are lost, and word of that comes before the next record', () => {
    for (let seed = 0; seed < 25; seed++) {
      const machine = run(seed);
      const random = randomFrom(seed + 1000);
      let gap = 0;
      const { seen } = hold(
        machine,
        plan,
        () => {
          if (gap === 0 && random(100) === 0) gap = 1 + random(20);
          return gap === 0 || gap-- === 0;
        },
        ({ ...record }) => {
          const lostNs = record.kind === 'hit' ? record.hit.timeNs : record.exit.timeNs;
          return lostNs + BigInt(random(20_000));
        },
      );
      assert.ok(seen > 100, String(seen));
    }
  });

  it('have their own ends under a condition, although the exits of all calls are recorded', () => {
    for (let seed = 0; seed < 8; seed++) {
      const machine = run(seed, conditional);
      const random = randomFrom(seed + 2000);
      const { seen } = hold(machine, conditional, ({ kind }) => kind === 'exit' || random(3) === 0, () => null); // prettier-ignore
      assert.ok(seen > 300, String(seen));
    }
  });
});
