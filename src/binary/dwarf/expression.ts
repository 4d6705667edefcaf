/**
 * Works out a location expression as far as it can be without the machine: to registers, the frame base and words in
 * memory. Which expression holds at an address is left to locations.ts. DWARF 5, sections 2.5 and 2.6.
 */

import { Cursor } from '../cursor.ts';
import type { DwarfPiece, DwarfPlace, DwarfWord } from '../dwarfFunction.ts';
import { DW_OP } from './constants.ts';
import {
  addressOf,
  COMPUTED,
  masked,
  NOT_UNDERSTOOD,
  numberIn,
  numberOf,
  Obstacle,
  safe,
  STATIC,
  sum,
  sumOf,
  type Entry,
} from './stackEntry.ts';

export interface ExpressionScope {
  /** Added to what counts from the frame base; null where the frame base is not understood. */
  readonly frameBasePlus: number | null;
  /** The canonical frame address; null where it is not known. */
  readonly frameAddress: DwarfWord | null;
  /** Size of the variable; null where its type does not say. */
  readonly valueBytes: number | null;
  /** Whether the program stands at the first instruction of the function: registers are as the caller left them. */
  readonly isAtEntry: boolean;
  /** Names the bytes in errors. */
  readonly label: string;
}

export const OPTIMISED_OUT = 'optimised out';
/** Of a register that a uprobe cannot read either. */
const FIRST_XMM = 17;
const LAST_XMM = 32;
const GENERAL_REGISTERS = 16;
const WORD_BYTES = 8;
const XMM_BYTES = 16;
/** Operations of one expression; real ones have some dozens. */
const MAXIMUM_OPERATIONS = 1000;
const MAXIMUM_STACK = 64;

/** Where a piece is, apart from its size. */
type Location = DwarfPiece extends infer Piece ? (Piece extends DwarfPiece ? Omit<Piece, 'bytes'> : never) : never;

/** Throws `MalformedError` when the expression ends within an operation. */
export function placeOf(expression: Uint8Array, scope: ExpressionScope): DwarfPlace {
  try {
    return new Evaluation(expression, scope).run();
  } catch (error) {
    if (error instanceof Obstacle) return absent(error.message);
    throw error;
  }
}

export function absent(reason: string): DwarfPlace {
  return [{ kind: 'absent', bytes: null, reason }];
}

class Evaluation {
  readonly #cursor: Cursor;
  readonly #scope: ExpressionScope;
  readonly #pieces: DwarfPiece[] = [];
  #stack: Entry[] = [];
  /** Of the current piece, where that is not an address on the stack. */
  #location: Entry | Location | null = null;

  constructor(expression: Uint8Array, scope: ExpressionScope) {
    this.#cursor = new Cursor(expression, scope.label);
    this.#scope = scope;
  }

