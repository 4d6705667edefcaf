/**
 * Takes one x86-64 instruction apart into prefixes, opcode, operand bytes and constant: how long it is and what it
 * names. What it does is left to flow.ts and effect.ts. What is not known for certain is null, never a guess.
 *
 * Encoding: Intel SDM vol. 2, chapter 2.
 */

import { ONE_BYTE, TWO_BYTE, VECTOR } from './opcodes.ts';

/** The two operands that a ModR/M byte names. */
export interface ModRm {
  /** The middle three bits, where they select an operation. */
  readonly extension: number;
  /** Register of the middle bits, 0 to 15. */
  readonly register: number;
  /** Null where the other operand is in memory. */
  readonly rmRegister: number | null;
  /** Null where the address is more than base + displacement: an index, rip, a constant. */
  readonly base: number | null;
  readonly hasIndex: boolean;
  /** Registers that the address is computed from, 0 to 15. */
  readonly addressRegisters: readonly number[];
  /** Whether the displacement counts from the end of the instruction. */
  readonly isRipRelative: boolean;
  readonly displacement: number;
}

export interface Instruction {
  /** Bytes. */
  readonly length: number;
  readonly encoding: 'legacy' | 'vex' | 'evex';
  /** 0: one byte; 1: behind 0f; 2: behind 0f 38; 3: behind 0f 3a; 5 and 6 in EVEX alone. */
  readonly map: number;
  readonly opcode: number;
  /** REX or what VEX says in its place: W 8, R 4, X 2, B 1. */
  readonly rex: number;
  readonly hasRex: boolean;
  /** 0x66, in VEX too. */
  readonly isOperandSize: boolean;
  /** 0xf2 or 0xf3, in VEX too; 0 for none. */
  readonly repeat: number;
  /** The register that VEX names beside ModR/M's; 0 in legacy instructions. */
  readonly vexRegister: number;
  /** Whether a VEX instruction works on more than 16 bytes. */
  readonly isLongVector: boolean;
  readonly modRm: ModRm | null;
  /** The constant, sign-extended, of at most 4 bytes; 0 for none and for a longer one. */
  readonly immediate: number;
}

/** As an index it stands for none. */
const RSP = 4;

/** No instruction is longer, bytes. */
export const LONGEST = 15;

/** Null for what is unknown, invalid or cut off. */
export function decode(code: Uint8Array, start: number): Instruction | null {
  const decoded = new Decoder(code, start).instruction();
  return decoded === null || decoded.length > LONGEST || start + decoded.length > code.length ? null : decoded;
}

class Decoder {
  #at: number;
  #rex = 0;
  #hasRex = false;
  #isOperandSize = false;
  #isAddressSize = false;
  #repeat = 0;
  #vexRegister = 0;
  #isLongVector = false;
  readonly #code: Uint8Array;
  readonly #start: number;

  constructor(code: Uint8Array, start: number) {
    this.#code = code;
    this.#start = start;
    this.#at = start;
  }

  instruction(): Instruction | null {
    let first = this.#byte();
    for (; this.#takePrefix(first); first = this.#byte());
    if ((first & 0xf0) === 0x40) {
      this.#rex = first;
      this.#hasRex = true;
      first = this.#byte();
    }
    if (first === 0xc4 || first === 0xc5) return this.#vex(first);
    if (first === 0x62) return this.#evex();
    if (first !== 0x0f) return this.#operands('legacy', 0, first, ONE_BYTE.charAt(first));
    const second = this.#byte();
    if (second === 0x38) return this.#operands('legacy', 2, this.#byte(), 'm');
    if (second === 0x3a) return this.#operands('legacy', 3, this.#byte(), 'B');
    return this.#operands('legacy', 1, second, TWO_BYTE.charAt(second));
  }

  #takePrefix(byte: number): boolean {
    switch (byte) {
      case 0x66:
        this.#isOperandSize = true;
        return true;
      case 0x67:
        this.#isAddressSize = true;
        return true;
      case 0xf2:
      case 0xf3:
        this.#repeat = byte;
        return true;
      case 0x26: // segments, branch hints, LOCK
      case 0x2e:
      case 0x36:
      case 0x3e:
      case 0x64:
      case 0x65:
      case 0xf0:
        return true;
      default:
        return false;
    }
  }

  #vex(first: number): Instruction | null {
    if (this.#hasRex || this.#isOperandSize || this.#repeat !== 0) return null;
    const inverted = this.#byte();
    let map = 1;
    let last = inverted;
    this.#rex = (inverted & 0x80) === 0 ? 4 : 0;
    if (first === 0xc4) {
      map = inverted & 0x1f;
      last = this.#byte();
      this.#rex = ((~inverted >> 5) & 7) | ((last & 0x80) >> 4);
    }
    this.#hasRex = true;
    this.#isLongVector = (last & 4) !== 0;
    this.#takeVectorBits(last);
    return this.#vector('vex', map);
  }

  #evex(): Instruction | null {
    if (this.#hasRex || this.#isOperandSize || this.#repeat !== 0) return null;
    const [first, second, third] = [this.#byte(), this.#byte(), this.#byte()];
    if ((first & 8) !== 0 || (second & 4) === 0) return null;
    this.#rex = ((~first >> 5) & 7) | ((second & 0x80) >> 4);
    this.#hasRex = true;
    this.#isLongVector = (third & 0x60) !== 0;
    this.#takeVectorBits(second);
    return this.#vector('evex', first & 7);
  }

  /** What VEX and EVEX have in the same bits of a byte: a register, inverted, and a prefix. */
  #takeVectorBits(byte: number): void {
    this.#vexRegister = (~byte >> 3) & 15;
    this.#isOperandSize = (byte & 3) === 1;
    this.#repeat = (byte & 3) === 2 ? 0xf3 : (byte & 3) === 3 ? 0xf2 : 0;
  }

