/** What the question which calls to count says, remembers and asks the server. */

import assert from 'node:assert/strict';
import type { FunctionOrigin } from '../../../../src/model/countPlan.ts';
import type { CountableAnswer } from '../../../../src/server/protocol.ts';
import { CountMemory, toggled } from '../../../../src/ui/counting/countMemory.ts';
import { actionByNow, countRows, countTitle, failureRows } from '../../../../src/ui/counting/countRows.ts';
import { LatestAnswer } from '../../../../src/ui/counting/latestAnswer.ts';
import { FakeTimers, settle } from '../../session/fakeTimers.ts';
import { planOf } from '../../session/samples.ts';

const { artifact } = planOf('', []);
const OWN = { pattern: 'open', origins: ['own'] as FunctionOrigin[] };
const BUILD = { ...artifact, workspaceRoot: '/home/ada' };

function matches(more: Partial<Extract<CountableAnswer, { kind: 'matches' }>>): CountableAnswer {
  return { kind: 'matches', artifact, total: 0, first: [], warning: null, ...more };
}

function shown(answer: CountableAnswer, choice = OWN): string[] {
  return countRows(answer, choice).map(({ label, description, detail, action }) =>
    [action.kind, label, description, detail].filter(part => part !== undefined).join(' | '),
  );
}

const WHERE = ['separator | where', 'origins | $(list-filter) In own crates | choose'];
const BINARY = 'artifact | $(file-binary) demo · dev | choose another';
const ANY_BINARY = 'artifact | $(file-binary) Binary | choose another';

describe('the rows of Count Calls Matching…', () => {
  it('are what Enter counts, the first functions, and what else can be chosen', () => {
    const first = [
      { name: 'demo::db::open', crate: 'demo', origin: 'own', instances: 1 },
      { name: '<demo::A as demo::B>::open', crate: 'demo', origin: 'own', instances: 12 },
    ] as const;
    assert.deepEqual(shown(matches({ total: 312, first })), [
      'countAll | $(play) Count 312 functions',
      'separator | the first 2 of 312',
      'countOne | $(symbol-method) demo::db::open | demo',
      'countOne | $(symbol-method) <demo::A as demo::B>::open | demo · 12 instances',
      ...WHERE,
      BINARY,
    ]);
    assert.equal(
      countTitle(matches({ total: 312, first }), OWN),
      'Count Calls Matching… · demo · dev · 312 functions in own crates',
    );
  });

  it('say that the build is old', () => {
    const old = { ...artifact, newerSource: '/home/ada/src/db.rs' };
    assert.equal(
      shown(matches({ total: 1, artifact: old }))[0],
      'countAll | $(play) Count 1 function | db.rs is newer than the build',
    );
  });

  it('say why it cannot be counted, and what to do', () => {
    const warning = { message: 'Nothing of own crates matches opne.', advice: 'Take dependencies in: 3 match there.' };
    assert.deepEqual(shown(matches({ warning })), [
      'none | $(warning) Nothing of own crates matches opne. | Take dependencies in: 3 match there.',
      ...WHERE,
      BINARY,
    ]);
  });

  it('point to what is wrong in a pattern', () => {
    const error = { message: 'Unterminated group.', advice: 'Write \\( for a bracket.' };
    assert.deepEqual(shown({ kind: 'invalid', error, from: 0, to: 3 }, { ...OWN, pattern: '/(/ $(x)' }), [
      'none | $(error) Unterminated group. Here: /(/ | Write \\( for a bracket.',
      ...WHERE,
      ANY_BINARY,
    ]);
  });

  it('offer the build that is missing first', () => {
    const reason = { code: 'not-built' as const, detail: { message: 'demo has not been built yet.' } };
    assert.deepEqual(shown({ kind: 'none', reason, build: BUILD }).slice(0, 2), [
      'build | $(tools) Build demo',
      'none | $(info) demo has not been built yet.',
    ]);
    assert.equal(shown({ kind: 'none', reason, build: null })[0], 'none | $(info) demo has not been built yet.');
  });

  it('draw no icon and no second line that a binary asks for', () => {
    const first = [{ name: 'a$(bug)\n\u202eb', crate: '$(x)', origin: 'own', instances: 1 }] as const;
    const [row] = countRows(matches({ total: 1, first }), OWN).filter(({ action }) => action.kind === 'countOne');
    assert.deepEqual([row?.label, row?.description], ['$(symbol-method) a\\$(bug)\\n\\u{202e}b', '\\$(x)']);
    assert.equal(failureRows({ message: '$(x)' }, OWN)[0]?.label, '$(error) \\$(x)');
  });
});

