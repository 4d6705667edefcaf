/**
 * Decodes the few x86-64 instructions that a compiler puts before a function's first branch: moves, stack adjustments
 * and simple arithmetic. Anything else, every branch included, is "unknown" (null); the caller then stops.
 *
 * Encoding: Intel SDM vol. 2, 2.1 (prefixes, ModR/M, SIB) and the opcode maps of appendix A.
 */

export const RSP = 4;
export const RBP = 5;

export type Operand =
  | { readonly kind: 'register'; readonly number: number }
  /** `base` is null where the address is more than base + displacement (an index, rip, an absolute address). */
  | { readonly kind: 'memory'; readonly base: number | null; readonly displacement: number }
  /** An XMM register or another place that cannot hold an integer argument. */
  | { readonly kind: 'other' };

export type Instruction = { readonly length: number } & (
  | { readonly kind: 'move'; readonly to: Operand; readonly from: Operand; readonly bytes: number }
  /** `lea`. */
  | { readonly kind: 'address'; readonly to: Operand; readonly from: Operand }
  /** `add`/`sub` of a constant to a 64-bit register. */
  | { readonly kind: 'adjust'; readonly register: number; readonly by: number }
  | { readonly kind: 'push'; readonly register: number }
  /** Leaves something unknown in `to`. */
  | { readonly kind: 'overwrite'; readonly to: Operand; readonly bytes: number }
  | { readonly kind: 'nothing' }
);

/** Null for an unknown or cut-off instruction. */
export function decodeInstruction(code: Uint8Array, start: number): Instruction | null {
  const reader = new InstructionReader(code, start);
  const decoded = decode(reader);
  return decoded === null || reader.isPastEnd ? null : { ...decoded, length: reader.at - start };
}

type Decoded = Instruction extends infer I ? (I extends Instruction ? Omit<I, 'length'> : never) : never;

const NOTHING: Decoded = { kind: 'nothing' };
const OTHER: Operand = { kind: 'other' };

class InstructionReader {
  at: number;
  readonly #code: Uint8Array;
  constructor(code: Uint8Array, at: number) {
    this.#code = code;
    this.at = at;
  }
  get isPastEnd(): boolean {
    return this.at > this.#code.length;
  }
  byte(): number {
    return this.#code[this.at++] ?? 0;
  }
  signed8(): number {
    return (this.byte() << 24) >> 24;
  }
  signed32(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24);
  }
  skip(count: number): void {
    this.at += count;
  }
}

interface Prefixes {
  /** 0x66 seen. */
  operandSize: boolean;
  /** 0xf2 or 0xf3 seen, else 0. */
  repeat: number;
  /** REX byte, 0 when there is none. */
  rex: number;
}

function decode(reader: InstructionReader): Decoded | null {
  const prefixes: Prefixes = { operandSize: false, repeat: 0, rex: 0 };
  let opcode = reader.byte();
  for (; opcode === 0x66 || opcode === 0xf2 || opcode === 0xf3; opcode = reader.byte()) {
    if (opcode === 0x66) prefixes.operandSize = true;
    else prefixes.repeat = opcode;
  }
  if ((opcode & 0xf0) === 0x40) {
    prefixes.rex = opcode;
    opcode = reader.byte();
  }
  return opcode === 0x0f ? decodeTwoByte(reader, prefixes) : decodeOneByte(reader, prefixes, opcode);
}

