import assert from 'node:assert/strict';
import { filledPart, PAGE_BYTES, readRingPage } from '../../../../src/tracer/tracefs/ringPage.ts';
import { head, pageOf, RECORDED_PAGES } from './ringPages.ts';

const PADDING = 29;
const TIME_EXTEND = 30;
const TIME_STAMP = 31;

/** Time and first word of each record. */
function read(page: Uint8Array): [bigint, number][] | null {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  return readRingPage(page)?.records.map(({ timeNs, start }) => [timeNs, view.getUint32(start, true)]) ?? null;
}

describe('a page of the ring buffer', () => {
  it('has the records of a real kernel, with the pause between them', () => {
    const pages = [RECORDED_PAGES.subarray(0, PAGE_BYTES), RECORDED_PAGES.subarray(PAGE_BYTES)].map(readRingPage);
    assert.deepEqual(
      pages.map(page => [page?.records.length, page?.hasLost]),
      [
        [2, false],
        [4, false],
      ],
    );
    const times = pages.flatMap(page => page?.records.map(({ timeNs }) => timeNs) ?? []);
    const steps = times.slice(1).map((time, index) => Number(time - (times[index] ?? 0n)) / 1e6);
    assert.ok(steps.every(step => step > 0));
    assert.ok((steps[1] ?? 0) > 400 && (steps[1] ?? 0) < 500, String(steps));
  });

  it('is empty where nothing was committed', () => {
    assert.deepEqual(read(pageOf([])), []);
  });

  it('is filled as far as records were committed', () => {
    const full = new Uint8Array(PAGE_BYTES);
    new DataView(full.buffer).setUint32(8, PAGE_BYTES - 16, true);
    assert.equal(filledPart(pageOf([])), 0);
    assert.equal(filledPart(full), 1);
    assert.equal(filledPart(Buffer.concat([full, pageOf([])])), 0.5);
    assert.equal(filledPart(pageOf([head(2, 7), 0xa, 0xb])), 12 / 4080);
    assert.ok(filledPart(RECORDED_PAGES) < 0.2);
    assert.equal(filledPart(full.subarray(0, 100)), 0);
  });

  it('adds the deltas of its records to its time', () => {
    assert.deepEqual(read(pageOf([head(1, 5), 0xa, head(2, 7), 0xb, 0])), [
      [1005n, 0xa],
      [1012n, 0xb],
    ]);
  });

  it('reads the length of a long record from its first word', () => {
    const bytes = pageOf([head(0, 1), 12, 0xa, 0xb, head(1, 1), 0xc]);
    const page = readRingPage(bytes);
    assert.deepEqual(
      page?.records.map(({ start, end }) => end - start),
      [8, 4],
    );
    assert.equal(read(bytes)?.at(1)?.[1], 0xc);
  });

  it('extends a delta by the upper bits', () => {
    assert.deepEqual(read(pageOf([head(TIME_EXTEND, 3), 2, head(1, 4), 0xa])), [[1000n + (2n << 27n) + 7n, 0xa]]);
  });

  it('takes a time of its own, with the upper bits of the page’s time', () => {
    const upper = 3n << 59n;
    assert.deepEqual(read(pageOf([head(TIME_STAMP, 3), 2, head(1, 4), 0xa], upper + 99n)), [
      [upper + (2n << 27n) + 7n, 0xa],
    ]);
  });

  it('passes over what was discarded, and counts its time', () => {
    assert.deepEqual(read(pageOf([head(PADDING, 6), 8, 1, head(1, 1), 0xa])), [[1007n, 0xa]]);
  });

  it('ends at padding without a delta', () => {
    assert.deepEqual(read(pageOf([head(1, 1), 0xa, head(PADDING, 0), 0xffffffff])), [[1001n, 0xa]]);
  });

  it('says that records were lost before it, with their number behind it or not', () => {
    // As a kernel adds them to a signed number.
    for (const flags of [-(1n << 31n), -(1n << 31n) + (1n << 30n)]) {
      const page = readRingPage(pageOf([head(1, 1), 0xa], 1000n, flags));
      assert.deepEqual([page?.hasLost, page?.records.length], [true, 1]);
    }
  });

  const hostile: readonly (readonly [string, Uint8Array])[] = [
    ['that is short', Buffer.alloc(PAGE_BYTES - 1)],
    ['that is long', Buffer.alloc(PAGE_BYTES + 1)],
    ['with more data than a page', pageOf([], 0n, BigInt(PAGE_BYTES))],
    ['that ends in the middle of a head', pageOf([head(1, 1), 0xa], 0n, 2n)],
    ['that ends in the middle of a record', pageOf([head(4, 1), 0xa])],
    ['that ends before a length', pageOf([head(0, 1)])],
    ['with a length less than itself', pageOf([head(0, 1), 0, 0])],
    ['with a length beyond the page', pageOf([head(0, 1), 5000, 0])],
    ['with a length that is negative as a signed number', pageOf([head(0, 1), 0xfffffff0, 0])],
    ['with a length that rounds up beyond 32 bits', pageOf([head(PADDING, 1), 0xffffffff, 0])],
    ['with a time extend cut off', pageOf([head(TIME_EXTEND, 1)])],
  ];
  for (const [what, page] of hostile) {
    it(`refuses one ${what}`, () => {
      assert.equal(readRingPage(page), null);
    });
  }

  it('reads any bytes to records inside of it, or refuses them', () => {
    let seed = 1;
    const next = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    for (let turn = 0; turn < 500; turn++) {
      const page = pageOf(Array.from({ length: 1 + (next() % 64) }, () => (next() << 16) | next()));
      for (const { start, end } of readRingPage(page)?.records ?? []) {
        assert.ok(start >= 0 && start <= end && end <= PAGE_BYTES);
      }
    }
  });
});
