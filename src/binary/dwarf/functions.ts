/** What the entries of one function, or of a copy of it inside another, say of it. DWARF 5, section 3.3. */

import type { DwarfFunction } from '../dwarfFunction.ts';
import type { Effort } from '../effort.ts';
import type { Machine } from '../elf/header.ts';
import { capturedOf } from './captured.ts';
import { DW_AT, DW_CC_nocall, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { piecesOf } from './entry.ts';
import { frameBaseOf } from './frameBase.ts';
import { lazily } from './lazily.ts';
import { isOptimised } from './optimisation.ts';
import { firstOf, originsOf } from './origins.ts';
import { typeOf } from './types.ts';
import { variableOf, variablesIn, type CodeScope } from './variables.ts';

/** What the function index knows. */
type Known = Pick<
  DwarfFunction,
  'name' | 'linkageName' | 'path' | 'declFile' | 'declLine1' | 'virtualAddress' | 'size'
>;

/** `code` is the entry with the machine code, or that of the copy. Throws `MalformedError`. */
export function functionOf(known: Known, code: Die, machine: Machine, effort: Effort): DwarfFunction {
  const chain = originsOf(code);
  const { units } = code.unit;
  const returning = chain.find(die => die.has(DW_AT.type))?.offset;
  const scope = codeScopeOf(code, machine, effort);
  const entries = variablesIn(chain, DW_TAG.formal_parameter, effort);
  const parameters = entries.map(die => variableOf(die, scope));
  return lazily(
    {
      ...known,
      frameBase: scope.frameBase.base,
      parameters,
      captured: capturedOf(known.name, chain, parameters, scope, effort),
      isOptimised: isOptimised(code, entries),
      hasParameterInfo: code.unit.describesArguments,
      hasNonstandardCallingConvention: firstOf(chain, die => die.count(DW_AT.calling_convention)) === DW_CC_nocall,
      producer: code.unit.root.string(DW_AT.producer),
    },
    { returnType: () => (returning === undefined ? null : typeOf(units.dieAt(returning))) },
  );
}

/** A copy lies in the frame of the function that it is in. */
function codeScopeOf(code: Die, machine: Machine, effort: Effort): CodeScope {
  const { unit, offset } = code;
  const around = code.tag === DW_TAG.inlined_subroutine ? unit.scopes.functionAround(offset) : offset;
  const outer = around === null ? code : unit.dieAt(around);
  return {
    machine,
    frameBase: frameBaseOf(outer, machine),
    entry: piecesOf(outer, effort)?.first.start ?? null,
  };
}
