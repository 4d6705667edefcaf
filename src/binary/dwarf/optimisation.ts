/**
 * Whether code was optimised. Nothing in debug information says so; what it shows of parameters and variables does.
 * Lists of locations are no sign: unoptimised code has some for large values, which are passed by their addresses.
 */

import { Cursor } from '../cursor.ts';
import { DW_AT, DW_OP } from './constants.ts';
import type { Die } from './die.ts';
import { allLocationsOf } from './variables.ts';

/** `parameters` are the entries of a function's. Throws `MalformedError`. */
export function isOptimised(code: Die, parameters: readonly Die[]): boolean {
  return code.unit.showsOptimisation || parameters.some(showsOptimisation);
}

/** A value without memory: unoptimised code gives every variable a place on the stack. */
function showsOptimisation(parameter: Die): boolean {
  if (!parameter.has(DW_AT.location)) return true;
  for (const { expression } of allLocationsOf(parameter)) {
    if (expression.length === 0 || isInRegister(expression, parameter.unit.sections.info.label)) return true;
  }
  return false;
}

function isInRegister(expression: Uint8Array, label: string): boolean {
  const first = new Cursor(expression, label).u8();
  return (first >= DW_OP.reg && first < DW_OP.reg + 32) || first === DW_OP.regx || first === DW_OP.piece;
}
