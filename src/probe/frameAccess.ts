/** What a function's variables are counted from, as a probe finds it at one of the function's instructions. */

import type { FrameBase } from '../binary/dwarfFunction.ts';
import type { Word } from '../model/read.ts';
import type { FrameAccess } from './machineParts.ts';
import type { CodePart } from './exits.ts';
import { FIRST_OF_CALLER, frameBaseSlot } from './prologue.ts';
import { listInstructions } from './x86/listing.ts';
import { stackStates, type StackState } from './x86/stackStates.ts';

const UNKNOWN_FRAME = { reason: 'its stack frame is not understood' } as const;
const NOT_STORED = { reason: 'it is stored only behind the entry' } as const;

/** Behind the prologue, where every slot holds what DWARF says. */
export function frameBehindPrologue(baseSlot: number, stackPointerSlot: number): FrameAccess {
  const addressOf = (plus: number): Word => fromStackPointer(baseSlot + plus - stackPointerSlot);
  return { addressOf, contentOf: plus => ({ kind: 'load', at: addressOf(plus), plus: 0 }) };
}

/** What the caller has put on the stack is there, the function's own slots hold nothing yet. */
function frameBeforeStores(baseSlot: number, stackPointerSlot: number): FrameAccess {
  const addressOf = (plus: number): Word | { readonly reason: string } =>
    baseSlot + plus < FIRST_OF_CALLER ? NOT_STORED : fromStackPointer(baseSlot + plus - stackPointerSlot);
  return {
    addressOf,
    contentOf: plus => {
      const at = addressOf(plus);
      return 'reason' in at ? at : { kind: 'load', at, plus: 0 };
    },
  };
}

const NO_FRAME: FrameAccess = { addressOf: () => UNKNOWN_FRAME, contentOf: () => UNKNOWN_FRAME };

export interface FramesThere {
  /** For variables whose slot is stored to somewhere behind the address: only the caller's part of the stack holds. */
  readonly beforeStores: FrameAccess;
  /** For variables that DWARF says to be in their slot at the very address. */
  readonly atAddress: FrameAccess;
  /** What to add to the stack pointer there for what it was at the entry; null where that is not known. */
  readonly stackBytes: number | null;
}

/** At any instruction of a function, `code` of which the first is the entry. */
export function framesAt(frameBase: FrameBase, code: CodePart, address: number): FramesThere {
  const states = stackStates([{ virtualAddress: code.virtualAddress, listed: listInstructions(code.code) ?? [] }]);
  const isEntry = address === code.virtualAddress;
  const stackPointerSlot = isEntry ? 0 : (states.get(address)?.rsp ?? null);
  const baseSlot = frameBaseSlot(frameBase, wholeFrame([...states.values()]));
  if (baseSlot === null || stackPointerSlot === null) {
    // Subtracted, since there is no -0 in JSON.
    const stackBytes = stackPointerSlot === null ? null : 0 - stackPointerSlot;
    return { beforeStores: NO_FRAME, atAddress: NO_FRAME, stackBytes };
  }
  const beforeStores = frameBeforeStores(baseSlot, stackPointerSlot);
  const atAddress = isEntry ? beforeStores : frameBehindPrologue(baseSlot, stackPointerSlot);
  return { beforeStores, atAddress, stackBytes: 0 - stackPointerSlot };
}

/** DWARF counts from registers as they are once the frame is set up: the stack pointer is lowest then. */
function wholeFrame(states: readonly StackState[]): { stackPointerSlot: number; framePointerSlot: number | null } {
  const framePointers = new Set(states.flatMap(({ rbp }) => (rbp === null ? [] : [rbp])));
  const [framePointerSlot = null] = framePointers.size === 1 ? framePointers : [];
  return { stackPointerSlot: Math.min(0, ...states.map(({ rsp }) => rsp ?? 0)), framePointerSlot };
}

function fromStackPointer(plus: number): Word {
  return { kind: 'register', register: 'rsp', plus };
}
