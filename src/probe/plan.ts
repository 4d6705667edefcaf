/** From instances to a plan: one probe an instance, with what to read there, and the ends of its calls. */

import type { ElfFile } from '../binary/elf.ts';
import { ConditionError } from '../condition/conditionError.ts';
import type { Artifact } from '../model/artifact.ts';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../model/captureOptions.ts';
import type { ExitPoint, ProbePlan, ProbePoint } from '../model/probePlan.ts';
import { type InstanceWithDebug, probeOf } from './entry.ts';
import { caughtPoints, exitPointsOf } from './exitPoints.ts';
import { DECIDING_BYTES, whyNotProbeable } from './probeable.ts';

/** More points than this are not set: bcc needs a file descriptor a processor for each. */
const MAXIMUM_POINTS = 48;

/**
 * Probes for the first of the instances that can have one, as many as a trace takes.
 * Throws `ConditionError` where the condition can be tested in none of them.
 */
export function planProbes(
  functionName: string,
  artifact: Artifact,
  elf: ElfFile,
  instances: readonly InstanceWithDebug[],
  options: CaptureOptions = DEFAULT_OPTIONS,
): ProbePlan {
  const probes: ProbePoint[] = [];
  const homes: InstanceWithDebug[] = [];
  const unprobed = new Map<string, number>();
  let refused: ConditionError | null = null;
  for (const home of instances) {
    const probe = probeOrObstacle(elf, home, options, probes.length);
    if (probe instanceof ConditionError) refused ??= probe;
    if (typeof probe === 'string' || probe instanceof ConditionError) {
      const reason =
        typeof probe === 'string' ? probe : `the condition cannot be tested there: ${asClause(probe.message)}`;
      unprobed.set(reason, (unprobed.get(reason) ?? 0) + 1);
      continue;
    }
    probes.push({ id: probes.length, ...probe });
    homes.push(home);
  }
  if (probes.length === 0 && refused !== null) throw refused;
  return {
    functionName,
    artifact,
    ...withExits(elf, probes, homes, options),
    process: null,
    unprobed: Array.from(unprobed, ([reason, count]) => ({ reason, instances: count })),
  };
}

function probeOrObstacle(
  elf: ElfFile,
  home: InstanceWithDebug,
  options: CaptureOptions,
  probes: number,
): Omit<ProbePoint, 'id'> | string | ConditionError {
  if (probes >= MAXIMUM_POINTS) return `a trace takes ${MAXIMUM_POINTS} probes`;
  const obstacle = whyNotProbeable(elf.readCodeUpTo(home.virtualAddress, DECIDING_BYTES), elf.machine);
  if (obstacle !== null) return obstacle;
  try {
    return probeOf(elf, home, options);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
}

/** The probes with why their ends are not traced, and the ends of the others. */
function withExits(
  elf: ElfFile,
  probes: readonly ProbePoint[],
  homes: readonly InstanceWithDebug[],
  options: CaptureOptions,
): Pick<ProbePlan, 'probes' | 'exits'> {
  if (!options.returns) return { probes, exits: [] };
  const caught = caughtPoints(elf);
  const room = MAXIMUM_POINTS - probes.length - caught.length;
  const exits: Omit<ExitPoint, 'id'>[] = [];
  const explained = probes.map((probe, entry) => {
    const home = homes[entry];
    const points = home === undefined ? 'it has no machine code' : exitPointsOf(elf, home, options);
    const isTooMany = typeof points !== 'string' && exits.length + points.length > room;
    if (typeof points === 'string' || isTooMany) {
      return {
        ...probe,
        unknownReturns: typeof points === 'string' ? points : `a trace takes ${MAXIMUM_POINTS} probes`,
      };
    }
    exits.push(...points.map(point => ({ ...point, entry })));
    return probe;
  });
  if (exits.length > 0) exits.push(...caught.map(point => ({ ...point, entry: null })));
  return { probes: explained, exits: exits.map((exit, at) => ({ ...exit, id: probes.length + at })) };
}

function asClause(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
