/**
 * Which memory holds what the source says in optimised code. A register is what DWARF says; memory behind it may not
 * have been written:
 *
 *  - A call need not find what the function overwrites before it reads it (LLVM's `initializes`): `&mut` is not followed.
 *  - Nor what the function does not look at: a pointer that it does not use is not followed.
 *  - The instructions of an inlined copy are mixed with those around it, the stores of what it is given among them.
 */

import type { PlacedVariable } from './argumentPlaces.ts';
import { areInOrder, ARGUMENT_REGISTERS, registerOf } from './argumentRegisters.ts';
import type { Word } from '../model/read.ts';
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
  // Where an argument is assigned to before any instruction was needed (`a = b;`), DWARF names the place of the new value.
  const own = areInOrder(variables.flatMap(({ parts }) => parts)) ? variables : variables.map(withoutRegisters);
  return { whyNotMutable: OVERWRITTEN, variables: own.map(placed => trusted(placed, whyNotFollowed)) };
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
