/**
 * Where the arguments of an instance can be read, and at which of its instructions.
 *
 * Unoptimised code stores every argument into the stack slot that DWARF names before it does anything else, so the
 * probe stands right behind those stores; where that place cannot be proven, it stands at the entry, and what is read
 * there is the registers that are proven to be stored into the slots. In optimised code DWARF says where each argument
 * is at the entry.
 */

import type { DwarfFunction, DwarfParameter, DwarfPlace } from '../binary/dwarfFunction.ts';
import type { DwarfType } from '../binary/dwarfType.ts';
import { withoutDoubtfulSlots } from './callerSlots.ts';
import { bodyPlace, type NeededSlot } from './bodyPlace.ts';
import type { ReadData } from './enteredByJump.ts';
import { trustedAtEntry, trustedInCopy } from './trustedMemory.ts';
import { carriedWord } from './carriedWord.ts';
import type { CodePart } from './exits.ts';
import { frameBehindPrologue, framesAt } from './frameAccess.ts';
import { looksOptimised } from './looksOptimised.ts';
import { machineParts, type FrameAccess } from './machineParts.ts';
import type { Part, WhyNotFollowed } from './part.ts';
import { frameBaseSlot, readPrologue, type Prologue } from './prologue.ts';
import { neededSlots, placeBeforeStores, spilledParts } from './stackSlots.ts';
import { REGISTERS } from '../model/read.ts';
import { straightLine } from './x86/straightLine.ts';
import { sizeOf } from '../binary/typeSize.ts';

/** A variable with its bytes at the probe. */
export interface PlacedVariable {
  readonly variable: DwarfParameter;
  readonly parts: readonly Part[];
  /** Left out where all that its pointers point at can be trusted. */
  readonly whyNotFollowed?: WhyNotFollowed;
}

export interface ArgumentPlaces {
  /** Bytes from the function's first instruction to the one that the probe stands at. */
  readonly offset: number;
  /** What to add to the stack pointer there for what it was at the entry; null where that is not known. */
  readonly stackBytes: number | null;
  readonly variables: readonly PlacedVariable[];
  /** Why what `&mut` points at cannot be trusted, as a clause; left out where it can. */
  readonly whyNotMutable?: string;
}

/**
 * `around`: all the code of the function, or, for an inlined copy, of the function that the copy lies in; x86-64.
 * May throw `MalformedError`.
 */
export function argumentPlaces(
  debug: DwarfFunction,
  variables: readonly DwarfParameter[],
  around: CodePart,
  readData: ReadData,
): ArgumentPlaces {
  const places = placesSaid(debug, variables, around, readData);
  const { stackBytes } = places;
  if (stackBytes === null) return places;
  const certain = places.variables.map(placed => {
    const { variable, parts } = placed;
    return variable.isFixed ? { ...placed, parts: withoutDoubtfulSlots(parts, variable.type, stackBytes) } : placed;
  });
  return { ...places, variables: certain };
}

/** As DWARF says. */
function placesSaid(
  debug: DwarfFunction,
  variables: readonly DwarfParameter[],
  around: CodePart,
  readData: ReadData,
): ArgumentPlaces {
  const address = Number(debug.virtualAddress);
  const isInlined = address !== around.virtualAddress;
  const prologue = readPrologue(around.code);
  if (!isInlined && !debug.isOptimised && !looksOptimised(debug, prologue)) {
    return behindStores(debug, variables, around.code, readData) ?? atEntryBySpills(debug, variables, prologue);
  }
  const { beforeStores, atAddress, stackBytes } = framesAt(debug.frameBase, around, address);
  const found = placed(variables, variable =>
    variable.isFixed
      ? partsIn(placeBeforeStores(variable, debug.virtualAddress), variable.type, beforeStores)
      : partsIn(variable.placeAt(debug.virtualAddress), variable.type, atAddress),
  );
  return { offset: 0, stackBytes, ...(isInlined ? trustedInCopy(found) : trustedAtEntry(found, around.code)) };
}

