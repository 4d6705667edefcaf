/** What the entries of one function with machine code of its own say of it. DWARF 5, section 3.3. */

import type { DwarfFunction } from '../dwarfFunction.ts';
import type { Effort } from '../effort.ts';
import type { Machine } from '../elf/header.ts';
import { DW_AT, DW_CC_nocall } from './constants.ts';
import type { Die } from './die.ts';
import { frameBaseOf } from './locations.ts';
import { firstOf, originsOf } from './origins.ts';
import { parametersOf } from './parameters.ts';
import { typeOf } from './types.ts';

/** What the function index knows. */
type Known = Pick<
  DwarfFunction,
  'name' | 'linkageName' | 'path' | 'declFile' | 'declLine1' | 'virtualAddress' | 'size'
>;

/** `code` is the entry with the machine code. Throws `MalformedError`. */
export function functionOf(known: Known, code: Die, machine: Machine, effort: Effort): DwarfFunction {
  const chain = originsOf(code);
  const { units } = code.unit;
  const returning = chain.find(die => die.has(DW_AT.type))?.offset;
  return {
    ...known,
    frameBase: frameBaseOf(code.expression(DW_AT.frame_base), machine),
    parameters: parametersOf(chain, effort),
    hasParameterInfo: code.unit.describesArguments,
    get returnType() {
      return returning === undefined ? null : typeOf(units.dieAt(returning));
    },
    hasNonstandardCallingConvention: firstOf(chain, die => die.count(DW_AT.calling_convention)) === DW_CC_nocall,
    producer: code.unit.root.string(DW_AT.producer),
  };
}
