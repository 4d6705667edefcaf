/**
 * A passage and its point -> the hit or the exit that a person sees. Values are put into words when somebody looks at
 * them: of a flood most are only counted, and a few of them shown.
 */

import type { Capture } from '../model/capture.ts';
import type { CapturedArgument, Exit, Hit, ShownValue } from '../model/hit.ts';
import type { Passage } from '../model/passage.ts';
import type { ExitPoint, ProbePlan, ProbePoint } from '../model/probePlan.ts';
import type { AddressNames } from '../probe/addressNames.ts';
import { addressesIn, holdsCode, showValue } from '../probe/showValue.ts';
import type { TracerEvent } from './tracer.ts';

/** Shows the passages of one plan. */
export class PassageView {
  readonly #plan: ProbePlan;
  readonly #names: AddressNames;
  /** By the id of the point: its captures that hold addresses of code. */
  readonly #withCode: readonly (readonly Capture[])[];

  constructor(plan: ProbePlan, names: AddressNames) {
    this.#plan = plan;
    this.#names = names;
    const captures = [...plan.probes.map(probe => probe.captures), ...plan.exits.map(({ result }) => result ?? [])];
    this.#withCode = captures.map(each => [each].flat().filter(holdsCode));
  }

  /** Null where it is of no point of the plan. */
  eventOf(passage: Passage): Extract<TracerEvent, { type: 'hit' | 'exit' }> | null {
    const { probes, exits } = this.#plan;
    const probe = probes[passage.point];
    if (probe !== undefined) return { type: 'hit', hit: new PassageHit(passage, probe, this.#names) };
    const exit = exits[passage.point - probes.length];
    return exit === undefined ? null : { type: 'exit', exit: new PassageExit(passage, exit, this.#names) };
  }

  /** Asks for the names of what the passage would show: they are often known by the time that it is shown. */
  askNames(passage: Passage): void {
    const captures = this.#withCode[passage.point];
    if (captures === undefined || captures.length === 0) return;
    const { probes, exits } = this.#plan;
    const point = probes[passage.point] ?? exits[passage.point - probes.length];
    const addresses = addressesIn(captures, passage.results, point?.place.virtualAddress ?? 0);
    for (const address of addresses) this.#names.nameOf(address);
  }
}

/** What every passage says of itself at once. */
class PassageBase {
  readonly timeNs: bigint;
  readonly pid: number | null;
  readonly tid: number;
  readonly comm: string;
  readonly stackPointer: bigint | null;

  constructor({ timeNs, pid, tid, comm, stackPointer }: Passage) {
    this.timeNs = timeNs;
    this.pid = pid;
    this.tid = tid;
    this.comm = comm;
    this.stackPointer = stackPointer;
  }
}

class PassageHit extends PassageBase implements Hit {
  readonly probe: number;
  readonly #point: ProbePoint;
  readonly #names: AddressNames;
  /** Null once its values are in words: its bytes are not needed any more. */
  #passage: Passage | null;
  #args: readonly CapturedArgument[] = [];

  constructor(passage: Passage, point: ProbePoint, names: AddressNames) {
    super(passage);
    this.probe = passage.point;
    this.#point = point;
    this.#names = names;
    this.#passage = passage;
  }

  get args(): readonly CapturedArgument[] {
    const passage = this.#passage;
    if (passage !== null) {
      const { captures, place } = this.#point;
      this.#passage = null;
      const show = (capture: Capture): ShownValue =>
        showValue(capture, passage.results, this.#names, place.virtualAddress);
      this.#args = captures.map(capture => ({ name: capture.name, value: show(capture) }));
    }
    return this.#args;
  }
}

class PassageExit extends PassageBase implements Exit {
  readonly point: number;
  readonly #point: ExitPoint;
  readonly #names: AddressNames;
  /** Null once its value is in words. */
  #passage: Passage | null;
  #result: ShownValue | null = null;

  constructor(passage: Passage, point: ExitPoint, names: AddressNames) {
    super(passage);
    this.point = passage.point;
    this.#point = point;
    this.#names = names;
    this.#passage = passage;
  }

  get result(): ShownValue | null {
    const passage = this.#passage;
    if (passage !== null) {
      const { result, place } = this.#point;
      this.#passage = null;
      this.#result = result === null ? null : showValue(result, passage.results, this.#names, place.virtualAddress);
    }
    return this.#result;
  }
}
