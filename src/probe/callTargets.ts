/** What a stretch of x86-64 machine code calls directly, or jumps to behind its own end: tail calls. */

import type { CodePart } from './exits.ts';
import { listInstructions, targetOf } from './x86/listing.ts';

/** Virtual addresses, whether functions begin there or not; null where the code is not understood. */
export function callTargetsOf({ virtualAddress, code }: CodePart): ReadonlySet<number> | null {
  const listed = listInstructions(code);
  if (listed === null) return null;
  const targets = new Set<number>();
  for (const item of listed) {
    const { flow, offset, instruction } = item;
    if (flow.kind === 'call' && flow.distance !== null) {
      targets.add(virtualAddress + offset + instruction.length + flow.distance);
    }
    const jump = targetOf(item);
    if (jump !== null && (jump < 0 || jump >= code.length)) targets.add(virtualAddress + jump);
  }
  return targets;
}
