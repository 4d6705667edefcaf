import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Hit } from '../../../../src/model/hit.ts';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import type { DecodedEvent } from '../../../../src/tracer/decoded.ts';
import { type ScriptListener, type ScriptSignal, TracefsDecoder } from '../../../../src/tracer/tracefs/decoder.ts';
import { uprobeEvents } from '../../../../src/tracer/tracefs/events.ts';
import { PAGE_BYTES } from '../../../../src/tracer/tracefs/ringPage.ts';
import { RingPassage } from '../../../../src/tracer/tracefs/ringPassage.ts';
import { Threads } from '../../../../src/tracer/tracefs/threads.ts';
import type { TracerEvent } from '../../../../src/tracer/tracer.ts';
import { shownEvents } from '../shownEvents.ts';
import { decodeOdd, inChunks, whole } from './oddTrace.ts';
import { head, pageOf, RECORDED_FORMATS, RECORDED_PAGES, RECORDED_TEXTS, recordedPlan } from './ringPages.ts';

interface World {
  readonly decoder: TracefsDecoder;
  readonly threads: Threads;
  readonly signals: ScriptSignal[];
  readonly records: bigint[];
  readonly say: (...lines: string[]) => DecodedEvent[];
}

/** A decoder that is attached. Threads are of process 77 where `isAlive`, else root is to be asked for them. */
function world(plan: ProbePlan = recordedPlan(), isAlive = true): World {
  const signals: ScriptSignal[] = [];
  const records: bigint[] = [];
  const threads = new Threads(
    () => (isAlive ? 77 : null),
    () => 0,
  );
  const listener: ScriptListener = {
    sawRecord: timeNs => records.push(timeNs),
    wants: () => true,
    take: signal => signals.push(signal),
  };
  const decoder = new TracefsDecoder(plan, uprobeEvents(plan, '/x').records, threads, listener, true);
  const say = (...lines: string[]): DecodedEvent[] =>
    decoder.stderr(Buffer.from(lines.map(line => `rust-trace: ${line}\n`).join('')));
  decoder.stderr(RECORDED_FORMATS);
  say('attached');
  return { decoder, threads, signals, records, say };
}

/** One that nobody listens to. */
function idleDecoder(): TracefsDecoder {
  const plan = recordedPlan();
  const listener = { sawRecord: () => 0, wants: () => true, take: () => 0 };
  return new TracefsDecoder(plan, uprobeEvents(plan, '/x').records, new Threads(), listener);
}

function hitsOf(events: readonly DecodedEvent[]): Hit[] {
  return shownEvents(recordedPlan(), events).flatMap(event => (event.type === 'hit' ? [event.hit] : []));
}

function argumentsOf(events: readonly DecodedEvent[]): string[][] {
  return hitsOf(events).map(({ args }) => args.map(({ value }) => (value.kind === 'absent' ? '?' : value.text)));
}

const said = RECORDED_TEXTS.map((text, index) => [String(index), `"${text}"`]);

