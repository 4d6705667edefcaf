/**
 * What an instruction does to the general registers and to memory, as far as it matters where arguments and the stack
 * pointer go: moves, stack adjustments and simple arithmetic. Branches are no matter of this file, flow.ts knows them.
 *
 * Intel SDM vol. 2, chapters 3 to 5.
 */

import type { Instruction, ModRm } from './decode.ts';
import { flowOf } from './flow.ts';

export const RSP = 4;
export const RBP = 5;

export type Operand =
  | { readonly kind: 'register'; readonly number: number }
  /** `base` is null where the address is more than base + displacement (an index, rip, an absolute address). */
  | { readonly kind: 'memory'; readonly base: number | null; readonly displacement: number }
  /** ah, ch, dh or bh: a part of the register. */
  | { readonly kind: 'highByte'; readonly number: number };

export type Effect =
  /** A write of 4 bytes to a register clears its upper half. */
  | { readonly kind: 'move'; readonly to: Operand; readonly from: Operand; readonly bytes: number }
  /** `lea`. */
  | { readonly kind: 'address'; readonly to: Operand; readonly from: Operand }
  /** `add`/`sub` of a constant to a 64-bit register. */
  | { readonly kind: 'adjust'; readonly register: number; readonly by: number }
  /** `register` is null for a constant or another word that nobody needs to know. */
  | { readonly kind: 'push'; readonly register: number | null }
  | { readonly kind: 'pop'; readonly register: number }
  | { readonly kind: 'leave' }
  /** Leaves something unknown in `to`. */
  | { readonly kind: 'overwrite'; readonly to: Operand; readonly bytes: number }
  /** Neither general registers nor memory change. */
  | { readonly kind: 'nothing' };

/** What `operands` answers for an instruction that has none: memory nobody knows. */
const NO_OPERANDS: Pick<ModRm, 'register' | 'rmRegister' | 'base' | 'displacement'> = {
  register: 0,
  rmRegister: null,
  base: null,
  displacement: 0,
};

const NOTHING: Effect = { kind: 'nothing' };

/** Null for what is not known here, and for every instruction that does not go on to the next one, calls included. */
export function effectOf(instruction: Instruction): Effect | null {
  if (flowOf(instruction).kind !== 'next') return null;
  switch (instruction.map) {
    case 0:
      return oneByteEffect(instruction);
    case 1:
      return twoByteEffect(instruction);
    default:
      return isVectorOnly(instruction) ? NOTHING : null;
  }
}

/**
 * Whether an instruction without a known effect, no call, may write to a register. For rsp and rbp only: that other
 * registers are written to without being named is not considered.
 */
export function mayWrite(instruction: Instruction, register: typeof RSP | typeof RBP): boolean {
  const { map, opcode, encoding, modRm, rex, vexRegister } = instruction;
  if (isVectorOnly(instruction)) return false;
  if (map === 0 ? movesStack(opcode) : map === 1 && [0xa0, 0xa1, 0xa8, 0xa9].includes(opcode)) return true;
  const isInOpcode = (map === 0 && opcode >= 0x90 && opcode <= 0x97) || (map === 1 && opcode >= 0xc8 && opcode <= 0xcf);
  if (isInOpcode) return ((opcode & 7) | ((rex & 1) << 3)) === register;
  if (modRm !== null && modRm.register === register && !hasOperationInModRm(instruction)) return true;
  if (modRm?.rmRegister === register) return true;
  return encoding !== 'legacy' && vexRegister === register;
}

/** Opcodes whose operation is in the ModR/M byte, in place of a register: SDM vol. 2, table A-6. */
function hasOperationInModRm({ map, opcode }: Instruction): boolean {
  if (map === 0)
    return (
      [0x80, 0x81, 0x83, 0xc0, 0xc1, 0xf6, 0xf7, 0xfe, 0xff].includes(opcode) ||
      (opcode & 0xfc) === 0xd0 ||
      (opcode & 0xf8) === 0xd8
    );
  if (map === 1) return [0x00, 0x01, 0x0d, 0xae, 0xba, 0xc7].includes(opcode) || (opcode & 0xf8) === 0x18;
  return map === 2 && opcode === 0xf3;
}

/** push and pop in all their forms, enter and leave. */
function movesStack(opcode: number): boolean {
  return (opcode >= 0x50 && opcode <= 0x5f) || [0x68, 0x6a, 0x8f, 0x9c, 0x9d, 0xc8, 0xc9].includes(opcode);
}

