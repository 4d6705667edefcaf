/** Which counter carries a plan out, and why; with counters that do what the test tells them. */

import assert from 'node:assert/strict';
import { countingProbes } from '../../../src/model/countPlan.ts';
import { createAutoCounter } from '../../../src/tracer/autoCounter.ts';
import type { Counter, CounterEvent, EndReason, RunningCounter } from '../../../src/tracer/tracer.ts';
import type { TracerChoice } from '../../../src/tracer/tracerChoice.ts';
import { FakeCounter, countPlanOf } from '../session/countSamples.ts';
import { settle } from '../session/fakeTimers.ts';

const planAt = (places: number): ReturnType<typeof countingProbes> =>
  countingProbes(countPlanOf({ 'demo::add': Array.from({ length: places }, (_, place) => place) }));
const noHeaders: EndReason = { kind: 'failed', error: { message: 'bcc finds no headers of kernel 6.1.' } };

describe('the choice of the counter', () => {
  let bcc = new FakeCounter('bcc');
  let tracefs = new FakeCounter();
  let choice: TracerChoice = 'auto';
  let whyNot: string | null = null;
  let events: CounterEvent[] = [];
  let counter: Pick<Counter, 'start'>;

  beforeEach(() => {
    bcc = new FakeCounter('bcc');
    bcc.canPause = false;
    tracefs = new FakeCounter();
    choice = 'auto';
    whyNot = null;
    events = [];
    counter = createAutoCounter({ bcc, tracefs, prefer: () => choice, whyNotBcc: () => whyNot });
  });

  const start = (places = 3, everyMs: number | null = null): RunningCounter =>
    counter.start(planAt(places), event => events.push(event), { everyMs, sinceMs: 7 });
  const who = (): string[] =>
    events.flatMap(event => (event.type === 'tracer' ? [`${event.name}: ${String(event.reason)}`] : []));
  const fail = (message: string): void => {
    bcc.newest.onEvent({ type: 'message', text: message });
    bcc.newest.end(noHeaders);
  };

  it('is bcc for a few places, and tracefs for more, whatever else speaks against bcc', () => {
    start(24);
    bcc.attach();
    whyNot = 'bcc is not installed';
    start(25);
    tracefs.attach();
    assert.deepEqual(who(), ['bcc: null', 'tracefs: bcc is slow to leave 25 places']);
  });

  it('is tracefs for live numbers, which bcc does not have exactly', () => {
    start(1, 500);
    tracefs.attach();
    choice = 'bcc';
    start(1, 500);
    bcc.attach();
    assert.deepEqual(who(), ['tracefs: bcc loses calls between two reports', 'bcc: null']);
  });

  it('is tracefs where bcc cannot, with the reason, and what was asked for in any case', () => {
    whyNot = 'bcc is not installed';
    start();
    tracefs.attach();
    choice = 'tracefs';
    start();
    tracefs.attach();
    choice = 'bcc';
    start(500);
    bcc.attach();
    assert.deepEqual(who(), ['tracefs: bcc is not installed', 'tracefs: null', 'bcc: null']);
  });

  it('is tracefs after a funccount that this machine cannot run, from then on, with the same terms', async () => {
    const running = start();
    fail('Unable to find kernel headers. Try rebuilding kernel with CONFIG_IKHEADERS=m');
    await settle();
    tracefs.attach();
    tracefs.counts([1, 2, 3]);
    running.stop();
    assert.deepEqual(await running.done, { kind: 'stopped' });
    start();
    tracefs.attach();
    const why = 'tracefs: bcc finds no headers of kernel 6.1';
    assert.deepEqual([who(), bcc.runs.length], [[why, why], 1]);
    assert.deepEqual(
      [...bcc.runs, ...tracefs.runs].map(({ options }) => options),
      Array(3).fill({ everyMs: null, sinceMs: 7 }),
    );
    assert.equal(events.filter(({ type }) => type === 'ended').length, 1);
  });

  for (const words of [
    "No functions matched by pattern b'/x:^(a)$'",
    'funccount found 2 of 3 functions',
    'maximum of 1000 probes allowed, attempted 1001',
    "Error -1 enumerating symbols in b'/x'",
  ]) {
    it(`is tracefs for the one plan of which funccount says: ${words}`, async () => {
      start();
      fail(words);
      await settle();
      assert.equal(tracefs.runs.length, 1);
      start();
      assert.equal(bcc.runs.length, 2);
    });
  }

  it('does not take over what has begun to count', async () => {
    const running = start();
    bcc.attach();
    bcc.newest.end(noHeaders);
    assert.deepEqual([await running.done, tracefs.runs.length], [noHeaders, 0]);
  });

  it('can be paused where the one that counts can', async () => {
    const running = start();
    assert.deepEqual([running.pause], [null]);
    fail('Failed to compile BPF module');
    await settle();
    running.pause?.(true);
    running.pause?.(false);
    assert.deepEqual(tracefs.newest.pauses, [true, false]);
  });
});
