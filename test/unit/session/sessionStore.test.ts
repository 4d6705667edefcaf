/** Which session belongs to which function, through edits. */

import assert from 'node:assert/strict';
import { findFunction, functionAtLine, referenceTo } from '../../../src/session/locate.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { TraceSession } from '../../../src/session/traceSession.ts';
import { functionAt, hitOf, planOf, wallClockAt } from './samples.ts';

const plan = planOf('demo::add', [{ demangled: 'demo::add' }]);

function sessionFor(path: string, line0: number): TraceSession {
  return new TraceSession(functionAt(path, line0), plan, { wall: wallClockAt(0), nowMs: () => 0 });
}

describe('the function that a reference means', () => {
  const twins = [functionAt('add', 10), functionAt('add', 20), functionAt('other', 14)];

  it('is the one of its path nearest to its old line', () => {
    assert.equal(findFunction(twins, referenceTo(functionAt('add', 14))), twins[0]);
    assert.equal(findFunction(twins, referenceTo(functionAt('add', 400))), twins[1]);
  });

  it('is none when the text or the file has none of its path', () => {
    assert.equal(findFunction(twins, referenceTo(functionAt('gone', 10))), null);
    assert.equal(findFunction(twins, referenceTo(functionAt('add', 10, { file: '/home/ada/src/lib.rs' }))), null);
  });
});

describe('the function at a line', () => {
  const outer = functionAt('outer', 5, {
    itemRange: { start: { line0: 3, character0: 0 }, end: { line0: 20, character0: 1 } },
  });
  const inner = functionAt('outer::inner', 8);

  const table: [number, string | null][] = [
    [2, null],
    [3, 'outer'],
    [7, 'outer'],
    [8, 'outer::inner'],
    [10, 'outer::inner'],
    [11, 'outer'],
    [20, 'outer'],
    [21, null],
  ];
  for (const [line0, expected] of table) {
    it(`is ${expected ?? 'none'} at line ${line0}`, () => {
      assert.equal(functionAtLine([outer, inner], line0)?.path ?? null, expected);
    });
  }
});

describe('the store of sessions', () => {
  it('replaces the session of a function, and no longer hears of the old one', () => {
    const store = new SessionStore();
    const first = sessionFor('add', 10);
    const second = sessionFor('add', 12);
    store.add(first);
    store.add(second);
    let changes = 0;
    store.onDidChange(() => changes++);
    first.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(changes, 0);
    second.handle({ type: 'hit', hit: hitOf({}) });
    assert.equal(changes, 1);
    assert.deepEqual(store.all(), [second]);
  });

  it('finds the functions of a changed text, and drops those that are gone from it', () => {
    const store = new SessionStore();
    const add = sessionFor('add', 10);
    store.add(add);
    store.add(sessionFor('gone', 20));
    const moved = functionAt('add', 99);
    assert.deepEqual([...store.byFunction([moved, functionAt('new', 3)])], [[moved, add]]);
  });

  it('keeps to the same one of two functions of one path, however far an edit moves both', () => {
    const store = new SessionStore();
    const second = sessionFor('add', 15);
    store.add(second);
    const lineOf = (lines0: readonly number[]): number[] =>
      [...store.byFunction(lines0.map(line0 => functionAt('add', line0))).keys()].map(fn => fn.nameRange.start.line0);
    assert.deepEqual(lineOf([10, 15]), [15]);
    assert.deepEqual(lineOf([60, 65]), [65]);
    // A third one above: the one nearest to where it stood last.
    assert.deepEqual(lineOf([40, 61, 66]), [66]);
    assert.deepEqual(lineOf([5, 26, 31]), [31]);
    assert.deepEqual(lineOf([7]), [7]);
  });

  it('clears what has ended, and only the counts of what runs', () => {
    const store = new SessionStore();
    const [ended, running] = [sessionFor('ended', 1), sessionFor('running', 2)];
    for (const session of [ended, running]) {
      store.add(session);
      session.handle({ type: 'hit', hit: hitOf({}) });
    }
    ended.handle({ type: 'ended', reason: { kind: 'stopped' } });
    store.clear();
    assert.deepEqual([store.all(), running.calls], [[running], 0]);
  });

  it('clears one session alone', () => {
    const store = new SessionStore();
    const [one, other] = [sessionFor('one', 1), sessionFor('other', 2)];
    for (const session of [one, other]) {
      store.add(session);
      session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    }
    store.clear(one.function);
    assert.deepEqual(store.all(), [other]);
  });

  it('shows why a function could not be traced, until it is asked for again, cleared or traced', () => {
    const store = new SessionStore();
    const fn = functionAt('add', 10);
    const reason = { code: 'unused', detail: { message: 'add has no machine code.' } } as const;
    const refusal = { function: fn, reason, canBuild: false };
    const isShown = (): boolean => store.shownByFunction([fn]).get(fn) === refusal;
    const ends: (() => void)[] = [
      () => {
        store.forgetRefusal(fn);
      },
      () => {
        store.clear(fn);
      },
      () => {
        store.clear();
      },
      () => {
        store.add(sessionFor('add', 10));
      },
    ];
    for (const end of ends) {
      store.refuse(refusal);
      assert.ok(isShown() && !store.isEmpty);
      end();
      assert.ok(!isShown());
    }
    store.refuse(refusal);
    assert.ok(!isShown(), 'a trace that runs is not refused');
    store.get(fn)?.handle({ type: 'ended', reason: { kind: 'stopped' } });
    assert.ok(!isShown(), 'what came of it is shown');
    store.refuse(refusal);
    assert.ok(isShown());
  });
});
