import assert from 'node:assert/strict';
import { ChunkedRun } from '../../../../src/tracer/bcc/funccount/chunkedRun.ts';
import type { Counter, CounterEvent, EndReason } from '../../../../src/tracer/tracer.ts';
import { planOf } from '../plan.ts';

const FAILED: EndReason = { kind: 'failed', error: { message: 'no' } };
const STOPPED: EndReason = { kind: 'stopped' };

interface Part {
  readonly say: (event: CounterEvent) => void;
  isStopping: boolean;
}

/** Two parts, of two places and of one, that say what they are told to. */
function started(): { run: ChunkedRun; parts: [Part, Part]; events: CounterEvent[] } {
  const parts: Part[] = [];
  const counter: Counter = {
    name: 'bcc',
    start: (_, onEvent) => {
      let resolveDone!: (reason: EndReason) => void;
      const done = new Promise<EndReason>(resolve => (resolveDone = resolve));
      const part: Part = {
        isStopping: false,
        say: event => {
          onEvent(event);
          if (event.type === 'ended') resolveDone(event.reason);
        },
      };
      parts.push(part);
      return { stop: () => (part.isStopping = true), pause: null, done };
    },
  };
  const events: CounterEvent[] = [];
  const probes = ['a', 'b', 'c'].map(symbol => ({ symbol, captures: [] }));
  const chunks = [planOf('/tmp/demo', probes.slice(0, 2)), planOf('/tmp/demo', probes.slice(2))];
  const run = new ChunkedRun(counter, chunks, event => events.push(event), { everyMs: null });
  const [first, second] = parts;
  assert.ok(first !== undefined && second !== undefined);
  return { run, parts: [first, second], events };
}

describe('several counters as one', () => {
  it('are attached when all are, count together and end together', async () => {
    const { run, parts, events } = started();
    for (const { say } of parts) say({ type: 'tracer', name: 'bcc', reason: null });
    parts[1].say({ type: 'attached', probes: 1 });
    assert.equal(events.length, 1);
    parts[0].say({ type: 'attached', probes: 2 });
    parts[0].say({ type: 'counts', hits: [1, 2], isExact: true });
    parts[1].say({ type: 'counts', hits: [3], isExact: true });
    run.stop();
    assert.ok(parts.every(({ isStopping }) => isStopping));
    for (const { say } of parts) say({ type: 'ended', reason: STOPPED });
    assert.deepEqual(events, [
      { type: 'tracer', name: 'bcc', reason: null },
      { type: 'attached', probes: 3 },
      { type: 'counts', hits: [1, 2, 3], isExact: true },
      { type: 'ended', reason: STOPPED },
    ]);
    assert.deepEqual(await run.done, STOPPED);
  });

  it('are all stopped by the failure of one, which is the reason; what only some counted is no total', async () => {
    const { run, parts, events } = started();
    parts[1].say({ type: 'ended', reason: FAILED });
    assert.ok(parts[0].isStopping);
    parts[0].say({ type: 'counts', hits: [1, 2], isExact: true });
    assert.deepEqual(events, []);
    parts[0].say({ type: 'ended', reason: STOPPED });
    assert.deepEqual(events, [
      { type: 'counts', hits: [1, 2, 0], isExact: false },
      { type: 'ended', reason: FAILED },
    ]);
    assert.deepEqual(await run.done, FAILED);
  });
});
