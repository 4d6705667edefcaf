/** A recorded trace of test/root/fixtures/odd.rs through the decoder of tracefs.sh. */

import { readFileSync } from 'node:fs';
import { TracefsDecoder } from '../../../../src/tracer/tracefs/decoder.ts';
import { uprobeEvents } from '../../../../src/tracer/tracefs/events.ts';
import { Threads } from '../../../../src/tracer/tracefs/threads.ts';
import type { TracerEvent } from '../../../../src/tracer/tracer.ts';
import { oddPlan } from '../plan.ts';
import { shownEvents } from '../shownEvents.ts';

/** Bytes that tracefs.sh forwarded of test/root/fixtures/odd.rs, on Linux 6.18 with two processors. */
function oddStream(stream: 'stdout' | 'stderr'): Buffer {
  return readFileSync(new URL(`../../../process/transcripts/tracefs.${stream}`, import.meta.url));
}

export interface OddTrace {
  readonly calls: { comm: string; words: (string | number)[] }[];
  readonly others: TracerEvent[];
}

/** Its calls in the order of time, and what else the decoder says of the bytes, fed as `split` cuts them. */
export function decodeOdd(split: (bytes: Buffer) => readonly Uint8Array[]): OddTrace {
  const plan = oddPlan('/tmp/odd');
  const listener = { sawRecord: () => undefined, wants: () => true, take: () => undefined };
  const threads = new Threads(thread => thread);
  const decoder = new TracefsDecoder(plan, uprobeEvents(plan, '/x').records, threads, listener);
  const events = shownEvents(plan, [
    ...split(oddStream('stderr')).flatMap(chunk => decoder.stderr(chunk)),
    ...split(oddStream('stdout')).flatMap(chunk => decoder.stdout(chunk)),
    ...decoder.end(),
  ]);
  const hits = events.flatMap(event => (event.type === 'hit' ? [event.hit] : []));
  return {
    calls: hits
      // Each processor has pages of its own.
      .sort((a, b) => Number(a.timeNs - b.timeNs))
      .map(({ probe, comm, args }) => ({
        comm,
        words: [probe, ...args.map(({ value }) => (value.kind === 'absent' ? value.reason : value.text))],
      })),
    others: events.filter(event => event.type !== 'hit'),
  };
}

export const whole = (bytes: Buffer): Buffer[] => [bytes];

/** Chunks of these lengths, in turn and again. */
export function inChunks(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + (lengths[chunks.length % lengths.length] ?? 1);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}
