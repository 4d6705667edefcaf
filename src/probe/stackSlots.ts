/** The stack slots of a variable of unoptimised code: which must have been stored to, and what the entry knows of them. */

import type { DwarfParameter, DwarfPiece, DwarfPlace, DwarfWord } from '../binary/dwarfFunction.ts';
import type { DwarfType } from '../binary/dwarfType.ts';
import { REGISTERS, type Word } from '../model/read.ts';
import { ARGUMENT_REGISTERS } from './argumentRegisters.ts';
import type { NeededSlot } from './bodyPlace.ts';
import { machineParts, type FrameAccess } from './machineParts.ts';
import type { Part } from './part.ts';
import type { Prologue } from './prologue.ts';
import { sizeOf } from '../binary/typeSize.ts';
import { bytesOfValue, type ByteRange } from './valueBytes.ts';

/**
 * The slots that must hold what was passed for a variable to be where DWARF says; null where it is nowhere yet.
 * May throw `MalformedError`.
 */
export function neededSlots(variable: DwarfParameter, address: bigint): NeededSlot[] | null {
  const { type } = variable;
  const pieces = piecesOf(placeBeforeStores(variable, address), type);
  if (pieces.some(({ piece }) => piece.kind === 'absent')) return null;
  return pieces.flatMap(({ piece, range }) => {
    if (piece.kind !== 'memory' && piece.kind !== 'word') return [];
    const word = piece.kind === 'memory' ? piece.at : piece.word;
    const [slot, isPointer] = slotIn(word);
    if (slot === null) return [];
    if (isPointer || piece.kind === 'word') return [{ offset: slot, bytes: 8 }];
    return filled(type, range).map(({ start, end }) => ({ offset: slot + start - range.start, bytes: end - start }));
  });
}

/**
 * The place, absent where it counts from a register that only the prologue sets. A place that is said once for the whole
 * function may: a frame with an alignment of its own has its slots by the stack pointer, or by rbx.
 */
export function placeBeforeStores(variable: DwarfParameter, address: bigint): DwarfPlace {
  const place = variable.placeAt(address);
  if (!variable.isFixed) return place;
  const [first, ...more] = place;
  return [knownAtEntry(first), ...more.map(knownAtEntry)];
}

function knownAtEntry(piece: DwarfPiece): DwarfPiece {
  if (piece.kind !== 'memory' && piece.kind !== 'word') return piece;
  let inner = piece.kind === 'memory' ? piece.at : piece.word;
  while (inner.kind === 'load') inner = inner.at;
  const isSet = inner.kind !== 'register' || ARGUMENT_REGISTERS.has(REGISTERS[inner.number] ?? 'rax');
  return isSet ? piece : { kind: 'absent', bytes: piece.bytes, reason: NOT_PROVEN.reason };
}

/** Offset of the slot that a word is, or begins with a pointer out of; null where it has nothing to do with slots. */
function slotIn(word: DwarfWord): readonly [slot: number | null, isPointer: boolean] {
  let inner = word;
  while (inner.kind === 'load') inner = inner.at;
  return [inner.kind === 'frameBase' ? inner.plus : null, word.kind === 'load'];
}

/** The parts, at the entry, of a variable whose slots the prologue is yet to fill. May throw `MalformedError`. */
export function spilledParts(variable: DwarfParameter, address: bigint, baseSlot: number, prologue: Prologue): Part[] {
  const { type } = variable;
  const frame: FrameAccess = {
    addressOf: () => NOT_PROVEN,
    contentOf: plus => {
      const [part] = prologue.partsAt(baseSlot + plus, 8) ?? [];
      if (part?.bytes !== 8) return NOT_PROVEN;
      return part.kind === 'word' ? part.word : part.kind === 'memory' ? load(part.at) : NOT_PROVEN;
    },
  };
  return piecesOf(placeBeforeStores(variable, address), type).flatMap(({ piece, range }) =>
    piece.kind === 'memory' && piece.at.kind === 'frameBase'
      ? storedParts(filled(type, range), range, baseSlot + piece.at.plus - range.start, prologue)
      : machineParts([piece], frame, range.end - range.start),
  );
}

const NOT_PROVEN = { reason: 'how it arrives is not proven' } as const;

/** `start`: slot of the value's first byte. */
function storedParts(
  ranges: readonly ByteRange[],
  { start: from, end }: ByteRange,
  start: number,
  prologue: Prologue,
): Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const range of ranges) {
    if (range.start > at) parts.push({ kind: 'absent', bytes: range.start - at, reason: 'padding' });
    const bytes = range.end - range.start;
    parts.push(
      ...(prologue.partsAt(start + range.start, bytes) ?? [{ kind: 'absent', bytes, ...NOT_PROVEN } as const]),
    );
    at = range.end;
  }
  if (at < end) parts.push({ kind: 'absent', bytes: end - at, reason: 'padding' });
  return parts;
}

interface PieceOfValue {
  readonly piece: DwarfPiece;
  /** Its bytes, from the beginning of the value. */
  readonly range: ByteRange;
}

function piecesOf(place: DwarfPlace, type: DwarfType): PieceOfValue[] {
  const size = sizeOf(type) ?? 0;
  let start = 0;
  return place.map(piece => {
    const end = start + (piece.bytes ?? Math.max(0, size - start));
    const range = { start, end };
    start = end;
    return { piece, range };
  });
}

/** What of a range is no padding: disjoint, in order. */
function filled(type: DwarfType, range: ByteRange): ByteRange[] {
  const all = bytesOfValue(type)
    .map(({ start, end }) => ({ start: Math.max(start, range.start), end: Math.min(end, range.end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const disjoint: ByteRange[] = [];
  let done = range.start;
  for (const { start, end } of all) {
    if (end <= done) continue;
    disjoint.push({ start: Math.max(start, done), end });
    done = end;
  }
  return disjoint;
}

function load(at: Word): Word {
  return { kind: 'load', at, plus: 0 };
}
