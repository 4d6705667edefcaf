/** From instances to a plan: one probe an instance, with what to read there. */

import type { DwarfFunction } from '../binary/dwarfFunction.ts';
import type { ElfFile } from '../binary/elf.ts';
import type { Artifact } from '../model/artifact.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import type { ProbePlan, ProbePoint } from '../model/probePlan.ts';
import { capturesOf } from './captures.ts';
import { readPrologue } from './prologue.ts';

/** More instances of one function than this are counted as omitted: bcc needs a file descriptor a processor for each. */
export const MAXIMUM_PROBES = 48;

/** No prologue of interest is longer, bytes. */
const PROLOGUE_BYTES = 512;

/** A machine-code home and what DWARF knows of its arguments. */
export interface InstanceWithDebug {
  readonly instance: FunctionInstance;
  /** Null where the artifact has no debug information for it, and for an inlined copy. */
  readonly debug: DwarfFunction | null;
}

/** Probes for the first `MAXIMUM_PROBES` instances; `instanceCount` is how many there are in all. */
export function planProbes(
  functionName: string,
  artifact: Artifact,
  elf: ElfFile,
  instances: readonly InstanceWithDebug[],
  instanceCount = instances.length,
): ProbePlan {
  const probes = instances
    .slice(0, MAXIMUM_PROBES)
    .map(({ instance, debug }, id): ProbePoint => ({ id, instance, ...argumentsOf(elf, instance, debug) }));
  return { functionName, artifact, probes, omittedInstances: instanceCount - probes.length };
}

function argumentsOf(
  elf: ElfFile,
  instance: FunctionInstance,
  debug: DwarfFunction | null,
): Pick<ProbePoint, 'captures' | 'unknownArguments'> {
  // A poll body's one argument is its own pinned state, nothing the person wrote.
  if (instance.kind === 'poll') return { captures: [] };
  if (instance.inlined !== null) {
    return { captures: [], unknownArguments: 'arguments of an inlined copy are not read yet' };
  }
  if (debug?.hasParameterInfo !== true) {
    return { captures: [], unknownArguments: 'no debug information says what arguments there are' };
  }
  const prologue =
    elf.machine === 'x86_64'
      ? readPrologue(elf.readCode(debug.virtualAddress, Math.min(debug.size, PROLOGUE_BYTES)))
      : null;
  return { captures: capturesOf(debug, prologue) };
}
