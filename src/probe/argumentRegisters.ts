/** The general registers that bring arguments. System V ABI for AMD64, 3.2.3. */

import type { Register } from '../model/read.ts';
import type { Part } from './part.ts';

/** In the order in which they are given to arguments, each with its number in instructions. */
export const ARGUMENT_REGISTERS: ReadonlyMap<Register, number> = new Map([
  ['rdi', 7],
  ['rsi', 6],
  ['rdx', 2],
  ['rcx', 1],
  ['r8', 8],
  ['r9', 9],
]);

/** The register that a part lies in, or behind; null for another place. */
export function registerOf(part: Part): Register | null {
  const word = part.kind === 'memory' ? part.at : part.kind === 'word' ? part.word : null;
  return word?.kind === 'register' ? word.register : null;
}

/** Whether the parts of all arguments take their registers in the order that every calling convention keeps. */
export function areInOrder(parts: readonly Part[]): boolean {
  const order = [...ARGUMENT_REGISTERS.keys()];
  const used = parts
    .map(part => ({ rank: order.indexOf(registerOf(part) ?? 'rax'), isMemory: part.kind === 'memory' }))
    .filter(({ rank }) => rank >= 0);
  return used.every(({ rank, isMemory }, at) => {
    const before = used[at - 1];
    // What a closure has captured lies behind one pointer.
    return before === undefined || rank > before.rank || (rank === before.rank && isMemory && before.isMemory);
  });
}
