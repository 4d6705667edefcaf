/**
 * What to read of values whose places are known, and how it is shown. All values of a probe are given together: they
 * share what one probe can carry. Where a value is, is left to captures.ts, what its type's shape is, to shapes/.
 */

import type { DwarfType } from '../binary/dwarfType.ts';
import type { Capture, Piece } from '../model/capture.ts';
import { type CaptureLimits, NOT_CHOSEN } from '../model/captureOptions.ts';
import type { Part, WhyNotFollowed } from './part.ts';
import type { ReadList } from './readList.ts';
import { type ByteRange, Extent, Place } from './shapes/place.ts';
import { LONGEST_READ_BYTES, type ProbeCapacity, ReadBudget, TRACEFS_CAPACITY } from './shapes/readBudget.ts';
import { selectionOf, selected } from './shapes/selection.ts';
import { ShapeBuilder } from './shapes/shapeBuilder.ts';
import { Unreadable } from './shapes/unreadable.ts';
import { plus } from './shapes/words.ts';

export interface WantedValue {
  readonly name: string;
  readonly type: DwarfType;
  /** Where it is, all of it. */
  readonly parts: readonly Part[];
  /** Left out where all its pointers are followed. */
  readonly whyNotFollowed?: WhyNotFollowed;
}

export interface CaptureValuesOptions {
  readonly limits: CaptureLimits;
  /** As in `CaptureOptions`; null: all. */
  readonly fields: readonly string[] | null;
  /** Why nothing behind `&mut` is read, as a clause; left out where it is. */
  readonly whyNotMutable?: string;
  /** What a probe of the tracer can carry; reads that are in the list already count. */
  readonly capacity?: ProbeCapacity;
}

/** Captures of the values, in their order. What they read is added to `reads`. */
export function captureValues(
  values: readonly WantedValue[],
  reads: ReadList,
  { limits, fields, whyNotMutable, capacity = TRACEFS_CAPACITY }: CaptureValuesOptions,
): Capture[] {
  const budget = new ReadBudget(reads, capacity);
  const builder = new ShapeBuilder(limits, budget, whyNotMutable);
  const selection = selectionOf(fields);
  const started = values.map((value, index) => {
    const chosen = selected(selection, value.name);
    if (chosen === null) return { ...value, reason: NOT_CHOSEN };
    const reason = whyAbsent(value.parts);
    if (reason !== null) return { ...value, reason };
    const share = Math.floor(budget.bytesLeft / (values.length - index));
    const extent = new Extent(Math.min(share, LONGEST_READ_BYTES), 'needed');
    const place = new Place(value.parts, extent, value.whyNotFollowed);
    const shape = builder.shapeOf({ type: value.type, place, depth: 0, selection: chosen });
    return { ...value, shape, pieces: piecesOf(value.parts, extent.ranges(), budget) };
  });
  builder.finish();
  return started.map((value): Capture => {
    const head = { name: value.name, typeName: value.type.name };
    if ('reason' in value) return { kind: 'absent', ...head, reason: value.reason };
    const { shape, pieces } = value;
    if (shape.kind === 'unread') return { kind: 'absent', ...head, reason: shape.reason };
    return { kind: 'value', ...head, pieces, shape };
  });
}

/** One value alone. */
export function captureValue(value: WantedValue, reads: ReadList, options: CaptureValuesOptions): Capture {
  const [capture] = captureValues([value], reads, options);
  if (capture === undefined) throw new Error('a value has a capture');
  return capture;
}

/** Null where something of the value is there, or it has no bytes at all. */
function whyAbsent(parts: readonly Part[]): string | null {
  const reasons = parts.map(part => (part.kind === 'absent' ? part.reason : null));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

/** The parts with what is needed of them. */
function piecesOf(parts: readonly Part[], needed: readonly ByteRange[], budget: ReadBudget): Piece[] {
  let start = 0;
  return parts.flatMap(part => {
    const from = start;
    start += part.bytes;
    const within = needed
      .map(range => ({ from: Math.max(range.from - from, 0), to: Math.min(range.to - from, part.bytes) }))
      .filter(range => range.from < range.to);
    return pieceOf(part, within, budget);
  });
}

function pieceOf(part: Part, needed: readonly ByteRange[], budget: ReadBudget): Piece[] {
  const { bytes } = part;
  if (part.kind === 'absent') return [{ kind: 'absent', bytes, reason: part.reason }];
  if (part.kind === 'constant') {
    if (part.value.length < bytes) return [{ kind: 'absent', bytes, reason: 'only known in part' }];
    return [{ kind: 'constant', bytes: [...part.value.subarray(0, bytes)] }];
  }
  const pieces: Piece[] = [];
  let end = 0;
  for (const { from, to } of needed) {
    if (from > end) pieces.push(notNeeded(from - end));
    pieces.push(readPiece(part, from, to - from, budget));
    end = to;
  }
  return end < bytes ? [...pieces, notNeeded(bytes - end)] : pieces;
}

function readPiece(
  part: Extract<Part, { kind: 'memory' | 'word' }>,
  offset: number,
  bytes: number,
  budget: ReadBudget,
): Piece {
  try {
    return part.kind === 'word'
      ? { kind: 'read', read: budget.add({ kind: 'word', word: part.word }), offset, bytes }
      : { kind: 'read', read: budget.add({ kind: 'memory', at: plus(part.at, offset), bytes }), offset: 0, bytes };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'absent', bytes, reason: error.reason };
  }
}

function notNeeded(bytes: number): Piece {
  return { kind: 'absent', bytes, reason: 'not read' };
}
