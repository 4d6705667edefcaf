/** From instances to a plan: one probe an instance, with what to read there. */

import type { DwarfFunction } from '../binary/dwarfFunction.ts';
import type { ElfFile } from '../binary/elf.ts';
import type { Artifact } from '../model/artifact.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import type { ProbePlan, ProbePoint } from '../model/probePlan.ts';
import { capturesOf } from './captures.ts';
import { DECIDING_BYTES, whyNotProbeable } from './probeable.ts';
import { readPrologue } from './prologue.ts';

/** More instances than this are not probed: bcc needs a file descriptor a processor for each. */
const MAXIMUM_PROBES = 48;

/** No prologue of interest is longer, bytes. */
const PROLOGUE_BYTES = 512;

/** A machine-code home and what DWARF knows of its arguments. */
export interface InstanceWithDebug {
  readonly instance: FunctionInstance;
  /** Of its first instruction. */
  readonly virtualAddress: bigint;
  /** Read when it is probed. Null where the artifact has no debug information for it, and for an inlined copy. */
  readonly debug: () => DwarfFunction | null;
}

/** Probes for the first `MAXIMUM_PROBES` of the instances that can have one. */
export function planProbes(
  functionName: string,
  artifact: Artifact,
  elf: ElfFile,
  instances: readonly InstanceWithDebug[],
): ProbePlan {
  const probes: ProbePoint[] = [];
  const unprobed = new Map<string, number>();
  for (const { instance, virtualAddress, debug } of instances) {
    const obstacle =
      probes.length >= MAXIMUM_PROBES
        ? `a trace takes ${MAXIMUM_PROBES} probes`
        : whyNotProbeable(elf.readCodeUpTo(virtualAddress, DECIDING_BYTES), elf.machine);
    if (obstacle !== null) unprobed.set(obstacle, (unprobed.get(obstacle) ?? 0) + 1);
    else probes.push({ id: probes.length, instance, ...argumentsOf(elf, instance, debug()) });
  }
  return {
    functionName,
    artifact,
    probes,
    process: null,
    unprobed: Array.from(unprobed, ([reason, count]) => ({ reason, instances: count })),
  };
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