  #vector(encoding: 'vex' | 'evex', map: number): Instruction | null {
    const opcode = this.#byte();
    switch (map) {
      case 1: {
        const owner = VECTOR.charAt(opcode);
        if (owner !== '*' && owner !== encoding.charAt(0)) return null;
        const layout = TWO_BYTE.charAt(opcode);
        return this.#operands(encoding, map, opcode, layout === 'x' ? 'm' : layout);
      }
      case 2:
        return this.#operands(encoding, map, opcode, 'm');
      case 3:
        return this.#operands(encoding, map, opcode, 'B');
      case 5:
      case 6:
        return encoding === 'evex' ? this.#operands(encoding, map, opcode, 'm') : null;
      default:
        return null;
    }
  }

  #operands(encoding: Instruction['encoding'], map: number, opcode: number, layout: string): Instruction | null {
    if (layout === 'x') return null;
    const isWide = (this.#rex & 8) !== 0;
    // Processors differ in how long a near branch with an operand size is.
    if (this.#isOperandSize && !isWide && encoding === 'legacy' && isNearBranch(map, opcode)) return null;
    const modRm = 'mBZgG'.includes(layout) ? this.#modRm() : null;
    if (modRm !== null && encoding === 'legacy' && isInvalid(map, opcode, modRm.extension)) return null;
    const immediateBytes = this.#immediateBytes(layout, isWide, modRm?.extension ?? 0);
    const immediate = this.#signed(immediateBytes);
    return {
      length: this.#at - this.#start,
      encoding,
      map,
      opcode,
      rex: this.#rex & 15,
      hasRex: this.#hasRex,
      isOperandSize: this.#isOperandSize,
      repeat: this.#repeat,
      vexRegister: this.#vexRegister,
      isLongVector: this.#isLongVector,
      modRm,
      immediate,
    };
  }

  #immediateBytes(layout: string, isWide: boolean, extension: number): number {
    const isShort = this.#isOperandSize && !isWide;
    switch (layout) {
      case 'b':
      case 'B':
        return 1;
      case 'g':
        return extension < 2 ? 1 : 0;
      case 'G':
        return extension < 2 ? (isShort ? 2 : 4) : 0;
      case 'z':
      case 'Z':
        return isShort ? 2 : 4;
      case 'v':
        return isWide ? 8 : isShort ? 2 : 4;
      case 'j':
        return 4;
      case 'w':
        return 2;
      case 'e':
        return 3;
      case 'o':
        return this.#isAddressSize ? 4 : 8;
      default:
        return 0;
    }
  }

  #modRm(): ModRm {
    const byte = this.#byte();
    const mode = byte >> 6;
    const extension = (byte >> 3) & 7;
    const low = byte & 7;
    const register = extension | ((this.#rex & 4) << 1);
    const high = (this.#rex & 1) << 3;
    const names = { extension, register, rmRegister: null, base: null, hasIndex: false, isRipRelative: false };
    if (mode === 3) return { ...names, rmRegister: low | high, addressRegisters: [], displacement: 0 };

    let base: number | null = low | high;
    let index: number | null = null;
    let displacementBytes = mode === 1 ? 1 : mode === 2 ? 4 : 0;
    if (low === 4) {
      const sib = this.#byte();
      const hasNoBase = (sib & 7) === 5 && mode === 0;
      const number = ((sib >> 3) & 7) | ((this.#rex & 2) << 2);
      index = number === RSP ? null : number;
      if (hasNoBase) displacementBytes = 4;
      base = hasNoBase ? null : (sib & 7) | high;
    }
    const isRipRelative = low === 5 && mode === 0;
    if (isRipRelative) {
      displacementBytes = 4;
      base = null;
    }
    const addressRegisters = [base, index].filter(number => number !== null);
    const displacement = this.#signed(displacementBytes);
    const hasIndex = index !== null;
    return { ...names, base: hasIndex ? null : base, hasIndex, addressRegisters, isRipRelative, displacement };
  }

  #byte(): number {
    return this.#code[this.#at++] ?? 0;
  }

  #signed(bytes: number): number {
    if (bytes > 4) {
      this.#at += bytes;
      return 0;
    }
    let value = 0;
    for (let shift = 0; shift < 8 * bytes; shift += 8) value |= this.#byte() << shift;
    return (value << (32 - 8 * bytes)) >> (32 - 8 * bytes);
  }
}

function isNearBranch(map: number, opcode: number): boolean {
  if (map === 1) return opcode >= 0x80 && opcode <= 0x8f;
  const isReturn = opcode === 0xc2 || opcode === 0xc3;
  const isJump = opcode === 0xeb || (opcode >= 0xe0 && opcode <= 0xe3) || (opcode >= 0x70 && opcode <= 0x7f);
  return map === 0 && (isReturn || isJump || opcode === 0xe8 || opcode === 0xe9);
}

/** Groups that do not use all of their eight operations. */
function isInvalid(map: number, opcode: number, extension: number): boolean {
  if (map !== 0) return map === 1 && opcode === 0xba && extension < 4;
  switch (opcode) {
    case 0x8f: // with others it begins AMD's XOP
      return extension !== 0;
    case 0xc6:
    case 0xc7: // with others transactions
      return extension !== 0;
    case 0xfe:
      return extension > 1;
    case 0xff:
      return extension === 7;
    default:
      return false;
  }
}