function decodeOneByte(reader: InstructionReader, prefixes: Prefixes, opcode: number): Decoded | null {
  const wide = operandBytes(prefixes);
  const width = (opcode & 1) === 0 ? 1 : wide;
  const low = (opcode & 7) | ((prefixes.rex & 1) << 3);
  if (opcode < 0x40 && (opcode & 7) < 6) return decodeArithmetic(reader, prefixes, opcode, width);
  if (opcode >= 0x50 && opcode <= 0x57) return { kind: 'push', register: low };
  if (opcode >= 0xb0 && opcode <= 0xb7) {
    reader.skip(1);
    return overwriteByteRegister(low, prefixes);
  }
  if (opcode >= 0xb8 && opcode <= 0xbf) {
    reader.skip(wide);
    return { kind: 'overwrite', to: { kind: 'register', number: low }, bytes: wide };
  }
  switch (opcode) {
    case 0x63: {
      const { register } = modRm(reader, prefixes, wide);
      return { kind: 'overwrite', to: register, bytes: wide };
    }
    case 0x80:
    case 0x81:
    case 0x83:
      return decodeImmediateArithmetic(reader, prefixes, opcode, width);
    case 0x84:
    case 0x85:
      modRm(reader, prefixes, width);
      return NOTHING;
    case 0x88:
    case 0x89: {
      const { register, rm } = modRm(reader, prefixes, width);
      return { kind: 'move', to: rm, from: register, bytes: width };
    }
    case 0x8a:
    case 0x8b: {
      const { register, rm } = modRm(reader, prefixes, width);
      return { kind: 'move', to: register, from: rm, bytes: width };
    }
    case 0x8d: {
      const { register, rm } = modRm(reader, prefixes, wide);
      return wide === 8
        ? { kind: 'address', to: register, from: rm }
        : { kind: 'overwrite', to: register, bytes: wide };
    }
    case 0x90:
      return NOTHING;
    case 0xc6:
    case 0xc7: {
      const { rm, extension } = modRm(reader, prefixes, width);
      if (extension !== 0) return null;
      reader.skip(Math.min(width, 4));
      return { kind: 'overwrite', to: rm, bytes: width };
    }
    default:
      return null;
  }
}

/**
 * Opcodes 00-3d: `op r/m, r`, `op r, r/m` and `op al/eax, imm`, eight operations; the last of them compares.
 * `and al, 1` is how a bool argument is normalised: callers pass 0 or 1, so it changes nothing.
 */
function decodeArithmetic(reader: InstructionReader, prefixes: Prefixes, opcode: number, width: number): Decoded {
  const isCompare = opcode >= 0x38;
  if ((opcode & 7) >= 4) {
    const lowByte = reader.byte();
    reader.skip(Math.min(width, 4) - 1);
    const isBoolMask = opcode === 0x24 && lowByte === 1;
    return isCompare || isBoolMask ? NOTHING : { kind: 'overwrite', to: { kind: 'register', number: 0 }, bytes: width };
  }
  const { register, rm } = modRm(reader, prefixes, width);
  if (isCompare) return NOTHING;
  return { kind: 'overwrite', to: (opcode & 2) === 0 ? rm : register, bytes: width };
}

/** Opcodes 80, 81, 83: `op r/m, imm` with the operation in the ModR/M byte. */
function decodeImmediateArithmetic(
  reader: InstructionReader,
  prefixes: Prefixes,
  opcode: number,
  width: number,
): Decoded | null {
  const bytes = opcode === 0x80 ? 1 : operandBytes(prefixes);
  const { rm, extension } = modRm(reader, prefixes, bytes);
  const constant =
    opcode !== 0x81 ? reader.signed8() : bytes === 2 ? reader.signed8() + (reader.signed8() << 8) : reader.signed32();
  const [ADD, AND, SUB, COMPARE] = [0, 4, 5, 7];
  if (extension === COMPARE) return NOTHING;
  if (extension === AND && constant === 1 && width === 1) return NOTHING; // a bool, as above
  if (rm.kind === 'register' && bytes === 8 && (extension === ADD || extension === SUB)) {
    return { kind: 'adjust', register: rm.number, by: extension === ADD ? constant : -constant };
  }
  return { kind: 'overwrite', to: rm, bytes };
}

