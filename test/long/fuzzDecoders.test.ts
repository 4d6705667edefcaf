/**
 * What tracers printed, damaged a million times, through their decoders. `RUST_TRACE_FUZZ_SEED=N` repeats a run,
 * `RUST_TRACE_FUZZ_DAMAGE=N` makes it longer.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { BccDecoder } from '../../src/tracer/bcc/decoder.ts';
import type { DecodedEvent, TracerDecoder } from '../../src/tracer/decoded.ts';
import { TracefsDecoder } from '../../src/tracer/tracefs/decoder.ts';
import { uprobeEvents } from '../../src/tracer/tracefs/events.ts';
import { PAGE_BYTES } from '../../src/tracer/tracefs/ringPage.ts';
import { Threads } from '../../src/tracer/tracefs/threads.ts';
import { transcript } from '../process/fakes.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { HandClock } from '../unit/tracer/handClock.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

/** Bytes that are changed, put in or taken away. */
const DAMAGE = Number(process.env.RUST_TRACE_FUZZ_DAMAGE ?? 1_000_000);
const LARGEST_GROWTH_BYTES = 16 * 2 ** 20;
/** A message is cut at 2,000 characters, each of which may be written as an escape of up to 8. */
const LONGEST_TEXT = 8 * 2001;

interface Decoded {
  readonly name: string;
  readonly plan: ProbePlan;
  /** Names of recorded transcripts of one stream each. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly create: (plan: ProbePlan) => TracerDecoder;
  /** The stdout of a mutant is made so long: what comes after it is read from the beginning of a page again. */
  readonly pageBytes: number;
}

const ORDINARY = ['ordinary', 'ordinary-0.12', 'ordinary-0.18', 'ordinary-0.24', 'ordinary-0.37'];
const FAILED = ['noSymbol', 'noHeaders', 'notAllowed', 'compileError', 'tooMany'];

const DECODERS: readonly Decoded[] = [
  {
    name: 'bcc',
    plan: oddPlan('/tmp/odd'),
    stdout: [...ORDINARY, 'flood', 'lost', ...FAILED].map(name => `${name}.stdout`),
    stderr: ['lost', 'clangWarning', ...FAILED].map(name => `${name}.stderr`),
    create: plan => new BccDecoder(plan, () => undefined, new HandClock()),
    pageBytes: 1,
  },
  {
    name: 'tracefs',
    plan: oddPlan('/tmp/odd'),
    stdout: ['tracefs.stdout'],
    stderr: ['tracefs.stderr'],
    create: plan => {
      // Every other thread has ended, and is asked for; no answer names it.
      const threads = new Threads(thread => (thread % 2 === 0 ? thread : null));
      const decoder = new TracefsDecoder(plan, uprobeEvents(plan, '/x').records, threads, {
        sawRecord: () => undefined,
        wants: () => true,
        take: () => {
          threads.ask();
          threads.answered();
        },
      });
      // The formats of the events, undamaged: without them every record is unknown.
      decoder.stderr(readFileSync(transcript('tracefs.stderr')));
      return decoder;
    },
    pageBytes: PAGE_BYTES,
  },
];

/** Each changes about as many bytes as it is told. */
const DAMAGES: readonly ((bytes: Buffer, count: number, random: Random) => Buffer)[] = [
  function flip(bytes, count, random) {
    for (let left = count; left > 0; left--) bytes[random(bytes.length)]! ^= 1 << random(8);
    return bytes;
  },
  function overwrite(bytes, count, random) {
    for (let left = count; left > 0; left--) {
      bytes[random(bytes.length)] = [0, 0x0a, 0x20, 0x3c, 0x3e, 0x30, 0x66, 0xff][random(8)]!;
    }
    return bytes;
  },
  function takeAway(bytes, count, random) {
    const start = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + count)]);
  },
  function repeat(bytes, count, random) {
    const [from, to] = [random(bytes.length), random(bytes.length)];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + count), bytes.subarray(to)]);
  },
  function takeNewlines(bytes, count, random) {
    for (let left = count; left > 0; left--) {
      const at = bytes.indexOf(0x0a, random(bytes.length));
      if (at >= 0) bytes[at] = 0x20;
    }
    return bytes;
  },
];

/** What must hold of an event, whatever it was decoded from. */
function check(event: DecodedEvent, { probes }: ProbePlan): void {
  if (event.type === 'passages') {
    for (const { results, point } of event.passages) assert.equal(results.length, probes[point]?.reads.length);
  } else if (event.type === 'counts') {
    assert.equal(event.hits.length, probes.length);
    assert.ok(event.hits.every(Number.isSafeInteger));
  } else if (event.type === 'lost') {
    assert.ok(event.count >= 0);
  } else if (event.type === 'message') {
    assert.ok(event.text.length <= LONGEST_TEXT && !/[\p{Cc}]/u.test(event.text));
  }
}

function feed(bytes: Buffer, random: Random, take: (chunk: Uint8Array) => DecodedEvent[]): DecodedEvent[] {
  const events: DecodedEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + random(random(2) === 0 ? 8 : 4096);
    events.push(...take(bytes.subarray(at, end)));
    at = end;
  }
  return events;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('decoding a million damaged bytes', function () {
  this.timeout(600_000);

  for (const { name, plan, stdout, stderr, create, pageBytes } of DECODERS) {
    it(`never throws, invents nothing that the plan does not have, and keeps little: ${name}`, () => {
      const seed = Number(process.env.RUST_TRACE_FUZZ_SEED ?? Date.now() % 2 ** 31);
      console.log(`RUST_TRACE_FUZZ_SEED=${seed}`);
      const random = randomFrom(seed);
      const read = (file: string): Buffer => readFileSync(transcript(file));
      const streams = { stdout: stdout.map(read), stderr: stderr.map(read) };
      // One decoder for all: what it would keep of each mutant, it keeps of a million.
      const decoder = create(plan);
      let damage = 0;
      let fedBytes = 0;
      let hits = 0;
      let heapAtFirst: number | null = null;
      for (let mutant = 0; damage < DAMAGE; mutant++) {
        const stream = random(4) === 0 ? 'stderr' : 'stdout';
        const original = streams[stream][random(streams[stream].length)]!;
        if (original.length === 0) continue;
        const mutate = DAMAGES[random(DAMAGES.length)]!;
        const count = 1 + random(random(2) === 0 ? 16 : Math.ceil(original.length / 8));
        const mutated = mutate(Buffer.from(original), count, random);
        const missing = stream === 'stdout' ? (pageBytes - (mutated.length % pageBytes)) % pageBytes : 0;
        const bytes = Buffer.concat([mutated, Buffer.alloc(missing)]);
        damage += count;
        fedBytes += bytes.length;
        try {
          for (const event of feed(bytes, random, chunk => decoder[stream](chunk))) {
            check(event, plan);
            if (event.type === 'passages') hits += event.passages.length;
          }
        } catch (cause) {
          throw new Error(`mutant ${mutant} of seed ${seed}: ${mutate.name} in ${stream}`, { cause });
        }
        if (damage > DAMAGE / 10) heapAtFirst ??= heapBytes();
      }
      const growth = heapBytes() - (heapAtFirst ?? 0);
      for (const event of decoder.end()) check(event, plan);
      console.log(`${damage} of ${fedBytes} bytes damaged, ${hits} hits, ${growth} bytes more on the heap`);
      assert.ok(hits > 1000);
      assert.ok(growth < LARGEST_GROWTH_BYTES);
    });
  }
});
