/**
 * Which argument register ends up in which stack slot, read from a function's own first instructions.
 *
 * Unoptimised rustc code stores every argument into the slot that DWARF names for it before anything else:
 *
 *     sub    rsp, 0x28
 *     mov    [rsp+0x10], rdi      <- rdi is what DWARF calls `name`, because `name` lives at frame base + 0x10
 *     mov    cl, sil
 *     mov    [rsp+0x0f], cl       <- the low byte of rsi
 *
 * Following those moves proves where an argument arrives, whatever the compiler's calling convention did with hidden
 * return pointers, split structs or arguments in XMM registers. The walk ends at the first branch, call or instruction
 * it does not know: what it has not seen is simply not proven.
 *
 * Encoding: Intel SDM vol. 2, chapters 2 and 3. Slots are counted from the stack pointer at entry (the return address's slot is 0).
 */

import { ARGUMENT_REGISTERS, type ArgumentRegister } from '../model/capture.ts';
import { decodeInstruction, RBP, RSP, type Instruction, type Operand } from './x86Moves.ts';

/** A store of an argument register's low bytes. */
export interface Spill {
  readonly register: ArgumentRegister;
  readonly bytes: number;
}

export interface Prologue {
  /** The argument whose low `bytes` were stored first at this slot, if any was. */
  spillAt(slot: number): Spill | null;
  /** Slot that rsp points at once the frame is set up, or null when that is not known. */
  readonly stackPointerSlot: number | null;
  /** Slot that rbp points at, or null when rbp is no frame pointer. */
  readonly framePointerSlot: number | null;
}

/** What a register or slot is known to hold. */
type Content =
  /** The low `bytes` of the argument that arrived in `register`. */
  | { readonly kind: 'argument'; readonly register: ArgumentRegister; readonly bytes: number }
  /** The address of a slot. */
  | { readonly kind: 'slotAddress'; readonly slot: number };

const HARDWARE_NUMBER: Readonly<Record<ArgumentRegister, number>> = { rdi: 7, rsi: 6, rdx: 2, rcx: 1, r8: 8, r9: 9 };

/** Follows the straight-line beginning of `code`, the machine code of one x86-64 function. Never throws. */
export function readPrologue(code: Uint8Array): Prologue {
  const frame = new Frame();
  for (let at = 0; at < code.length;) {
    const instruction = decodeInstruction(code, at);
    if (instruction === null) break;
    at += instruction.length;
    frame.execute(instruction);
    if (frame.slotIn(RSP) === null) break;
  }
  return {
    spillAt: slot => frame.firstStores.get(slot) ?? null,
    stackPointerSlot: frame.slotIn(RSP),
    framePointerSlot: frame.slotIn(RBP),
  };
}

/** What the registers and the stack are known to hold while the prologue runs. */
class Frame {
  /** By slot, what was stored there first: null where it was no whole argument. */
  readonly firstStores = new Map<number, Spill | null>();
  readonly #registers = new Map<number, Content>([[RSP, { kind: 'slotAddress', slot: 0 }]]);
  readonly #slots = new Map<number, Content>();

  constructor() {
    ARGUMENT_REGISTERS.forEach(register => {
      this.#registers.set(HARDWARE_NUMBER[register], { kind: 'argument', register, bytes: 8 });
    });
  }

  /** The slot whose address the register holds, if that is known. */
  slotIn(register: number): number | null {
    const content = this.#registers.get(register);
    return content?.kind === 'slotAddress' ? content.slot : null;
  }

  execute(instruction: Instruction): void {
    switch (instruction.kind) {
      case 'move':
        this.#store(instruction.to, this.#load(instruction.from, instruction.bytes), instruction.bytes);
        break;
      case 'address': {
        const slot = this.#slotOf(instruction.from);
        this.#store(instruction.to, slot === null ? undefined : { kind: 'slotAddress', slot }, 8);
        break;
      }
      case 'adjust': {
        const slot = this.slotIn(instruction.register);
        if (slot === null) this.#registers.delete(instruction.register);
        else this.#registers.set(instruction.register, { kind: 'slotAddress', slot: slot + instruction.by });
        break;
      }
      case 'push':
        this.execute({ kind: 'adjust', register: RSP, by: -8, length: 0 });
        this.#store({ kind: 'memory', base: RSP, displacement: 0 }, this.#registers.get(instruction.register), 8);
        break;
      case 'overwrite':
        this.#store(instruction.to, undefined, instruction.bytes);
        break;
      case 'nothing':
        break;
    }
  }

  #slotOf(operand: Operand): number | null {
    if (operand.kind !== 'memory' || operand.base === null) return null;
    const slot = this.slotIn(operand.base);
    return slot === null ? null : slot + operand.displacement;
  }

  #load(operand: Operand, bytes: number): Content | undefined {
    const content =
      operand.kind === 'register'
        ? this.#registers.get(operand.number)
        : this.#slots.get(this.#slotOf(operand) ?? Number.NaN);
    if (content?.kind === 'argument') return { ...content, bytes: Math.min(content.bytes, bytes) };
    return bytes === 8 ? content : undefined;
  }

  #store(to: Operand, content: Content | undefined, bytes: number): void {
    if (to.kind === 'register') {
      if (content === undefined) this.#registers.delete(to.number);
      else this.#registers.set(to.number, content);
      return;
    }
    const slot = this.#slotOf(to);
    if (slot === null) return;
    for (let other = slot - 7; other < slot + bytes; other++) this.#slots.delete(other);
    if (content !== undefined) this.#slots.set(slot, content);
    if (this.firstStores.has(slot)) return;
    const isWholeArgument = content?.kind === 'argument' && content.bytes >= bytes;
    this.firstStores.set(slot, isWholeArgument ? { register: content.register, bytes } : null);
  }
}