  run(): DwarfPlace {
    for (let operations = 0; !this.#cursor.isAtEnd; operations++) {
      if (operations >= MAXIMUM_OPERATIONS) throw this.#cursor.malformed('too many operations');
      this.#operate(this.#cursor.u8());
    }
    if (this.#pieces.length === 0) this.#addPiece(this.#scope.valueBytes);
    else if (this.#location !== null || this.#stack.length > 0) throw new Obstacle(NOT_UNDERSTOOD);
    else this.#addRest();
    const [first, ...rest] = this.#pieces;
    return first === undefined ? absent(OPTIMISED_OUT) : [first, ...rest];
  }

  #operate(operation: number): void {
    const cursor = this.#cursor;
    if (operation >= DW_OP.reg && operation < DW_OP.reg + 32) {
      this.#location = registerNumber(operation - DW_OP.reg);
      return;
    }
    switch (operation) {
      case DW_OP.regx:
        this.#location = registerNumber(cursor.uleb());
        break;
      case DW_OP.stack_value:
        this.#location = this.#pop();
        break;
      case DW_OP.implicit_value:
        this.#location = { kind: 'constant', value: cursor.take(cursor.uleb()).slice() };
        break;
      case DW_OP.piece:
        this.#addPiece(cursor.uleb());
        break;
      case DW_OP.drop:
        this.#pop();
        break;
      case DW_OP.swap:
        this.#stack.push(this.#pop(), this.#pop());
        break;
      case DW_OP.nop:
        break;
      default:
        if (this.#stack.length >= MAXIMUM_STACK) throw cursor.malformed('too deep a stack');
        this.#stack.push(this.#compute(operation));
    }
  }

  /** What an operation leaves on the stack. */
  #compute(operation: number): Entry {
    const cursor = this.#cursor;
    const number = numberOf(operation, cursor);
    if (number !== null) return { kind: 'number', value: BigInt.asIntN(64, number) };
    if (operation >= DW_OP.breg && operation < DW_OP.breg + 32) return this.#register(operation - DW_OP.breg);
    switch (operation) {
      case DW_OP.bregx:
        return this.#register(cursor.uleb());
      case DW_OP.fbreg:
        return this.#inFrame(cursor.slebBig());
      case DW_OP.call_frame_cfa:
        if (this.#scope.frameAddress === null) throw new Obstacle(NOT_UNDERSTOOD);
        return { kind: 'word', word: this.#scope.frameAddress };
      case DW_OP.entry_value:
      case DW_OP.GNU_entry_value:
        return this.#entryValue(new Cursor(cursor.take(cursor.uleb()), this.#scope.label));
      case DW_OP.addr:
      case DW_OP.addrx:
      case DW_OP.GNU_addr_index:
        throw new Obstacle(STATIC);
      case DW_OP.implicit_pointer:
      case DW_OP.GNU_implicit_pointer:
        throw new Obstacle('points at something optimised out');
      case DW_OP.dup:
        return this.#peek(1);
      case DW_OP.over:
        return this.#peek(2);
      case DW_OP.deref:
        return { kind: 'word', word: { kind: 'load', at: addressOf(this.#pop()), plus: 0 } };
      case DW_OP.plus_uconst:
        return sum(this.#pop(), cursor.ulebBig());
      case DW_OP.plus:
        return sumOf(this.#pop(), this.#pop());
      case DW_OP.minus: {
        const subtrahend = numberIn(this.#pop());
        return sum(this.#pop(), -subtrahend);
      }
      case DW_OP.and: {
        const [one, other] = [this.#pop(), this.#pop()];
        return one.kind === 'number' ? masked(other, one.value) : masked(one, numberIn(other));
      }
      default:
        throw new Obstacle(COMPUTED);
    }
  }

  #register(number: number): Entry {
    const plus = safe(this.#cursor.slebBig());
    if (number >= GENERAL_REGISTERS) throw new Obstacle(`computed from register ${number}`);
    return { kind: 'word', word: { kind: 'register', number, plus } };
  }

  #inFrame(offset: bigint): Entry {
    const { frameBasePlus } = this.#scope;
    if (frameBasePlus === null) throw new Obstacle('its stack frame is not understood');
    return { kind: 'word', word: { kind: 'frameBase', plus: safe(offset + BigInt(frameBasePlus)) } };
  }

  /** What a register held when the function was called. */
  #entryValue(inner: Cursor): Entry {
    const operation = inner.u8();
    const number = operation === DW_OP.regx ? inner.uleb() : operation - DW_OP.reg;
    if (!inner.isAtEnd || number < 0 || number >= GENERAL_REGISTERS) throw new Obstacle(COMPUTED);
    if (!this.#scope.isAtEntry) throw new Obstacle('only its value at the call is known');
    return { kind: 'word', word: { kind: 'register', number, plus: 0 } };
  }

  /** Ends a piece of `bytes` bytes; null where nothing says how many. */
  #addPiece(bytes: number | null): void {
    const top = this.#stack.pop();
    const location = this.#location ?? (top === undefined ? GONE : ({ kind: 'memory', at: addressOf(top) } as const));
    this.#stack = [];
    this.#location = null;
    if (bytes !== 0) this.#pieces.push(...sized(location, bytes));
  }

  /** What pieces leave over of a variable is in no place. */
  #addRest(): void {
    const bytes = this.#pieces.reduce((total, piece) => total + (piece.bytes ?? 0), 0);
    const left = (this.#scope.valueBytes ?? bytes) - bytes;
    if (left > 0) this.#pieces.push({ bytes: left, ...GONE });
  }

  #peek(depth: number): Entry {
    const entry = this.#stack.at(-depth);
    if (entry === undefined) throw this.#cursor.malformed('nothing on the stack');
    return entry;
  }

  #pop(): Entry {
    const entry = this.#peek(1);
    this.#stack.pop();
    return entry;
  }
}

const GONE: Location = { kind: 'absent', reason: OPTIMISED_OUT };

function registerNumber(number: number): Location {
  const isReadable = number < GENERAL_REGISTERS || (number >= FIRST_XMM && number <= LAST_XMM);
  return isReadable ? { kind: 'register', number } : { kind: 'absent', reason: `in register ${number}` };
}

/** A location as pieces of `bytes` bytes in all; null where nothing says how many. */
function sized(location: Entry | Location, bytes: number | null): DwarfPiece[] {
  switch (location.kind) {
    case 'number': {
      const value = new Uint8Array(WORD_BYTES);
      new DataView(value.buffer).setBigInt64(0, location.value, true);
      return sized({ kind: 'constant', value }, bytes);
    }
    case 'masked': {
      const zeros = (bytes ?? WORD_BYTES) - location.bytes;
      const low: DwarfPiece = { kind: 'word', word: location.word, bytes: zeros > 0 ? location.bytes : bytes };
      return zeros > 0 ? [low, { kind: 'constant', value: new Uint8Array(zeros), bytes: zeros }] : [low];
    }
    case 'constant': {
      const { value } = location;
      if (bytes !== null && bytes > value.length) return [tooWide(bytes)];
      return [{ kind: 'constant', bytes, value: bytes === null ? value : value.slice(0, bytes) }];
    }
    case 'word':
      return bytes !== null && bytes > WORD_BYTES ? [tooWide(bytes)] : [{ bytes, ...location }];
    case 'register': {
      const held = location.number < GENERAL_REGISTERS ? WORD_BYTES : XMM_BYTES;
      return bytes !== null && bytes > held ? [tooWide(bytes)] : [{ bytes, ...location }];
    }
    case 'memory':
    case 'absent':
      return [{ bytes, ...location }];
  }
}

function tooWide(bytes: number): DwarfPiece {
  return { kind: 'absent', bytes, reason: NOT_UNDERSTOOD };
}