function oneByteEffect(instruction: Instruction): Effect | null {
  const { opcode, rex } = instruction;
  const wide = operandBytes(instruction);
  const width = (opcode & 1) === 0 ? 1 : wide;
  const low = (opcode & 7) | ((rex & 1) << 3);
  // With an operand size they move the stack pointer by two.
  if (instruction.isOperandSize && (movesStack(opcode) || (opcode === 0xff && extensionOf(instruction) === 6)))
    return null;
  if (opcode < 0x40) return arithmeticEffect(instruction, width);
  if (opcode >= 0x50 && opcode <= 0x57) return { kind: 'push', register: low };
  if (opcode >= 0x58 && opcode <= 0x5f) return { kind: 'pop', register: low };
  if (opcode >= 0xb0 && opcode <= 0xb7) return overwriteRegister(instruction, low, 1);
  if (opcode >= 0xb8 && opcode <= 0xbf) return overwriteRegister(instruction, low, wide);
  switch (opcode) {
    case 0x63:
    case 0x69:
    case 0x6b:
      return overwrite(operands(instruction, wide).register, wide);
    case 0x68:
    case 0x6a:
    case 0x9c:
      return { kind: 'push', register: null };
    case 0x80:
    case 0x81:
    case 0x83:
      return immediateArithmeticEffect(instruction, width);
    case 0x84:
    case 0x85:
      return NOTHING;
    case 0x88:
    case 0x89: {
      const { register, rm } = operands(instruction, width);
      return move(rm, register, width);
    }
    case 0x8a:
    case 0x8b: {
      const { register, rm } = operands(instruction, width);
      return move(register, rm, width);
    }
    case 0x8d: {
      const { register, rm } = operands(instruction, wide);
      return wide === 8 ? { kind: 'address', to: register, from: rm } : overwrite(register, wide);
    }
    case 0x90:
      return (rex & 1) === 0 ? NOTHING : null;
    case 0x98: // cdqe
      return overwriteRegister(instruction, 0, wide);
    case 0x99: // cqo
      return overwriteRegister(instruction, 2, wide);
    case 0x9d: // popf
      return { kind: 'adjust', register: RSP, by: 8 };
    case 0xa8:
    case 0xa9:
      return NOTHING;
    case 0xc0:
    case 0xc1:
    case 0xc6:
    case 0xc7:
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return overwrite(operands(instruction, width).rm, width);
    case 0xc9:
      return { kind: 'leave' };
    case 0xf6:
    case 0xf7:
      return unaryEffect(instruction, width);
    case 0xfe:
      return overwrite(operands(instruction, 1).rm, 1);
    case 0xff:
      return extensionOf(instruction) === 6
        ? { kind: 'push', register: null }
        : overwrite(operands(instruction, wide).rm, wide);
    default:
      return null;
  }
}

/**
 * Opcodes 00-3d: `op r/m, r`, `op r, r/m` and `op al/eax, imm`, eight operations; the last of them compares.
 * `and al, 1` is how a bool argument is normalised: callers pass 0 or 1, so it changes nothing.
 */
function arithmeticEffect(instruction: Instruction, width: number): Effect {
  const { opcode, immediate } = instruction;
  if (opcode >= 0x38) return NOTHING;
  if ((opcode & 7) >= 4) {
    const isBoolMask = opcode === 0x24 && immediate === 1;
    return isBoolMask ? NOTHING : overwrite({ kind: 'register', number: 0 }, width);
  }
  const { register, rm } = operands(instruction, width);
  return overwrite((opcode & 2) === 0 ? rm : register, width);
}

/** Opcodes 80, 81, 83: `op r/m, imm` with the operation in the ModR/M byte. */
function immediateArithmeticEffect(instruction: Instruction, width: number): Effect {
  const [ADD, AND, SUB, COMPARE] = [0, 4, 5, 7];
  const { immediate } = instruction;
  const operation = extensionOf(instruction);
  const { rm } = operands(instruction, width);
  if (operation === COMPARE) return NOTHING;
  if (operation === AND && immediate === 1 && width === 1) return NOTHING; // a bool, as above
  if (rm.kind === 'register' && width === 8 && (operation === ADD || operation === SUB)) {
    return { kind: 'adjust', register: rm.number, by: operation === ADD ? immediate : -immediate };
  }
  return overwrite(rm, width);
}

/** Opcodes f6, f7: test, not, neg; multiplications and divisions are left out. */
function unaryEffect(instruction: Instruction, width: number): Effect | null {
  const operation = extensionOf(instruction);
  if (operation < 2) return NOTHING;
  return operation < 4 ? overwrite(operands(instruction, width).rm, width) : null;
}

