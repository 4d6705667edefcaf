/**
 * Whether a function's code was optimised, although nothing in its unit says so: DWARF has no word for it.
 *
 * The optimiser leaves out the store of an argument that is assigned to before it is used: the first store to its slot
 * is then the assignment's, of another argument perhaps. Two traces of it count: a plain argument without a slot, and
 * registers out of the order that every calling convention keeps.
 */

import type { DwarfFunction, DwarfParameter } from '../binary/dwarfFunction.ts';
import { REGISTERS } from '../model/read.ts';
import { frameBaseSlot, type Prologue } from './prologue.ts';
import { spilledParts } from './stackSlots.ts';

/** In the order of the System V ABI, as their DWARF numbers. */
const ARGUMENT_ORDER = (['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'] as const).map(name => REGISTERS.indexOf(name));

export function looksOptimised(debug: DwarfFunction, prologue: Prologue): boolean {
  const base = frameBaseSlot(debug.frameBase, prologue);
  return debug.parameters.some(isMoved) || (base !== null && !areInOrder(debug, base, prologue));
}

function isMoved({ type, isFixed }: DwarfParameter): boolean {
  const isPlain = type.kind === 'pointer' || (type.kind === 'base' && type.byteSize > 0);
  return isPlain && !isFixed;
}

function areInOrder({ parameters, virtualAddress }: DwarfFunction, base: number, prologue: Prologue): boolean {
  const numbers = parameters
    .flatMap(parameter => spilledParts(parameter, virtualAddress, base, prologue))
    .flatMap(part => (part.kind === 'word' && part.word.kind === 'register' ? [part.word.register] : []))
    .map(register => ARGUMENT_ORDER.indexOf(REGISTERS.indexOf(register)));
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? number));
}