describe('whose functions are meant', () => {
  it('is never nobody', () => {
    assert.deepEqual(toggled(['own'], 'own'), ['own']);
    assert.deepEqual(toggled(['own'], 'std'), ['own', 'std']);
    assert.deepEqual(toggled(['own', 'std'], 'own'), ['std']);
  });

  it('is remembered with the pattern, and what is not understood is not', async () => {
    const kept = new Map<string, unknown>();
    const memento = {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => {
        kept.set(key, value);
        return Promise.resolve();
      },
    };
    const memory = new CountMemory(memento);
    assert.deepEqual(memory.get(), { pattern: '', origins: ['own'] });
    await memory.set({ pattern: 'db::*', origins: ['own', 'std'] });
    assert.deepEqual(new CountMemory(memento).get(), { pattern: 'db::*', origins: ['own', 'std'] });
    for (const strange of [null, 'x', [], { pattern: 1, origins: ['all'] }, { origins: 'own' }]) {
      for (const key of kept.keys()) kept.set(key, strange);
      assert.deepEqual(memory.get(), { pattern: '', origins: ['own'] });
    }
  });
});

describe('questions while one types', () => {
  function asking() {
    const timers = new FakeTimers();
    let nowMs = 0;
    const log: string[] = [];
    const open = new Map<string, { answer: (text: string) => void; fail: (error: Error) => void }>();
    const answers = new LatestAnswer<string, string>({
      ask: question => {
        log.push(`ask ${question}`);
        return new Promise((resolve, reject) => open.set(question, { answer: resolve, fail: reject }));
      },
      onBusy: isBusy => log.push(isBusy ? 'busy' : 'idle'),
      onAnswer: (answer, question) => log.push(`${question}: ${answer}`),
      onFailure: (error, question) => log.push(`${question}! ${String(error)}`),
      timers,
    });
    const pause = (): void => {
      timers.advanceTo((nowMs += 1000));
    };
    return { pause, log, open, answers };
  }

  it('are asked at a pause, and only the newest is answered', async () => {
    const { pause, log, open, answers } = asking();
    answers.request('o', false);
    answers.request('op', false);
    pause();
    answers.request('open', false);
    pause();
    open.get('open')?.answer('4');
    open.get('op')?.answer('9');
    await settle();
    assert.deepEqual(log, ['busy', 'ask op', 'ask open', 'open: 4', 'idle']);
  });

  it('let Enter wait for the answer to what has been typed', async () => {
    const { pause, log, open, answers } = asking();
    assert.equal(await answers.settled(), false);
    answers.request('open', false);
    void answers.settled().then(isNewer => log.push(`settled ${isNewer}`));
    pause();
    await settle();
    assert.ok(!log.includes('settled true'));
    open.get('open')?.answer('4');
    await settle();
    assert.deepEqual(log.slice(-3), ['open: 4', 'idle', 'settled true']);
  });

  it('count what the answer has where Enter came before it, and build nothing that was not shown', () => {
    const [countAll, note] = [{ kind: 'countAll' }, { kind: 'none' }] as const;
    const build = { kind: 'build', build: BUILD } as const;
    assert.equal(actionByNow(countAll, countAll), countAll);
    assert.equal(actionByNow(undefined, countAll), countAll);
    assert.equal(actionByNow(note, countAll), note);
    for (const pressed of [undefined, countAll]) {
      assert.equal(actionByNow(pressed, build), undefined);
      assert.equal(actionByNow(pressed, undefined), undefined);
    }
  });

  it('tell of a failure, and of nothing once disposed', async () => {
    const { pause, log, open, answers } = asking();
    answers.request('a', true);
    pause();
    open.get('a')?.fail(new Error('gone'));
    await settle();
    assert.deepEqual(log.slice(-2), ['a! Error: gone', 'idle']);
    answers.request('b', true);
    pause();
    answers.dispose();
    open.get('b')?.answer('late');
    await settle();
    assert.deepEqual(log.slice(-2), ['busy', 'ask b']);
  });
});