function decodeTwoByte(reader: InstructionReader, prefixes: Prefixes): Decoded | null {
  const opcode = reader.byte();
  switch (opcode) {
    // movups/movss/movsd/movaps, load and store; movd/movq between XMM and integer; movq store.
    case 0x10:
    case 0x28:
    case 0x6e:
    case 0x6f:
    case 0x57:
    case 0xef:
      modRm(reader, prefixes, 8);
      return NOTHING;
    case 0x11:
    case 0x29:
    case 0x7f:
    case 0xd6: {
      const { rm } = modRm(reader, prefixes, 8);
      return rm.kind === 'memory' ? { kind: 'overwrite', to: rm, bytes: 16 } : NOTHING;
    }
    case 0x7e: {
      const { rm } = modRm(reader, prefixes, 8);
      return prefixes.repeat === 0xf3 ? NOTHING : { kind: 'overwrite', to: rm, bytes: 8 };
    }
    case 0x1e: // endbr64
    case 0x1f: // long nop
      modRm(reader, prefixes, 8);
      return NOTHING;
    case 0xb6:
    case 0xb7:
    case 0xbe:
    case 0xbf: {
      // movzx, movsx: the low bytes stay what they were.
      const bytes = (opcode & 1) === 0 ? 1 : 2;
      const { registerNumber, rm } = modRm(reader, prefixes, bytes);
      return { kind: 'move', to: { kind: 'register', number: registerNumber }, from: rm, bytes };
    }
    default:
      return null;
  }
}

function operandBytes(prefixes: Prefixes): 2 | 4 | 8 {
  return (prefixes.rex & 8) !== 0 ? 8 : prefixes.operandSize ? 2 : 4;
}

/** Without a REX prefix the byte registers 4 to 7 are ah, ch, dh and bh: no low bytes. */
function byteRegister(number: number, prefixes: Prefixes): Operand {
  return prefixes.rex === 0 && number >= 4 && number <= 7 ? OTHER : { kind: 'register', number };
}

function overwriteByteRegister(number: number, prefixes: Prefixes): Decoded {
  const to = byteRegister(number, prefixes);
  // A write to ah spoils rax as a whole for our purpose.
  return { kind: 'overwrite', to: to.kind === 'other' ? { kind: 'register', number: number - 4 } : to, bytes: 1 };
}

interface ModRm {
  readonly register: Operand;
  readonly registerNumber: number;
  readonly rm: Operand;
  /** The middle three bits, where they select an operation. */
  readonly extension: number;
}

function modRm(reader: InstructionReader, prefixes: Prefixes, bytes: number): ModRm {
  const byte = reader.byte();
  const mode = byte >> 6;
  const extension = (byte >> 3) & 7;
  const registerNumber = extension | ((prefixes.rex & 4) << 1);
  const general = (number: number): Operand =>
    bytes === 1 ? byteRegister(number, prefixes) : { kind: 'register', number };
  const register = general(registerNumber);
  const low = byte & 7;
  if (mode === 3) return { register, registerNumber, rm: general(low | ((prefixes.rex & 1) << 3)), extension };

  let base: number | null = low | ((prefixes.rex & 1) << 3);
  let displacementBytes = mode === 1 ? 1 : mode === 2 ? 4 : 0;
  if (low === 4) {
    const sib = reader.byte();
    const hasIndex = (((sib >> 3) & 7) | ((prefixes.rex & 2) << 2)) !== 4;
    const sibBase = sib & 7;
    if (sibBase === 5 && mode === 0) displacementBytes = 4;
    base = hasIndex || (sibBase === 5 && mode === 0) ? null : sibBase | ((prefixes.rex & 1) << 3);
  } else if (low === 5 && mode === 0) {
    displacementBytes = 4; // rip-relative
    base = null;
  }
  const displacement = displacementBytes === 1 ? reader.signed8() : displacementBytes === 4 ? reader.signed32() : 0;
  return { register, registerNumber, rm: { kind: 'memory', base, displacement }, extension };
}
