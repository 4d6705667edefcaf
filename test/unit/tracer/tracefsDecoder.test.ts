import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';
import { TracefsDecoder } from '../../../src/tracer/tracefs/decoder.ts';
import { Threads } from '../../../src/tracer/tracefs/threads.ts';
import { oddPlan } from './plan.ts';

/** Bytes that tracefs.sh forwarded of test/root/fixtures/odd.rs, on Linux 6.18 with two processors. */
function recorded(stream: 'stdout' | 'stderr'): Buffer {
  return readFileSync(new URL(`../../process/transcripts/tracefs.${stream}`, import.meta.url));
}

interface Decoded {
  readonly calls: { comm: string; words: (string | number)[] }[];
  readonly others: TracerEvent[];
}

function decode(split: (bytes: Buffer) => readonly Uint8Array[]): Decoded {
  const decoder = new TracefsDecoder(oddPlan('/tmp/odd'), new Threads(thread => thread), {
    sawRecord: () => undefined,
    wantsRecords: true,
    take: () => undefined,
  });
  const events = [
    ...split(recorded('stderr')).flatMap(chunk => decoder.stderr(chunk)),
    ...split(recorded('stdout')).flatMap(chunk => decoder.stdout(chunk)),
    ...decoder.end(),
  ];
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

const whole = (bytes: Buffer): Buffer[] => [bytes];

describe('the decoder of tracefs.sh', () => {
  it('reads a recorded trace: every call with its values, and the kernel’s count of them', () => {
    const { calls, others } = decode(whole);
    // What odd.rs passes, as its source says it.
    assert.deepEqual(
      calls.map(({ words }) => words),
      [
        ...Array.from({ length: 10 }, (_, index) => [0, String(index)]),
        [1, '"first"', '"zweiter größer"', '18446744073709551615', '-1'],
        [2, '""'],
        [2, '"with \\0 inside, \\"quotes\\" and \\n newlines"'],
        [2, '"exactly sixty-four bytes, not one more and not one less: 0123456"'],
        [2, '"one byte more than the limit, so the end of it has to be cut: 78"…'],
        [2, `"${'ä'.repeat(32)}"…`],
        [2, '"page end"'],
        [2, 'not paged in'],
        [2, 'not paged in'],
        [2, 'not paged in'],
      ],
    );
    const counts: TracerEvent = { type: 'counts', hits: [10, 1, 9], isExact: true };
    assert.deepEqual(others, [
      { type: 'attached', probes: 3 },
      { type: 'recording', isOn: false },
      { type: 'recording', isOn: true },
      counts,
      counts,
    ]);
  });

  it('reads thread names with blanks, newlines, control characters, marks like ours and half characters', () => {
    const names = decode(whole).calls.map(({ comm }) => comm);
    assert.deepEqual(names.slice(0, 3), ['worker #1', 'größenwahnsin', '日本語スレ']);
    for (const name of names) assert.doesNotMatch(name, /[\p{Cc}\ufffd]/u);
  });

  it('reads the same however the bytes are split', () => {
    const expected = decode(whole);
    const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    assert.deepEqual(decode(bytewise), expected);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 20 }), lengths => {
        const split = (bytes: Buffer): Buffer[] => {
          const chunks: Buffer[] = [];
          for (let at = 0, index = 0; at < bytes.length; index++) {
            const end = at + (lengths[index % lengths.length] ?? 1);
            chunks.push(bytes.subarray(at, end));
            at = end;
          }
          return chunks;
        };
        assert.deepEqual(decode(split), expected);
      }),
      { numRuns: 30 },
    );
  });

  it('says that a record was cut off, and that a page is none', () => {
    const decoder = new TracefsDecoder(oddPlan('/tmp/odd'), new Threads(thread => thread), {
      sawRecord: () => undefined,
      wantsRecords: true,
      take: () => undefined,
    });
    decoder.stderr(recorded('stderr'));
    assert.deepEqual(
      decoder.stdout(Buffer.alloc(4096, 0xff)).map(({ type }) => type),
      ['message'],
    );
    decoder.stdout(recorded('stdout').subarray(0, 100));
    assert.deepEqual(decoder.end(), [{ type: 'message', text: '100 bytes of a record were cut off' }]);
  });
});
