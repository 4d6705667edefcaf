/** From a place as DWARF describes it to parts that a probe can read. */

import type { DwarfPiece, DwarfPlace, DwarfWord } from '../binary/dwarfFunction.ts';
import { REGISTERS, type Word } from '../model/read.ts';
import type { Part } from './part.ts';

/** DWARF's numbers of xmm0 to xmm15 (System V ABI, AMD64 supplement, figure 3.36). */
const FIRST_XMM = 17;
const LAST_XMM = 32;

/** Answers the word that lies `plus` bytes from what DWARF counts a function's variables from. */
export interface FrameAccess {
  /** The address of the slot, or why it is of no use: the slot is not stored to yet, the frame is not understood. */
  addressOf(plus: number): Word | { readonly reason: string };
  /** What the slot holds, eight bytes of it. */
  contentOf(plus: number): Word | { readonly reason: string };
}

/** Parts of a value of `byteSize` bytes, in the order of memory. */
export function machineParts(place: DwarfPlace, frame: FrameAccess, byteSize: number): Part[] {
  return place.map(piece => machinePart(piece, piece.bytes ?? byteSize, frame));
}

function machinePart(piece: DwarfPiece, bytes: number, frame: FrameAccess): Part {
  switch (piece.kind) {
    case 'memory': {
      const at = machineWord(piece.at, frame);
      return 'reason' in at ? { kind: 'absent', bytes, reason: at.reason } : { kind: 'memory', at, bytes };
    }
    case 'word': {
      const word = machineWord(piece.word, frame);
      if ('reason' in word) return { kind: 'absent', bytes, reason: word.reason };
      return bytes > 8 ? { kind: 'absent', bytes, reason: NOT_UNDERSTOOD } : { kind: 'word', word, bytes };
    }
    case 'register':
      return registerPart(piece.number, bytes);
    case 'constant':
      return constantPart(piece.value, bytes);
    case 'absent':
      return { kind: 'absent', bytes, reason: piece.reason };
  }
}

const NOT_UNDERSTOOD = 'its place is not understood';

function registerPart(number: number, bytes: number): Part {
  if (number >= FIRST_XMM && number <= LAST_XMM) {
    return { kind: 'absent', bytes, reason: `in xmm${number - FIRST_XMM} (not readable from a uprobe)` };
  }
  const register = REGISTERS[number];
  if (register === undefined || bytes > 8) return { kind: 'absent', bytes, reason: NOT_UNDERSTOOD };
  return { kind: 'word', word: { kind: 'register', register, plus: 0 }, bytes };
}

/** A constant is as wide as the compiler wrote it; what it leaves out is not known. */
function constantPart(value: Uint8Array, bytes: number): Part {
  if (value.length < bytes) return { kind: 'absent', bytes, reason: NOT_UNDERSTOOD };
  return { kind: 'constant', bytes, value: value.subarray(0, bytes) };
}

function machineWord(word: DwarfWord, frame: FrameAccess): Word | { readonly reason: string } {
  switch (word.kind) {
    case 'register': {
      const register = REGISTERS[word.number];
      return register === undefined ? { reason: NOT_UNDERSTOOD } : { kind: 'register', register, plus: word.plus };
    }
    case 'frameBase':
      return frame.addressOf(word.plus);
    case 'load': {
      const content = word.at.kind === 'frameBase' ? frame.contentOf(word.at.plus) : null;
      if (content !== null) return 'reason' in content ? content : { ...content, plus: content.plus + word.plus };
      const at = machineWord(word.at, frame);
      return 'reason' in at ? at : { kind: 'load', at, plus: word.plus };
    }
  }
}