/** Null where no place behind the stores of all variables is proven. */
function behindStores(
  debug: DwarfFunction,
  variables: readonly DwarfParameter[],
  code: Uint8Array,
  readData: ReadData,
): ArgumentPlaces | null {
  const neededBy = (those: readonly DwarfParameter[]) => (bytes: number) =>
    slotsOfAll(those, debug.virtualAddress + BigInt(bytes));
  // What is passed by its address may have a place only somewhat later, or never.
  const fixed = variables.filter(({ isFixed }) => isFixed);
  const body =
    bodyPlace(code, debug.frameBase, neededBy(variables), readData) ??
    bodyPlace(code, debug.frameBase, neededBy(fixed), readData);
  const slot = body === null ? null : frameBaseSlot(debug.frameBase, body);
  if (body === null || slot === null) return null;
  const { offset, stackPointerSlot } = body;
  const frame = frameBehindPrologue(slot, stackPointerSlot);
  const address = debug.virtualAddress + BigInt(offset);
  const found = placed(
    variables,
    variable =>
      carriedParts(variable, debug.virtualAddress, code, offset) ??
      partsIn(variable.placeAt(address), variable.type, frame),
  );
  return { offset, stackBytes: 0 - stackPointerSlot, variables: found };
}

/**
 * What is passed by its address is where a register points for the first instructions, and in no place that DWARF knows
 * some instructions later, where the register has been stored. Null where it is not so. May throw `MalformedError`.
 */
function carriedParts(variable: DwarfParameter, start: bigint, code: Uint8Array, to: number): Part[] | null {
  if (variable.isFixed || variable.placeAt(start + BigInt(to))[0].kind !== 'absent') return null;
  for (const { offset: from } of straightLine(code)) {
    if (from > to) break;
    const [piece, ...more] = variable.placeAt(start + BigInt(from));
    const bytes = sizeOf(variable.type);
    if (piece.kind !== 'memory' || piece.at.kind !== 'register' || more.length > 0 || bytes === null) continue;
    const register = REGISTERS[piece.at.number];
    const word = register === undefined ? null : carriedWord(code, register, from, to);
    if (word !== null) return [{ kind: 'memory', at: { ...word, plus: word.plus + piece.at.plus }, bytes }];
  }
  return null;
}

/** Null where a variable has no place there. */
function slotsOfAll(variables: readonly DwarfParameter[], address: bigint): NeededSlot[] | null {
  const all: NeededSlot[] = [];
  for (const variable of variables) {
    const slots = neededSlots(variable, address);
    if (slots === null) return null;
    all.push(...slots);
  }
  return all;
}

/** What the registers bring that the prologue stores into the slots. */
function atEntryBySpills(
  debug: DwarfFunction,
  variables: readonly DwarfParameter[],
  prologue: Prologue,
): ArgumentPlaces {
  const base = frameBaseSlot(debug.frameBase, prologue);
  const found = placed(variables, variable =>
    base === null
      ? unknown(variable.type, 'its stack frame is not understood')
      : spilledParts(variable, debug.virtualAddress, base, prologue),
  );
  return { offset: 0, stackBytes: 0, variables: found };
}

function placed(
  variables: readonly DwarfParameter[],
  partsOf: (variable: DwarfParameter) => readonly Part[],
): PlacedVariable[] {
  return variables.map(variable => ({ variable, parts: partsOf(variable) }));
}

function partsIn(place: DwarfPlace, type: DwarfType, frame: FrameAccess): Part[] {
  const size = sizeOf(type);
  return size === null ? unknown(type, 'its size is not known') : machineParts(place, frame, size);
}

function unknown(type: DwarfType, reason: string): Part[] {
  return [{ kind: 'absent', bytes: sizeOf(type) ?? 0, reason }];
}
