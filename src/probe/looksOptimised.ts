/**
 * Whether a function's code was optimised, although nothing in its unit says so: DWARF has no word for it.
 *
 * The optimiser leaves out the store of an argument that is assigned to before it is used: the first store to its slot
 * is then the assignment's, of another argument perhaps. Two traces of it count: a plain argument without a slot, and
 * registers out of the order that every calling convention keeps.
 */

import type { DwarfFunction, DwarfParameter } from '../binary/dwarfFunction.ts';
import { areInOrder } from './argumentRegisters.ts';
import { frameBaseSlot, type Prologue } from './prologue.ts';
import { spilledParts } from './stackSlots.ts';

export function looksOptimised(debug: DwarfFunction, prologue: Prologue): boolean {
  const base = frameBaseSlot(debug.frameBase, prologue);
  return debug.parameters.some(isMoved) || (base !== null && !takesRegistersInOrder(debug, base, prologue));
}

function isMoved({ type, isFixed }: DwarfParameter): boolean {
  const isPlain = type.kind === 'pointer' || (type.kind === 'base' && type.byteSize > 0);
  return isPlain && !isFixed;
}

function takesRegistersInOrder(
  { parameters, virtualAddress }: DwarfFunction,
  base: number,
  prologue: Prologue,
): boolean {
  const parts = parameters.flatMap(parameter => spilledParts(parameter, virtualAddress, base, prologue));
  return areInOrder(parts.filter(({ kind }) => kind === 'word'));
}
