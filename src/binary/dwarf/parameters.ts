/** The parameters of a function in the order of its signature. DWARF 5, sections 3.3.8.1 and 4.1. */

import type { DwarfLocation, DwarfParameter } from '../dwarfFunction.ts';
import type { Effort } from '../effort.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { childrenOf } from './dieWalker.ts';
import { locationOf } from './locations.ts';
import { firstOf, originsOf } from './origins.ts';
import { knownTypeOf } from './types.ts';

/** `chain` is the function and what it completes (`originsOf`). Throws `MalformedError`. */
export function parametersOf(chain: readonly [Die, ...Die[]], effort: Effort): DwarfParameter[] {
  const own = childrenOf(chain[0], DW_TAG.formal_parameter, effort);
  const shared = chain[0].has(DW_AT.abstract_origin) ? chain[1] : undefined;
  const all = shared === undefined ? own : withMissing(own, childrenOf(shared, DW_TAG.formal_parameter, effort));
  return all.map(parameter);
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

function parameter(die: Die): DwarfParameter {
  const chain = originsOf(die);
  const typed = (chain.find(link => link.has(DW_AT.type)) ?? die).offset;
  const { units } = die.unit;
  return {
    name: firstOf(chain, link => link.string(DW_AT.name)),
    get type() {
      return knownTypeOf(units.dieAt(typed));
    },
    location: parameterLocation(die),
  };
}

function parameterLocation(die: Die): DwarfLocation {
  if (!die.has(DW_AT.location)) return { kind: 'none' };
  const expression = die.expression(DW_AT.location);
  return expression === null ? { kind: 'other' } : locationOf(expression, die.unit.sections.info.label);
}
