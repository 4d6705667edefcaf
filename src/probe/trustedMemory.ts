/**
 * Which memory holds what the source says in optimised code. A register is what DWARF says; memory behind it may not
 * have been written:
 *
 *  - A call need not find what the function overwrites before it reads it (LLVM's `initializes`): `&mut` is not followed.
 *  - Nor what the function does not look at: a pointer that it does not use is not followed.
 *  - The instructions of an inlined copy are mixed with those around it, the stores of what it is given among them.
 */

import type { PlacedVariable } from './argumentPlaces.ts';
import type { Register, Word } from '../model/read.ts';
import type { Part, WhyNotFollowed } from './part.ts';
import { listInstructions } from './x86/listing.ts';
import { usesPointer } from './x86/pointerUse.ts';

interface Trusted {
  readonly variables: readonly PlacedVariable[];
  readonly whyNotMutable?: string;
}

const OVERWRITTEN = 'the optimiser may leave out what is overwritten';
const NOT_USED = 'the function does not use it, so the optimiser may leave it out';
const REASSIGNED = 'its place may be that of a later value';
const IN_COPY = 'in an inlined copy, memory may be written later';

/** `code` is the function's. */
export function trustedAtEntry(variables: readonly PlacedVariable[], code: Uint8Array): Trusted {
  const listed = listInstructions(code) ?? [];
  const whyNotFollowed = (pointer: Word): string | null => {
    const register = pointer.kind === 'register' ? ARGUMENT_REGISTERS.get(pointer.register) : undefined;
    return register === undefined || usesPointer(listed, register) ? null : NOT_USED;
  };
  const own = areInOrder(variables) ? variables : variables.map(withoutRegisters);
  return { whyNotMutable: OVERWRITTEN, variables: own.map(placed => trusted(placed, whyNotFollowed)) };
}

/** In the order in which they are given to arguments, as instructions number them. System V ABI for AMD64, 3.2.3. */
const ARGUMENT_REGISTERS: ReadonlyMap<Register, number> = new Map([
  ['rdi', 7],
  ['rsi', 6],
  ['rdx', 2],
  ['rcx', 1],
  ['r8', 8],
  ['r9', 9],
]);

/**
 * Where an argument is assigned to before any instruction was needed (`a = b;`), DWARF names the place of the new value:
 * then registers are out of the order that every calling convention keeps.
 */
function areInOrder(variables: readonly PlacedVariable[]): boolean {
  const order = [...ARGUMENT_REGISTERS.keys()];
  const used = variables
    .flatMap(({ parts }) => parts)
    .map(part => ({ rank: order.indexOf(registerOf(part) ?? 'rax'), isMemory: part.kind === 'memory' }))
    .filter(({ rank }) => rank >= 0);
  return used.every(({ rank, isMemory }, at) => {
    const before = used[at - 1];
    // What a closure has captured lies behind one pointer.
    return before === undefined || rank > before.rank || (rank === before.rank && isMemory && before.isMemory);
  });
}

function registerOf(part: Part): Register | null {
  const word = part.kind === 'memory' ? part.at : part.kind === 'word' ? part.word : null;
  return word?.kind === 'register' ? word.register : null;
}

function withoutRegisters({ variable, parts }: PlacedVariable): PlacedVariable {
  const isArgument = (part: Part): boolean => ARGUMENT_REGISTERS.has(registerOf(part) ?? 'rax');
  return { variable, parts: parts.map(part => (isArgument(part) ? absent(part, REASSIGNED) : part)) };
}

export function trustedInCopy(variables: readonly PlacedVariable[]): Trusted {
  const isOnStack = (word: Word): boolean => word.kind === 'register' && word.register === 'rsp';
  return {
    variables: variables.map(({ variable, parts }) => ({
      variable,
      parts: parts.map(part => (part.kind === 'memory' && !isOnStack(part.at) ? absent(part, IN_COPY) : part)),
      whyNotFollowed: () => IN_COPY,
    })),
  };
}

function trusted({ variable, parts }: PlacedVariable, whyNotFollowed: WhyNotFollowed): PlacedVariable {
  const trustedParts = parts.map(part => {
    const reason = part.kind === 'memory' ? whyNotFollowed(part.at) : null;
    return reason === null ? part : absent(part, reason);
  });
  return { variable, parts: trustedParts, whyNotFollowed };
}

function absent({ bytes }: Part, reason: string): Part {
  return { kind: 'absent', bytes, reason };
}