function twoByteEffect(instruction: Instruction): Effect | null {
  const { opcode, encoding } = instruction;
  const wide = operandBytes(instruction);
  if (isVectorOnly(instruction)) return NOTHING;
  const stored = vectorStoreBytes(instruction);
  if (stored !== null) {
    const { rm } = operands(instruction, stored);
    return rm.kind === 'register' && opcode !== 0x7e ? NOTHING : overwrite(rm, stored);
  }
  if (encoding !== 'legacy') return null;
  if (opcode >= 0x40 && opcode <= 0x4f) return overwrite(operands(instruction, wide).register, wide);
  if (opcode >= 0x90 && opcode <= 0x9f) return overwrite(operands(instruction, 1).rm, 1);
  switch (opcode) {
    case 0x0d: // prefetch
    case 0x18:
    case 0x1f: // long nop
      return NOTHING;
    case 0x1e: // endbr64
      return instruction.repeat === 0xf3 && instruction.modRm?.rmRegister !== null && extensionOf(instruction) === 7
        ? NOTHING
        : null;
    case 0x2c: // floats to integers
    case 0x2d:
    case 0xaf:
      return overwrite(operands(instruction, wide).register, wide);
    case 0xb6:
    case 0xb7:
    case 0xbe:
    case 0xbf: {
      // movzx, movsx: the low bytes stay what they were.
      const bytes = (opcode & 1) === 0 ? 1 : 2;
      const to: Operand = { kind: 'register', number: instruction.modRm?.register ?? 0 };
      return move(to, operands(instruction, bytes).rm, bytes);
    }
    default:
      return null;
  }
}

/** Bytes that a vector instruction stores; null where it is none that stores. */
function vectorStoreBytes({ opcode, encoding, repeat, isOperandSize, isLongVector, rex }: Instruction): number | null {
  if (encoding === 'evex') return null;
  const whole = isLongVector ? 32 : 16;
  switch (opcode) {
    case 0x11:
      return repeat === 0xf3 ? 4 : repeat === 0xf2 ? 8 : whole;
    case 0x13:
    case 0x17:
    case 0xd6:
      return 8;
    case 0x29:
    case 0x2b:
      return whole;
    case 0x7e:
      return (rex & 8) !== 0 ? 8 : 4;
    case 0x7f:
    case 0xe7:
      return isOperandSize || repeat !== 0 ? whole : 8;
    default:
      return null;
  }
}

/** Whether an instruction changes vector registers, masks and flags only. False for some of which it is true. */
function isVectorOnly({ map, opcode, encoding, repeat }: Instruction): boolean {
  switch (map) {
    case 1: {
      if (opcode === 0x7e) return repeat === 0xf3;
      if (encoding !== 'legacy' && (opcode < 0x50 || opcode === 0x78 || opcode === 0x79)) return isVectorLoad(opcode);
      return isVectorLoad(opcode) || (opcode >= 0x51 && opcode <= 0x77) || isUpperVector(opcode);
    }
    case 2:
      if (encoding === 'evex' && repeat === 0xf3) return false;
      // Stores of masked, packed and scattered elements, and the general instructions from e0.
      return (
        opcode < 0xe0 && ![0x2e, 0x2f, 0x8a, 0x8b, 0x63, 0x8e].includes(opcode) && !(opcode >= 0xa0 && opcode <= 0xa3)
      );
    case 3:
      return opcode < 0xf0 && !(opcode >= 0x14 && opcode <= 0x1d) && opcode !== 0x39 && opcode !== 0x3b;
    default:
      return false;
  }
}

function isVectorLoad(opcode: number): boolean {
  return [0x10, 0x12, 0x14, 0x15, 0x16, 0x28, 0x2a, 0x2e, 0x2f].includes(opcode);
}

function isUpperVector(opcode: number): boolean {
  if (opcode === 0x7c || opcode === 0x7d || opcode === 0xc2 || opcode === 0xc4 || opcode === 0xc6) return true;
  return opcode >= 0xd0 && opcode < 0xff && ![0xd6, 0xd7, 0xe7, 0xf7].includes(opcode);
}

function overwrite(to: Operand, bytes: number): Effect {
  return { kind: 'overwrite', to, bytes };
}

function move(to: Operand, from: Operand, bytes: number): Effect {
  return { kind: 'move', to, from, bytes };
}

function overwriteRegister(instruction: Instruction, number: number, bytes: number): Effect {
  return overwrite(generalRegister(instruction, number, bytes), bytes);
}

function operandBytes({ rex, isOperandSize }: Instruction): 2 | 4 | 8 {
  return (rex & 8) !== 0 ? 8 : isOperandSize ? 2 : 4;
}

function extensionOf({ modRm }: Instruction): number {
  return modRm?.extension ?? 0;
}

function operands(instruction: Instruction, bytes: number): { readonly register: Operand; readonly rm: Operand } {
  const { register, rmRegister, base, displacement } = instruction.modRm ?? NO_OPERANDS;
  return {
    register: generalRegister(instruction, register, bytes),
    rm: rmRegister === null ? { kind: 'memory', base, displacement } : generalRegister(instruction, rmRegister, bytes),
  };
}

/** Without a REX prefix the byte registers 4 to 7 are ah, ch, dh and bh: no low bytes. */
function generalRegister({ hasRex }: Instruction, number: number, bytes: number): Operand {
  return bytes === 1 && !hasRex && number >= 4 && number <= 7
    ? { kind: 'highByte', number: number - 4 }
    : { kind: 'register', number };
}
