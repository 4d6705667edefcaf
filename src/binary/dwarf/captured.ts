/**
 * What closures and async bodies captured. rustc writes each capture of a closure as a variable right below the
 * closure's function, read through its environment; the closure's own variables lie in blocks inside. An async body is
 * called with its pinned state: an enum whose variants are the places where it may be waiting, with what is alive there.
 */

import type { DwarfParameter, DwarfPlace, DwarfWord } from '../dwarfFunction.ts';
import type { DwarfType } from '../dwarfType.ts';
import type { Effort } from '../effort.ts';
import { sizeOf } from '../typeSize.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { absent } from './expression.ts';
import { variableOf, variablesIn, type CodeScope } from './variables.ts';

/** The state of an async body has no name in the source. */
const STATE = 'state';
const CLOSURE = /^\{closure#\d+\}/;
const ENVIRONMENT = /^\{\w+_env#\d+\}/;
const POINTER_BYTES = 8;
/** Structures of one field between `Pin` and the pointer. */
const MAXIMUM_DEPTH = 8;

/** `parameters` are those of the function `name`. Throws `MalformedError`. */
export function capturedOf(
  name: string,
  chain: readonly [Die, ...Die[]],
  parameters: readonly DwarfParameter[],
  code: CodeScope,
  effort: Effort,
): DwarfParameter[] {
  if (CLOSURE.test(name)) {
    const variables = variablesIn(chain, DW_TAG.variable, effort).filter(die => !die.has(DW_AT.artificial));
    // A parameter without a size is written as a variable there too.
    return variables.map(die => variableOf(die, code)).filter(({ type }) => sizeOf(type) !== 0);
  }
  const [first] = parameters;
  return name.startsWith('{') && first?.name === null ? statesOf(first) : [];
}

/** Of the parameter of an async body; none for another. */
function statesOf(pinned: DwarfParameter): DwarfParameter[] {
  const type = pointedAt(pinned.type);
  if (type?.kind !== 'enum' || !ENVIRONMENT.test(type.name)) return [];
  return [{ name: STATE, type, isFixed: pinned.isFixed, placeAt: address => targetOf(pinned.placeAt(address)) }];
}

/** The target of the pointer that a structure is, as `Pin<&mut T>`. */
function pointedAt(type: DwarfType, depth = MAXIMUM_DEPTH): DwarfType | null {
  if (type.kind === 'pointer') return type.target;
  if (type.kind !== 'struct' || type.byteSize !== POINTER_BYTES || depth === 0) return null;
  const [member, ...more] = type.members.filter(({ type: own }) => sizeOf(own) !== 0);
  return member?.offset !== 0 || more.length > 0 ? null : pointedAt(member.type, depth - 1);
}

/** Where the value lies that a pointer in one piece points at. */
function targetOf([piece, ...more]: DwarfPlace): DwarfPlace {
  if (piece.kind === 'absent') return [{ ...piece, bytes: null }];
  const pointer = more.length > 0 ? null : pointerIn(piece);
  return pointer === null ? absent('its place is not understood') : [{ kind: 'memory', bytes: null, at: pointer }];
}

function pointerIn(piece: DwarfPlace[0]): DwarfWord | null {
  switch (piece.kind) {
    case 'memory':
      return { kind: 'load', at: piece.at, plus: 0 };
    case 'register':
      return { kind: 'register', number: piece.number, plus: 0 };
    case 'word':
      return piece.word;
    case 'constant':
    case 'absent':
      return null;
  }
}
