/** Calls as lines in the order of time. */

import assert from 'node:assert/strict';
import type { CallOutcome, OutcomeKind } from '../../../src/session/callOutcome.ts';
import { CallLines } from '../../../src/session/callLines.ts';
import { callText, outcomeText, returnText } from '../../../src/session/hitText.ts';
import type { Hit } from '../../../src/model/hit.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { FakeTimers } from './fakeTimers.ts';
import { hitOf, planOf, short, value, withExits } from './samples.ts';

const plan = withExits(planOf('demo::fib', [{ demangled: 'demo::fib' }]));

class Page {
  readonly timers = new FakeTimers();
  readonly lines: string[] = [];
  readonly calls = new CallLines<{ hit: Hit; plan: ProbePlan }>({
    writeCall: ({ hit }, outcome) => {
      const end = outcome === null ? '' : ` ${outcomeText(outcome)}`;
      this.lines.push(`${callText(plan, hit, short)}${end}`);
    },
    writeReturn: (_, outcome) => this.lines.push(returnText(plan, outcome)),
    timers: this.timers,
  });

  enter(n: number, more: Partial<ProbePlan> = {}): Hit {
    const hit = hitOf({ n: value(String(n)) });
    this.calls.enter({ hit, plan: { ...plan, ...more } });
    return hit;
  }

  leave(hit: Hit, kind: OutcomeKind = 'returned'): void {
    const durationNs = kind === 'unseen' ? null : 3100n;
    const outcome: CallOutcome = {
      hit,
      kind,
      timeNs: durationNs,
      durationNs,
      result: kind === 'returned' ? value('1') : null,
    };
    this.calls.leave({ hit, plan }, outcome);
  }
}

describe('the lines of calls', () => {
  it('are one for a call that ends before anything else happens, else two', () => {
    const page = new Page();
    const outer = page.enter(2);
    page.leave(page.enter(1));
    page.leave(page.enter(0));
    page.leave(outer);
    assert.deepEqual(page.lines, [
      'demo::fib(n=2)',
      'demo::fib(n=1) → 1 in 3.1 µs',
      'demo::fib(n=0) → 1 in 3.1 µs',
      '← demo::fib → 1 in 3.1 µs',
    ]);
  });

  it('hold a call back for a moment only', () => {
    const page = new Page();
    const hit = page.enter(2);
    page.timers.advanceTo(49);
    assert.deepEqual(page.lines, []);
    page.timers.advanceTo(50);
    assert.deepEqual(page.lines, ['demo::fib(n=2)']);
    page.leave(hit);
    page.timers.advanceTo(1000);
    assert.deepEqual(page.lines.slice(1), ['← demo::fib → 1 in 3.1 µs']);
  });

  it('do not wait for ends that are not traced, and say nothing of those that were not seen', () => {
    const page = new Page();
    page.enter(1, { exits: [] });
    assert.deepEqual(page.lines, ['demo::fib(n=1)']);
    const hit = page.enter(2);
    page.leave(hit, 'unseen');
    page.calls.flush();
    assert.deepEqual(page.lines, ['demo::fib(n=1)', 'demo::fib(n=2)']);
  });

  it('name calls that were unwound, or ended in a tail call', () => {
    const page = new Page();
    page.leave(page.enter(1), 'unwound');
    const hit = page.enter(2);
    page.calls.flush();
    page.leave(hit, 'tailCalled');
    assert.deepEqual(page.lines, [
      'demo::fib(n=1) → unwound after 3.1 µs',
      'demo::fib(n=2)',
      '← demo::fib → by a tail call after 3.1 µs',
    ]);
  });
});
