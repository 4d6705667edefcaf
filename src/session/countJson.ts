/** A counted function as programs read it: in exports, and in the lines of the command line. */

import type { FunctionInstance } from '../model/functionInstance.ts';
import type { FunctionCount } from './functionCount.ts';

export interface FunctionJson {
  readonly function: string;
  readonly count: number;
  readonly instances: readonly InstanceJson[];
}

export interface InstanceJson {
  readonly symbol: string;
  readonly count: number;
  /** With type arguments; left out where it is the function's name. */
  readonly demangled?: string;
  readonly kind: 'body' | 'poll' | 'inlined';
  /** Of an inlined copy: the function that the call stands in, `FILE:LINE` of the call as far as it is known, and whether it is of a poll. */
  readonly in?: string;
  readonly at?: string | null;
  readonly isPoll?: boolean;
  /** Functions with the same code: their entries are counted with these. */
  readonly sharedWith?: readonly string[];
}

export function functionJson({ function: fn, count, instances }: FunctionCount): FunctionJson {
  return {
    function: fn.name,
    count,
    instances: fn.instances.map(({ instance }, index) => instanceJson(instance, instances[index] ?? 0, fn.name)),
  };
}

function instanceJson(instance: FunctionInstance, count: number, name: string): InstanceJson {
  const { symbol, demangled, kind, inlined, sharedWith } = instance;
  return {
    symbol,
    count,
    ...(demangled === name ? {} : { demangled }),
    ...(inlined === null
      ? { kind }
      : { kind: 'inlined', in: inlined.caller, at: callText(inlined), isPoll: kind === 'poll' }),
    ...(sharedWith.length === 0 ? {} : { sharedWith }),
  };
}

function callText({ callFile, callLine1 }: NonNullable<FunctionInstance['inlined']>): string | null {
  return callFile === null || callLine1 === 0 ? callFile : `${callFile}:${callLine1}`;
}
