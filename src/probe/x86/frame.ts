/**
 * What registers and the stack are known to hold along a straight line of machine code from a function's entry.
 * Slots are counted from the stack pointer at entry: the return address lies in slot 0, the caller's stack above it.
 */

import type { Register } from '../../model/read.ts';
import { RBP, RSP, type Effect, type Operand } from './effect.ts';

/** General registers as instructions number them. */
const GENERAL_REGISTERS: readonly Register[] = [
  ...(['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'] as const),
  ...(['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const),
];

/** Those that bring arguments. System V ABI for AMD64, 3.2.3. */
const ARGUMENT_REGISTERS: readonly Register[] = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'];

/** What a register or slot is known to hold. */
export type Content =
  /** The low `bytes` of the argument that arrived in `register`. */
  | { readonly kind: 'register'; readonly register: Register; readonly bytes: number }
  /** `bytes` bytes of the caller's stack. */
  | { readonly kind: 'caller'; readonly slot: number; readonly bytes: number }
  /** The address of a slot. */
  | { readonly kind: 'slotAddress'; readonly slot: number };

/** A store of `bytes` bytes; `content` is null where it is not known what they are. */
export interface Store {
  readonly slot: number;
  readonly bytes: number;
  readonly content: Content | null;
}

export class Frame {
  /** By the slot of each byte, the store that wrote there first. */
  readonly firstStores = new Map<number, Store>();
  readonly #registers = new Map<number, Content>();
  readonly #slots = new Map<number, Content>();

  constructor() {
    for (const register of ARGUMENT_REGISTERS) {
      this.#registers.set(GENERAL_REGISTERS.indexOf(register), { kind: 'register', register, bytes: 8 });
    }
    this.#registers.set(RSP, { kind: 'slotAddress', slot: 0 });
  }

  /** The slot whose address the register holds, if that is known. */
  slotIn(register: number): number | null {
    const content = this.#registers.get(register);
    return content?.kind === 'slotAddress' ? content.slot : null;
  }

  contentOf(register: Register): Content | null {
    return this.#registers.get(GENERAL_REGISTERS.indexOf(register)) ?? null;
  }

  /** A register that holds the whole of an argument register's word, if there is one. */
  registerWith(content: Content): Register | null {
    const found = [...this.#registers].find(([, held]) => isSameWord(held, content));
    return found === undefined ? null : (GENERAL_REGISTERS[found[0]] ?? null);
  }

  /** A slot that does. */
  slotWith(content: Content): number | null {
    return [...this.#slots].find(([, held]) => isSameWord(held, content))?.[0] ?? null;
  }

  /** Whether the bytes from the slot on have been written to, or are the caller's. */
  isStored(slot: number, bytes: number): boolean {
    for (let byte = slot; byte < slot + bytes; byte++) if (byte < 8 && !this.firstStores.has(byte)) return false;
    return true;
  }

  /** The register is known to hold the address of the slot now. */
  setSlot(register: number, slot: number): void {
    this.#registers.set(register, { kind: 'slotAddress', slot });
  }

  execute(effect: Effect): void {
    switch (effect.kind) {
      case 'move':
        this.#store(effect.to, this.#load(effect.from, effect.bytes), effect.bytes);
        break;
      case 'address': {
        const slot = this.slotOf(effect.from);
        this.#store(effect.to, slot === null ? null : { kind: 'slotAddress', slot }, 8);
        break;
      }
      case 'adjust': {
        const slot = this.slotIn(effect.register);
        if (slot === null) this.#registers.delete(effect.register);
        else this.setSlot(effect.register, slot + effect.by);
        break;
      }
      case 'push': {
        const content = effect.register === null ? undefined : this.#registers.get(effect.register);
        this.execute({ kind: 'adjust', register: RSP, by: -8 });
        // `push rax` is how eight bytes of stack are taken: nothing is stored for anybody.
        if (content !== undefined) this.#store({ kind: 'memory', base: RSP, displacement: 0 }, content, 8);
        break;
      }
      case 'pop': {
        const content = this.#load({ kind: 'memory', base: RSP, displacement: 0 }, 8);
        this.execute({ kind: 'adjust', register: RSP, by: 8 });
        this.#store({ kind: 'register', number: effect.register }, content, 8);
        break;
      }
      case 'leave':
        this.execute({ kind: 'move', to: register(RSP), from: register(RBP), bytes: 8 });
        this.execute({ kind: 'pop', register: RBP });
        break;
      case 'overwrite':
        this.#store(effect.to, null, effect.bytes);
        break;
      case 'nothing':
        break;
    }
  }

  /** The slot that a memory operand names, if that is known. */
  slotOf(operand: Operand): number | null {
    if (operand.kind !== 'memory' || operand.base === null) return null;
    const slot = this.slotIn(operand.base);
    return slot === null ? null : slot + operand.displacement;
  }

  #load(operand: Operand, bytes: number): Content | null {
    const content =
      operand.kind === 'register' ? this.#registers.get(operand.number) : this.#stackContent(operand, bytes);
    if (content === undefined || content === null) return null;
    if (content.kind === 'slotAddress') return bytes === 8 ? content : null;
    return { ...content, bytes: Math.min(content.bytes, bytes) };
  }

  #stackContent(operand: Operand, bytes: number): Content | null {
    const slot = this.slotOf(operand);
    if (slot === null) return null;
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    for (let byte = slot; byte < slot + bytes; byte++) if (byte < 8 || this.firstStores.has(byte)) return null;
    return { kind: 'caller', slot, bytes };
  }

  #store(to: Operand, content: Content | null, bytes: number): void {
    if (to.kind !== 'memory') {
      if (content === null || to.kind === 'highByte') this.#registers.delete(to.number);
      else this.#registers.set(to.number, content);
      return;
    }
    const slot = this.slotOf(to);
    if (slot === null) return;
    // A content of 8 bytes that begins below reaches in here.
    for (let other = slot - 7; other < slot + bytes; other++) this.#slots.delete(other);
    if (content !== null) this.#slots.set(slot, content);
    const store: Store = { slot, bytes, content };
    for (let byte = slot; byte < slot + bytes; byte++) {
      if (!this.firstStores.has(byte)) this.firstStores.set(byte, store);
    }
  }
}

function isSameWord(one: Content, other: Content): boolean {
  const isWord = one.kind === 'register' && one.bytes === 8;
  return isWord && other.kind === 'register' && other.bytes === 8 && one.register === other.register;
}

function register(number: number): Operand {
  return { kind: 'register', number };
}
