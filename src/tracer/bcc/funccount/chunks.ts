/** A plan that is too large for one `funccount` -> plans that are not, in the order of its probes. */

import type { ProbePlan, ProbePoint } from '../../../model/probePlan.ts';
import { inExpression } from './command.ts';

/** Each takes two file descriptors of the usual 1,024, and of bcc's own limit of 1,000 probes one. */
const MOST_PLACES = 400;

/** Of the names in one argument, for which Linux has 128 KiB (execve(2)). */
const MOST_NAME_BYTES = 96 * 1024;

/** At least one. What several places share a symbol in stays whole, to be refused (command.ts). */
export function chunksOf(plan: ProbePlan): ProbePlan[] {
  if (new Set(plan.probes.map(({ place }) => place.symbol)).size < plan.probes.length) return [plan];
  const chunks: ProbePoint[][] = [[]];
  let bytes = 0;
  for (const probe of plan.probes) {
    const length = inExpression(probe.place.symbol).length + 1;
    const last = chunks.at(-1) ?? [];
    if (last.length > 0 && (last.length === MOST_PLACES || bytes + length > MOST_NAME_BYTES)) {
      chunks.push([probe]);
      bytes = length;
    } else {
      last.push(probe);
      bytes += length;
    }
  }
  return chunks.map(probes => ({ ...plan, probes: probes.map((probe, id) => ({ ...probe, id })) }));
}
