/**
 * A machine that runs threads with stacks: calls of two traced functions between calls of others, returns, tail calls and
 * panics, as they are recorded, and as they truly were.
 */

import type { Exit, Hit } from '../../../src/model/hit.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { OutcomeKind } from '../../../src/session/callOutcome.ts';
import type { Random } from '../../support/random.ts';
import { exitPointOf, hitOf, value } from './samples.ts';

/** How a call truly ended; `kind` is `unseen` while it runs. */
export interface Truth {
  readonly kind: OutcomeKind;
  readonly timeNs: bigint | null;
  readonly result: string | null;
}

export type Record = { readonly kind: 'hit'; readonly hit: Hit } | { readonly kind: 'exit'; readonly exit: Exit };

interface Frame {
  /** Null for a function that is not traced. */
  readonly hit: Hit | null;
  /** Where its return address lies. */
  readonly entry: bigint;
  /** The stack pointer in its body. */
  readonly body: bigint;
  /** Whether it catches panics of those that it calls. */
  readonly catches: boolean;
}

export class SimulatedMachine {
  readonly records: Record[] = [];
  readonly truths = new Map<Hit, Truth>();
  readonly #plan: ProbePlan;
  readonly #random: Random;
  readonly #stacks: Frame[][];
  #timeNs = 1000n;
  #results = 0;

  /** The plan has two probes with exits. */
  constructor(plan: ProbePlan, threads: number, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#stacks = Array.from({ length: threads }, (_, thread) => {
      const top = 0x7f00_0000_0000n + BigInt(thread) * 0x100_0000n;
      return [{ hit: null, entry: top, body: top - 64n, catches: true }];
    });
  }

  get timeNs(): bigint {
    return this.#timeNs;
  }

  /** One thing happens in one thread. */
  step(): void {
    this.#timeNs += BigInt(1 + this.#random(1000));
    const thread = this.#random(this.#stacks.length);
    const stack = this.#stacks[thread] ?? [];
    const chance = this.#random(100);
    const deepest = stack.length > 12;
    if (stack.length > 1 && chance < 5) this.#panic(thread, stack);
    else if (stack.length > 1 && chance < 12) this.#tailCall(thread, stack);
    else if (stack.length > 1 && (deepest || chance < 50)) this.#return(thread, stack);
    else this.#call(thread, stack);
  }

  #call(thread: number, stack: Frame[], at?: bigint): void {
    const top = stack.at(-1);
    const entry = at ?? (top?.body ?? 0n) - 8n;
    const kind = this.#random(3);
    const hit = kind === 2 ? null : hitOf({}, { probe: kind, ...this.#inThread(thread), stackPointer: entry });
    if (hit !== null) {
      this.records.push({ kind: 'hit', hit });
      this.truths.set(hit, { kind: 'unseen', timeNs: null, result: null });
    }
    const body = entry - 8n * BigInt(this.#random(20));
    stack.push({ hit, entry, body, catches: hit === null && this.#random(4) === 0 });
  }

  #return(thread: number, stack: Frame[]): void {
    const frame = stack.pop();
    if (frame === undefined || frame.hit === null) return;
    const result = String(this.#results++);
    this.#exit(thread, exitPointOf(this.#plan, 'return', frame.hit.probe), frame.entry, result);
    this.truths.set(frame.hit, { kind: 'returned', timeNs: this.#timeNs, result });
  }

  #tailCall(thread: number, stack: Frame[]): void {
    const frame = stack.pop();
    if (frame === undefined) return;
    if (frame.hit !== null) {
      this.#exit(thread, exitPointOf(this.#plan, 'tailCall', frame.hit.probe), frame.entry, null);
      this.truths.set(frame.hit, { kind: 'tailCalled', timeNs: this.#timeNs, result: null });
    }
    this.#timeNs += 1n;
    this.#call(thread, stack, frame.entry);
  }

  /** Unwinds to the innermost frame that catches. */
  #panic(thread: number, stack: Frame[]): void {
    const catcher = stack.findLastIndex((frame, index) => frame.catches && index < stack.length - 1);
    const gone = stack.splice(catcher + 1);
    const body = stack.at(-1)?.body ?? 0n;
    this.#exit(thread, exitPointOf(this.#plan, 'caught'), body - 8n, null);
    for (const { hit } of gone) {
      if (hit !== null) this.truths.set(hit, { kind: 'unwound', timeNs: this.#timeNs, result: null });
    }
  }

  #exit(thread: number, point: number, stackPointer: bigint, result: string | null): void {
    const { pid, tid, comm, timeNs } = hitOf({}, this.#inThread(thread));
    const shown = result === null ? null : value(result);
    this.records.push({ kind: 'exit', exit: { point, pid, tid, comm, timeNs, stackPointer, result: shown } });
  }

  #inThread(thread: number): Pick<Hit, 'tid' | 'timeNs'> {
    return { tid: 100 + thread, timeNs: this.#timeNs };
  }
}
