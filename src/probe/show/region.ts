/** Bytes of the traced program's memory as far as they are known, and why the others are not. */

import type { Piece } from '../../model/capture.ts';
import type { ReadResult } from '../../model/read.ts';

interface Gap {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly reason: string;
}

const NOT_READ = 'not read';

export class Region {
  readonly view: DataView;
  readonly #gaps: readonly Gap[];

  constructor(bytes: Uint8Array, gaps: readonly Gap[] = []) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#gaps = gaps;
  }

  static missing(reason: string): Region {
    return new Region(new Uint8Array(), [{ from: 0, to: Infinity, reason }]);
  }

  static ofRead(result: ReadResult | undefined): Region {
    if (result === undefined) return Region.missing(NOT_READ);
    return result.kind === 'bytes' ? new Region(result.bytes) : Region.missing(result.reason);
  }

  static ofPieces(pieces: readonly Piece[], results: readonly ReadResult[]): Region {
    const [only] = pieces;
    if (pieces.length === 1 && only?.kind === 'read') {
      const result = results[only.read];
      if (result?.kind === 'bytes') return new Region(result.bytes.subarray(only.offset, only.offset + only.bytes));
    }
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + sizeOf(piece), 0));
    const gaps: Gap[] = [];
    let at = 0;
    for (const piece of pieces) {
      const to = at + sizeOf(piece);
      const known = bytesOfPiece(piece, results);
      if (typeof known === 'string') {
        gaps.push({ from: at, to, reason: known });
      } else {
        bytes.set(known, at);
        if (at + known.length < to) gaps.push({ from: at + known.length, to, reason: NOT_READ });
      }
      at = to;
    }
    return new Region(bytes, gaps);
  }

  /** Why these bytes are not known; null: they are. */
  whyUnknown(offset: number, bytes: number): string | null {
    for (const { from, to, reason } of this.#gaps) if (offset < to && offset + Math.max(1, bytes) > from) return reason;
    return offset + bytes <= this.view.byteLength ? null : NOT_READ;
  }

  /** Bytes from `offset` on, as many of `bytes` as there are; some of them may be unknown. */
  bytes(offset: number, bytes: number): Uint8Array {
    const there = Math.max(0, Math.min(bytes, this.view.byteLength - offset));
    return new Uint8Array(this.view.buffer, this.view.byteOffset + Math.min(offset, this.view.byteLength), there);
  }
}

function sizeOf(piece: Piece): number {
  return piece.kind === 'constant' ? piece.bytes.length : piece.bytes;
}

function bytesOfPiece(piece: Piece, results: readonly ReadResult[]): Uint8Array | readonly number[] | string {
  switch (piece.kind) {
    case 'constant':
      return piece.bytes;
    case 'absent':
      return piece.reason;
    case 'read': {
      const result = results[piece.read];
      if (result === undefined) return NOT_READ;
      if (result.kind === 'missing') return result.reason;
      return result.bytes.subarray(piece.offset, piece.offset + piece.bytes);
    }
  }
}
