/** Parameters and variables: what they are called, of which type, and where they are. DWARF 5, section 4.1. */

import type { DwarfParameter, DwarfPlace, DwarfWord } from '../dwarfFunction.ts';
import type { Effort } from '../effort.ts';
import type { Machine } from '../elf/header.ts';
import { sizeOf } from '../typeSize.ts';
import { DW_AT } from './constants.ts';
import type { Die } from './die.ts';
import { childrenOf } from './dieWalker.ts';
import { absent, OPTIMISED_OUT, placeOf, type ExpressionScope } from './expression.ts';
import type { FrameBaseSum } from './frameBase.ts';
import { lazily } from './lazily.ts';
import { locationsIn, type ListedLocation } from './locationLists.ts';
import { firstOf, originsOf } from './origins.ts';
import { knownTypeOf } from './types.ts';

/** The code that a variable belongs to. */
export interface CodeScope {
  readonly machine: Machine;
  readonly frameBase: FrameBaseSum;
  /** Where the function with machine code of its own begins; null where it is not known. */
  readonly entry: bigint | null;
}

/** In DWARF's numbers of x86-64 registers. */
const RSP = 7;
/** From the stack pointer at the first instruction to the canonical frame address: the return address. */
const RETURN_ADDRESS_BYTES = 8;
const WORD_BYTES = 8;

/** The entries of one kind (DW_TAG_…) right below `chain`'s first, with those that only an origin of it has. */
export function variablesIn(chain: readonly [Die, ...Die[]], tag: number, effort: Effort): Die[] {
  const own = childrenOf(chain[0], tag, effort);
  const shared = chain[0].has(DW_AT.abstract_origin) ? chain[1] : undefined;
  return shared === undefined ? own : withMissing(own, childrenOf(shared, tag, effort));
}

/** The code may lack an argument that it does not use, but what its copies share still has it: put it in its place. */
function withMissing(own: readonly Die[], shared: readonly Die[]): Die[] {
  const present = new Set(own.map(die => die.reference(DW_AT.abstract_origin)));
  const all = [...own];
  shared.forEach((die, index) => {
    if (!present.has(die.offset)) all.splice(index, 0, die);
  });
  return all;
}

/** Throws `MalformedError`. */
export function variableOf(die: Die, code: CodeScope): DwarfParameter {
  const chain = originsOf(die);
  const { offset } = die;
  const typed = (chain.find(link => link.has(DW_AT.type)) ?? die).offset;
  const { units } = die.unit;
  const type = () => knownTypeOf(units.dieAt(typed));
  return lazily(
    {
      name: firstOf(chain, link => link.string(DW_AT.name)),
      isFixed: die.bytes(DW_AT.location) !== null,
      placeAt: (address: bigint) => placeAt(units.dieAt(offset), address, code, sizeOf(type())),
    },
    { type },
  );
}

function placeAt(die: Die, address: bigint, code: CodeScope, valueBytes: number | null): DwarfPlace {
  if (code.machine !== 'x86_64') return absent('read on x86-64 only');
  if (valueBytes === 0) return [{ kind: 'constant', bytes: 0, value: new Uint8Array(0) }];
  if (!die.has(DW_AT.location)) return constantOf(die, valueBytes) ?? absent(OPTIMISED_OUT);
  const expression = die.bytes(DW_AT.location) ?? listed(die, address);
  if (expression === null || expression.length === 0) return absent(OPTIMISED_OUT);
  const isAtEntry = address === code.entry;
  return placeOf(expression, scopeOf(die, code, isAtEntry, valueBytes));
}

/** `isAtEntry`: the program stands at the first instruction of the function. */
function scopeOf(die: Die, code: CodeScope, isAtEntry: boolean, valueBytes: number | null): ExpressionScope {
  const { base, plus } = code.frameBase;
  const atEntry: DwarfWord = { kind: 'register', number: RSP, plus: RETURN_ADDRESS_BYTES };
  return {
    frameBasePlus: base === 'other' ? null : plus,
    frameAddress: base === 'cfa' ? { kind: 'frameBase', plus: 0 } : isAtEntry ? atEntry : null,
    valueBytes,
    isAtEntry,
    label: die.unit.sections.info.label,
  };
}

/** Every location that a variable has somewhere. Throws `MalformedError`. */
export function* allLocationsOf(die: Die): Generator<ListedLocation> {
  const expression = die.bytes(DW_AT.location);
  if (expression !== null) yield { range: null, expression };
  const list = expression === null ? die.locationList(DW_AT.location) : null;
  if (list !== null) yield* locationsIn(die.unit, list);
}

/** The expression that holds at an address; null for none. */
function listed(die: Die, address: bigint): Uint8Array | null {
  let otherwise: Uint8Array | null = null;
  for (const { range, expression } of allLocationsOf(die)) {
    if (range === null) otherwise = expression;
    else if (range.start <= address && address < range.end) return expression;
  }
  return otherwise;
}

/** Of a variable that is known to the compiler; null when it is not. */
function constantOf(die: Die, valueBytes: number | null): DwarfPlace | null {
  const number = die.wideConstant(DW_AT.const_value);
  if (number === null) return null;
  const bytes = valueBytes ?? WORD_BYTES;
  if (bytes > 2 * WORD_BYTES) return null;
  const value = Uint8Array.from({ length: bytes }, (_, at) => Number(BigInt.asUintN(8, number >> BigInt(8 * at))));
  return [{ kind: 'constant', bytes, value }];
}