describe('the decoder of tracefs.sh', () => {
  it('reads a recorded trace: every call with its values, and the kernel’s count of them', () => {
    const { calls, others } = decodeOdd(whole);
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
        // Zeros are what the kernel reads where no memory is.
        [2, '"\\0\\0\\0\\0\\0"'],
        [2, '"\\0\\0\\0\\0\\0"'],
        [2, '18446744073709551615 bytes fit in no memory'],
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
    const names = decodeOdd(whole).calls.map(({ comm }) => comm);
    assert.deepEqual(names.slice(0, 3), ['worker #1', 'größenwahnsin', '日本語スレ']);
    for (const name of names) assert.doesNotMatch(name, /[\p{Cc}\ufffd]/u);
  });

  it('keeps what it needs of the bytes that it is given, and no more', () => {
    const { decoder } = world();
    const bytes = Buffer.from(RECORDED_PAGES);
    const events = decoder.stdout(bytes);
    bytes.fill(0xff);
    assert.deepEqual(argumentsOf(events), said);
    const kept = events.flatMap(event => (event.type === 'passages' ? event.passages : []));
    const pages = new Set(kept.flatMap(passage => (passage instanceof RingPassage ? [passage.page.buffer] : [])));
    const sizes = [...pages].map(({ byteLength }) => byteLength);
    assert.equal(pages.size, 2);
    assert.ok(
      sizes.every(size => size < PAGE_BYTES / 2),
      String(sizes),
    );
  });

  it('reads the same however the bytes are split', () => {
    const expected = decodeOdd(whole);
    assert.deepEqual(
      decodeOdd(bytes => inChunks(bytes, [1])),
      expected,
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 20 }), lengths => {
        assert.deepEqual(
          decodeOdd(bytes => inChunks(bytes, lengths)),
          expected,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what it has not shown yet, whatever becomes of the bytes it was fed with', () => {
    const bytes = Buffer.from(RECORDED_PAGES);
    const events = world().decoder.stdout(bytes);
    bytes.fill(0xff);
    assert.deepEqual(argumentsOf(events), said);
  });

  it('says who called', () => {
    const [hit] = hitsOf(world().decoder.stdout(RECORDED_PAGES));
    assert.deepEqual([hit?.probe, hit?.pid, hit?.tid, hit?.comm], [0, 77, 0x4e58, 't']);
  });

  it('reads the lines of the script, split at every byte', () => {
    const lines = Buffer.concat([
      Buffer.from('rust-trace: pid 123\n'),
      RECORDED_FORMATS,
      Buffer.from('rust-trace: attached\nrust-trace: counting\nrust-trace: hits 5\nrust-trace: lost 2\n'),
      Buffer.from('rust-trace: lost 1\nrust-trace: hits end\nsed: größer\nrust-trace: time is up'),
    ]);
    for (let at = 0; at <= lines.length; at++) {
      const decoder = idleDecoder();
      const events = [lines.subarray(0, at), lines.subarray(at)].flatMap(part => decoder.stderr(part));
      assert.deepEqual(
        [...events, ...decoder.end()],
        [
          { type: 'attached', probes: 1 },
          { type: 'recording', isOn: false },
          { type: 'lost', count: 3 },
          { type: 'counts', hits: [5], isExact: true },
          { type: 'message', text: 'sed: größer' },
        ],
      );
      assert.deepEqual([decoder.tracerPid, decoder.isAttached, decoder.isTimeUp], [123, true, true]);
    }
  });

  it('tells only of records that were lost since the last answer, and never of fewer than none', () => {
    const { say } = world();
    const lost = (overrun: number): DecodedEvent[] =>
      say('hits 9', `lost ${overrun}`, 'lost 1', 'hits end').filter(({ type }) => type === 'lost');
    assert.deepEqual([lost(4), lost(4), lost(0), lost(2)].flat(), [
      { type: 'lost', count: 5 },
      { type: 'lost', count: 2 },
    ]);
  });

  for (const [what, lines] of [
    ['lacks a probe', ['hits end']],
    ['has too many', ['hits 1', 'hits 2', 'hits end']],
    ['is no number', ['hits 1', 'lost x', 'hits end']],
  ] as const) {
    it(`shows no number of an answer that ${what}, and reads the next one`, () => {
      const { say, signals } = world();
      assert.deepEqual([say(...lines), signals], [[], ['miscounted']]);
      assert.deepEqual(say('hits 7', 'lost 1', 'hits end'), [
        { type: 'lost', count: 1 },
        { type: 'counts', hits: [7], isExact: true },
      ]);
      assert.deepEqual(signals, ['miscounted', 'counted']);
    });
  }

  it('takes the last answer when time cut another off', () => {
    const { say } = world();
    const events = say('hits 3', 'lost 1', 'time is up', 'hits 7', 'lost 0', 'hits end');
    assert.deepEqual(events, [{ type: 'counts', hits: [7], isExact: true }]);
  });

  it('has no counts of one process: the kernel counts for all', () => {
    const { say, decoder } = world({ ...recordedPlan(), process: 77 });
    assert.deepEqual(say('hits 9', 'lost 0', 'hits end'), []);
    assert.equal(decoder.total, 9);
  });

  it('brings the hits of one process and not of its children, but tells the limit of all', () => {
    const own = world({ ...recordedPlan(), process: 77 });
    const others = world({ ...recordedPlan(), process: 78 });
    assert.equal(hitsOf(own.decoder.stdout(RECORDED_PAGES)).length, 6);
    assert.deepEqual(others.decoder.stdout(RECORDED_PAGES), []);
    assert.equal(others.records.length, 6);
  });

  it('holds hits back whose process is asked for, and lets them go with the answer', () => {
    const { decoder, threads, say, records } = world(recordedPlan(), false);
    assert.deepEqual([decoder.stdout(RECORDED_PAGES), records.length], [[], 6]);
    assert.deepEqual(threads.ask(), [0x4e58]);
    const events = say(`thread 20056 42`, 'threads end');
    assert.deepEqual(new Set(hitsOf(events).map(({ pid }) => pid)), new Set([42]));
    assert.deepEqual(argumentsOf(events), said);
  });

  it('brings them without a process at the end, and loses them where only one is wanted', () => {
    const { decoder } = world(recordedPlan(), false);
    decoder.stdout(RECORDED_PAGES);
    assert.deepEqual(
      hitsOf(decoder.end()).map(({ pid }) => pid),
      Array(6).fill(null),
    );
    const one = world({ ...recordedPlan(), process: 77 }, false);
    one.decoder.stdout(RECORDED_PAGES);
    assert.deepEqual(one.decoder.end(), Array(6).fill({ type: 'lost', count: 1 }));
  });

  it('says that records were lost before a page', () => {
    const { decoder, signals } = world();
    decoder.stdout(pageOf([], 0n, -(1n << 31n)));
    assert.deepEqual(signals, ['lost']);
  });

  for (const [what, page] of [
    ['page', pageOf([head(1, 0), 0], 0n, 1n << 18n)],
    ['record of another event', pageOf([head(2, 0), 0xffff, 0])],
    ['record that is too short', pageOf([head(1, 0), 2327])],
    ['record that ends before its fields', pageOf([head(7, 0), 2327, 1, 0, 0, 0, 0, 0])],
    ['record of no probe', pageOf([head(28, 0), 2327, 1, 0, 0, 99, ...Array<number>(23).fill(0)])],
    ['record with its text outside', pageOf([head(28, 0), 2327, 1, 0, 0, 0, 0xffffffff, ...Array<number>(22).fill(0)])],
  ] as const) {
    it(`counts on the kernel for a ${what} that cannot be read`, () => {
      const { decoder, signals } = world();
      const events = decoder.stdout(page);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['message'],
      );
      assert.deepEqual(signals, ['lost']);
    });
  }

  it('says that half a page is missing', () => {
    const { decoder } = world();
    decoder.stdout(RECORDED_PAGES.subarray(0, PAGE_BYTES + 10));
    assert.deepEqual(decoder.end(), [{ type: 'message', text: '10 bytes of a record were cut off' }]);
  });

  it('is not attached to a kernel with other pages', () => {
    const decoder = idleDecoder();
    const formats = RECORDED_FORMATS.toString().replace('size:4080', 'size:16368');
    const events = decoder.stderr(Buffer.from(`${formats}rust-trace: attached\n`));
    assert.deepEqual([decoder.isAttached, events], [false, [{ type: 'message', text: 'pages of 16384 bytes' }]]);
  });
});
