/** A passage and its point -> the hit or the exit that a person sees. */

import type { Capture } from '../model/capture.ts';
import type { ShownValue } from '../model/hit.ts';
import type { Passage } from '../model/passage.ts';
import type { ProbePlan, TracePoint } from '../model/probePlan.ts';
import type { AddressNames } from '../probe/addressNames.ts';
import { addressesIn, showValue } from '../probe/showValue.ts';
import type { TracerEvent } from './tracer.ts';

/** @param passage of one of the plan's points */
export function shownPassage({ probes, exits }: ProbePlan, passage: Passage, names: AddressNames): TracerEvent[] {
  const { point, results, ...who } = passage;
  const show = (capture: Capture, { place }: TracePoint): ShownValue =>
    showValue(capture, results, names, place.virtualAddress);
  const probe = probes[point];
  if (probe !== undefined) {
    const args = probe.captures.map(capture => ({ name: capture.name, value: show(capture, probe) }));
    return [{ type: 'hit', hit: { ...who, probe: point, args, stackPointer: stackPointerOf(probe, passage) } }];
  }
  const exit = exits[point - probes.length];
  if (exit === undefined) return [];
  const result = exit.result === null ? null : show(exit.result, exit);
  return [{ type: 'exit', exit: { ...who, point, result, stackPointer: stackPointerOf(exit, passage) } }];
}

/** Asks for the names of what the passage will show: they are often known by the time that it is shown. */
export function askNames({ probes, exits }: ProbePlan, { point, results }: Passage, names: AddressNames): void {
  const probe = probes[point];
  const exit = exits[point - probes.length];
  const captures = probe?.captures ?? (exit?.result ? [exit.result] : []);
  const { virtualAddress } = (probe ?? exit)?.place ?? { virtualAddress: 0 };
  for (const address of addressesIn(captures, results, virtualAddress)) names.nameOf(address);
}

function stackPointerOf({ stackPointer }: TracePoint, { results }: Passage): bigint | null {
  const result = stackPointer === null ? undefined : results[stackPointer.read];
  if (stackPointer === null || result?.kind !== 'bytes' || result.bytes.length < 8) return null;
  const { buffer, byteOffset } = result.bytes;
  const word = new DataView(buffer, byteOffset, 8).getBigUint64(0, true);
  return BigInt.asUintN(64, word + BigInt(stackPointer.plus));
}
