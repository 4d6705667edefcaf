/** When a trace without hits asks for the reason. */

import assert from 'node:assert/strict';
import type { Silence } from '../../../src/model/absence.ts';
import { SilenceWatch } from '../../../src/session/silenceWatch.ts';
import { FakeTimers } from './fakeTimers.ts';
import { planOf } from './samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const fetch = planOf('demo::fetch', [
  { demangled: 'demo::fetch' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);
const notRunning: Silence = { code: 'not-running', detail: { message: 'No process runs demo (dev).' } };
const neverPolled: Silence = { code: 'never-polled', detail: { message: 'Its futures are never polled.' } };

describe('the watch over a trace without hits', () => {
  let timers = new FakeTimers();
  let asked: string[] = [];
  let told: (string | null)[] = [];
  let answer: Silence | null | Error = notRunning;
  let watch: SilenceWatch;

  beforeEach(() => {
    timers = new FakeTimers();
    asked = [];
    told = [];
    answer = notRunning;
    watch = new SilenceWatch(
      (_plan, { calls, polls }) => {
        asked.push(`${timers.nowMs()}: ${calls} ${polls}`);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      silence => told.push(silence?.code ?? null),
      timers,
    );
  });

  it('asks after three seconds and every five, and tells each new reason once', async () => {
    watch.start(add);
    await timers.pass(8500);
    answer = { code: 'not-called', detail: { message: 'It has not been called.' } };
    await timers.pass(5000);
    assert.deepEqual(asked, ['3000: 0 0', '8000: 0 0', '13000: 0 0']);
    assert.deepEqual(told, ['not-running', 'not-called']);
  });

  it('takes the reason back with the first hit, and asks no more', async () => {
    watch.start(add);
    await timers.pass(3500);
    watch.hit('body', 1);
    await timers.pass(20_000);
    assert.deepEqual([asked.length, told], [1, ['not-running', null]]);
  });

  it('asks nothing when there were hits in time', async () => {
    watch.start(add);
    watch.hit('body', 1);
    await timers.pass(20_000);
    assert.deepEqual([asked, told], [[], []]);
  });

  it('asks about calls without polls, until the first poll', async () => {
    answer = neverPolled;
    watch.start(fetch);
    watch.hit('body', 1);
    await timers.pass(3500);
    watch.hit('body', 1);
    assert.deepEqual([asked, told], [['3000: 1 0'], ['never-polled']]);
    watch.hit('poll', 1);
    await timers.pass(20_000);
    assert.deepEqual([asked.length, told], [1, ['never-polled', null]]);
  });

  it('begins anew with another build, and ends when it is stopped', async () => {
    watch.start(add);
    await timers.pass(3500);
    watch.start({ ...add });
    assert.deepEqual(told, ['not-running', null]);
    await timers.pass(3500);
    watch.stop();
    await timers.pass(20_000);
    assert.deepEqual([asked.length, told], [2, ['not-running', null, 'not-running']]);
  });

  it('tells nothing when the question fails, and asks again', async () => {
    answer = new Error('the server is restarting');
    watch.start(add);
    await timers.pass(3500);
    answer = notRunning;
    await timers.pass(5000);
    assert.deepEqual([asked.length, told], [2, ['not-running']]);
  });
});
