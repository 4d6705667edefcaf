/** Little-endian integers. A `bigint` is only made where a number is not exact. */

export function readInteger(
  view: DataView,
  offset: number,
  bytes: 1 | 2 | 4 | 8 | 16,
  isSigned: boolean,
): number | bigint {
  switch (bytes) {
    case 1:
      return isSigned ? view.getInt8(offset) : view.getUint8(offset);
    case 2:
      return isSigned ? view.getInt16(offset, true) : view.getUint16(offset, true);
    case 4:
      return isSigned ? view.getInt32(offset, true) : view.getUint32(offset, true);
    case 8:
      return readWord(view, offset, isSigned);
    case 16: {
      const high = isSigned ? view.getBigInt64(offset + 8, true) : view.getBigUint64(offset + 8, true);
      return (high << 64n) | view.getBigUint64(offset, true);
    }
  }
}

function readWord(view: DataView, offset: number, isSigned: boolean): number | bigint {
  const high = isSigned ? view.getInt32(offset + 4, true) : view.getUint32(offset + 4, true);
  if (Math.abs(high) < EXACT_HIGH_HALVES) return high * 2 ** 32 + view.getUint32(offset, true);
  return isSigned ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true);
}

/** Below it the high half of a word makes a number of at most 53 bits. */
const EXACT_HIGH_HALVES = 2 ** 21;

/** A pointer as `{:?}` prints it. */
export function hex(address: number | bigint): string {
  return `0x${address.toString(16)}`;
}
