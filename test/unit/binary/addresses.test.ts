import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AddressRanges } from '../../../src/binary/addressRanges.ts';
import { AddressSet } from '../../../src/binary/addressSet.ts';

const address = fc.bigInt({ min: 0n, max: 60n });

describe('AddressRanges', () => {
  it('finds the one range that holds an address', () => {
    // Ascending limits make ranges that do not overlap; every second is a gap.
    fc.assert(
      fc.property(fc.uniqueArray(address, { maxLength: 12 }), address, (limits, wanted) => {
        const sorted = [...limits].sort((a, b) => Number(a - b));
        const ranges = sorted.flatMap((start, index) => {
          const end = sorted[index + 1];
          return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
        });
        const expected = ranges.find(({ start, end }) => start <= wanted && wanted < end) ?? null;
        assert.equal(new AddressRanges(ranges.reverse()).find(wanted), expected);
      }),
    );
  });
});

describe('AddressSet', () => {
  it('knows whether any of its addresses lies in a range', () => {
    fc.assert(
      fc.property(fc.array(address), address, address, (addresses, start, end) => {
        const set = new AddressSet(addresses);
        const inRange = (one: bigint) => start <= one && one < end;
        assert.equal(set.hasAnyIn({ start, end }), addresses.some(inRange));
        assert.equal(set.has(start), addresses.includes(start));
      }),
    );
  });
});
