/** Where the bytes of a value are, and how the kernel reads so many of them as numbers. */

import type { Piece } from '../model/capture.ts';
import type { Scalar } from '../model/predicate.ts';
import { bytesOf, type Read, type Word } from '../model/read.ts';

/** The bytes of a value begin `offset` bytes into the pieces. */
export interface Place {
  readonly pieces: readonly Piece[];
  readonly offset: number;
}

/** A part of a number that is in one place. */
export type Limb =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'constant'; readonly bytes: Scalar['bytes']; readonly value: bigint };

export type Limbs =
  /** The lowest part first. */
  | { readonly kind: 'limbs'; readonly limbs: readonly Limb[] }
  /** `reason` is a short clause. */
  | { readonly kind: 'absent'; readonly reason: string };

export function within(place: Place, offset: number): Place {
  return { pieces: place.pieces, offset: place.offset + offset };
}

/** What the read of this index brings. */
export function placeOfRead(read: number, reads: readonly Read[]): Place {
  return { pieces: [{ kind: 'read', read, offset: 0, bytes: bytesOf(readAt(reads, read)) }], offset: 0 };
}

/** A number of eight bytes that is known. */
export function placeOfConstant(value: bigint): Place {
  const bytes = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
  return { pieces: [{ kind: 'constant', bytes }], offset: 0 };
}

/** The first `bytes` bytes of a place, as few numbers as can be read at once. */
export function limbsAt(place: Place, bytes: number, reads: readonly Read[]): Limbs {
  const limbs: Limb[] = [];
  let { offset } = place;
  const end = offset + bytes;
  let start = 0;
  for (const piece of place.pieces) {
    const pieceEnd = start + bytesOfPiece(piece);
    while (offset < Math.min(end, pieceEnd)) {
      if (piece.kind === 'absent') return { kind: 'absent', reason: piece.reason };
      const size = powerOfTwoIn(Math.min(end, pieceEnd) - offset);
      const limb = limbIn(piece, offset - start, size, reads);
      if (limb === null) return { kind: 'absent', reason: 'a part of a number that is computed' };
      limbs.push(limb);
      offset += size;
    }
    start = pieceEnd;
  }
  return offset < end ? { kind: 'absent', reason: 'not read so far' } : { kind: 'limbs', limbs };
}

/** Bytes from the place to the end of what is known. */
export function bytesBehind({ pieces, offset }: Place): number {
  return pieces.reduce((sum, piece) => sum + bytesOfPiece(piece), 0) - offset;
}

function bytesOfPiece(piece: Piece): number {
  return piece.kind === 'constant' ? piece.bytes.length : piece.bytes;
}

export function bytesOfLimb(limb: Limb): number {
  return limb.kind === 'constant' ? limb.bytes : limb.scalar.bytes;
}

function powerOfTwoIn(bytes: number): Scalar['bytes'] {
  if (bytes >= 8) return 8;
  if (bytes >= 4) return 4;
  return bytes >= 2 ? 2 : 1;
}

function limbIn(
  piece: Exclude<Piece, { kind: 'absent' }>,
  offset: number,
  bytes: Scalar['bytes'],
  reads: readonly Read[],
): Limb | null {
  if (piece.kind === 'constant') {
    const value = piece.bytes
      .slice(offset, offset + bytes)
      .reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
    return { kind: 'constant', bytes, value };
  }
  const scalar = scalarIn(readAt(reads, piece.read), piece.offset + offset, bytes);
  return scalar === null ? null : { kind: 'scalar', scalar };
}

/** Null for a part of a sum: it depends on the bits below. */
function scalarIn(read: Read, offset: number, bytes: Scalar['bytes']): Scalar | null {
  if (read.kind !== 'word') return { kind: 'memory', at: plus(read.at, offset), bytes };
  const { word } = read;
  if (offset === 0) return { kind: 'word', word, bytes };
  if (word.plus !== 0) return null;
  if (word.kind === 'load') return { kind: 'memory', at: plus(word.at, offset), bytes };
  return { kind: 'registerPart', register: word.register, fromByte: offset, bytes };
}

function plus(word: Word, offset: number): Word {
  return { ...word, plus: word.plus + offset };
}

function readAt(reads: readonly Read[], index: number): Read {
  const read = reads[index];
  if (read === undefined) throw new RangeError(`there is no read ${index} among ${reads.length}`);
  return read;
}
