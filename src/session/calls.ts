/**
 * Which call each exit ends. A call is known by its thread and by the stack pointer at its entry, which no two calls of
 * a thread have at one time: recursion, threads and tail calls come out right by that alone.
 *
 *     higher addresses   │ caller          │
 *     S at the entry ──► │ return address  │ ◄── S again at the `ret`, and at a jump into a function that returns in its place
 *     lower addresses    │ the call's own  │ ◄── calls that it makes have a lower S
 *
 * So a passage at S says that every open call of its thread below S is over, and a new call at S that the one that was
 * there is. Those were unwound if a passage where std has caught a panic says so; else their end was not seen.
 *
 * Right or absent: records may be missing. After word of a gap every call that began before it stays without an end,
 * since the exit of a later one, whose entry was not recorded, would look like its own.
 */

import type { Exit, Hit, ShownValue } from '../model/hit.ts';
import type { ExitPoint, ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome, OutcomeKind } from './callOutcome.ts';

/** Open calls that are kept, of all threads together; the oldest make way. */
const MOST_OPEN = 20_000;
const MOST_THREADS = 4_096;

interface OpenCall {
  readonly hit: Hit;
  readonly stackPointer: bigint;
}

interface Thread {
  readonly pid: number | null;
  /** Time of its last passage. */
  lastNs: bigint;
  /** The outermost first: stack pointers fall. */
  readonly open: OpenCall[];
}

/** The calls that one tracer sees. */
export class Calls {
  readonly #plan: ProbePlan;
  readonly #exits: ReadonlyMap<number, ExitPoint>;
  /** For each probe, whether the ends of its calls can be told. */
  readonly #hasEnds: readonly boolean[];
  /** By thread id, of which the machine has one set; the one that entered a call last is the last. */
  readonly #threads = new Map<number, Thread>();
  /** The last of them. */
  #latestTid = -1;
  /** Open calls of all threads. */
  #count = 0;
  /** CLOCK_MONOTONIC: records of before may be missing. */
  #doubtfulUntilNs = -1n;

  constructor(plan: ProbePlan) {
    this.#plan = plan;
    this.#exits = new Map(plan.exits.map(point => [point.id, point]));
    const seesCaught = plan.exits.some(({ kind }) => kind === 'caught');
    // The exits of calls that a condition leaves out are recorded, their entries are not: a call that was unwound
    // without a word would be ended by one of those.
    this.#hasEnds = plan.probes.map(
      ({ id, condition }) => (condition === null || seesCaught) && plan.exits.some(({ entry }) => entry === id),
    );
  }

  /** A call begins. Returns the ends that this tells of, inner calls first. */
  enter(hit: Hit): CallOutcome[] {
    const { stackPointer, tid } = hit;
    const hasEnd = this.#hasEnds[hit.probe] === true;
    if (stackPointer === null || !(hasEnd || this.#threads.has(tid))) return [];
    const outcomes = this.#forgetStranger(hit);
    const thread = this.#threads.get(tid) ?? { pid: hit.pid, lastNs: -1n, open: [] };
    if (hit.timeNs < thread.lastNs) {
      // It comes too late to say what happened between it and those before it.
      outcomes.push(...this.#endAll(thread));
      return hasEnd ? [outcomeOf(hit, 'unseen', null), ...outcomes] : outcomes;
    }
    thread.lastNs = hit.timeNs;
    const last = thread.open.at(-1);
    // Most calls are made by open ones, or by none: nothing has ended then.
    if (last !== undefined && last.stackPointer <= stackPointer)
      outcomes.push(...this.#end(thread, this.#replacedBy(thread, hit, stackPointer), 'unseen', null));
    if (!hasEnd) return outcomes;
    thread.open.push({ hit, stackPointer });
    this.#count++;
    if (tid !== this.#latestTid) {
      this.#threads.delete(tid);
      this.#latestTid = tid;
    }
    this.#threads.set(tid, thread);
    if (this.#threads.size > MOST_THREADS || this.#count > MOST_OPEN) outcomes.push(...this.#forgetOldest());
    return outcomes;
  }

  /** A call ends. Returns the ends that this tells of, inner calls first. */
  leave(exit: Exit): CallOutcome[] {
    const point = this.#exits.get(exit.point);
    const outcomes = this.#forgetStranger(exit);
    const thread = this.#threads.get(exit.tid);
    const { stackPointer } = exit;
    if (point === undefined || thread === undefined || stackPointer === null) return outcomes;
    if (exit.timeNs < thread.lastNs) return [...outcomes, ...this.#endAll(thread)];
    thread.lastNs = exit.timeNs;
    const last = thread.open.at(-1);
    if (last?.stackPointer === stackPointer && last.hit.probe === point.entry) {
      outcomes.push(...this.#end(thread, [last], point.kind === 'return' ? 'returned' : 'tailCalled', exit));
      return outcomes;
    }
    if (point.kind === 'caught') {
      const unwound = innermost(thread, call => call.stackPointer <= stackPointer);
      return [...outcomes, ...this.#end(thread, unwound, 'unwound', exit)];
    }
    const inner = innermost(thread, call => call.stackPointer < stackPointer);
    outcomes.push(...this.#end(thread, inner, 'unseen', null));
    const call = thread.open.findLast(
      ({ hit, stackPointer: entered }) => entered === stackPointer && hit.probe === point.entry,
    );
    if (call === undefined) return outcomes;
    return [...outcomes, ...this.#end(thread, [call], point.kind === 'return' ? 'returned' : 'tailCalled', exit)];
  }

  /** Records of before may be missing; `nowNs` is CLOCK_MONOTONIC. No call that began before gets an end any more. */
  doubt(nowNs: bigint): CallOutcome[] {
    this.#doubtfulUntilNs = nowNs;
    return this.end();
  }

  /** The ends of open calls will not be seen. */
  end(): CallOutcome[] {
    const outcomes = [...this.#threads.values()].flatMap(thread => this.#endAll(thread));
    this.#threads.clear();
    return outcomes;
  }

  /** The open calls that cannot be any more where a new call has this stack pointer. */
  #replacedBy(thread: Thread, hit: Hit, stackPointer: bigint): OpenCall[] {
    // Two probes of one instruction are both hit by one call.
    const isTwin = (call: OpenCall): boolean =>
      call.stackPointer === stackPointer &&
      call.hit.probe !== hit.probe &&
      this.#placeOf(call.hit) === this.#placeOf(hit);
    return innermost(thread, call => call.stackPointer <= stackPointer).filter(call => !isTwin(call));
  }

  #placeOf({ probe }: Hit): number | undefined {
    return this.#plan.probes[probe]?.place.fileOffset;
  }

  #endAll(thread: Thread): CallOutcome[] {
    return this.#end(thread, [...thread.open], 'unseen', null);
  }

  #end({ open }: Thread, calls: readonly OpenCall[], kind: OutcomeKind, exit: Exit | null): CallOutcome[] {
    this.#count -= calls.length;
    return calls.toReversed().map(call => {
      if (open.at(-1) === call) open.pop();
      else open.splice(open.lastIndexOf(call), 1);
      return outcomeOf(call.hit, call.hit.timeNs <= this.#doubtfulUntilNs ? 'unseen' : kind, exit);
    });
  }

  /** A thread id that was given out again, in another process, is another thread. A pid may not be known. */
  #forgetStranger({ tid, pid }: { readonly tid: number; readonly pid: number | null }): CallOutcome[] {
    const thread = this.#threads.get(tid);
    if (thread === undefined || thread.pid === null || pid === null || thread.pid === pid) return [];
    this.#threads.delete(tid);
    return this.#endAll(thread);
  }

  #forgetOldest(): CallOutcome[] {
    const outcomes: CallOutcome[] = [];
    for (const [tid, thread] of this.#threads) {
      if (this.#threads.size <= MOST_THREADS && this.#count <= MOST_OPEN) break;
      const surplus = this.#threads.size > MOST_THREADS ? Infinity : this.#count - MOST_OPEN;
      outcomes.push(...this.#end(thread, thread.open.slice(0, surplus), 'unseen', null));
      if (thread.open.length === 0) this.#threads.delete(tid);
    }
    return outcomes;
  }
}

/** The last of the open calls, as far as `isInner` holds. */
function innermost({ open }: Thread, isInner: (call: OpenCall) => boolean): OpenCall[] {
  return open.slice(open.findLastIndex(call => !isInner(call)) + 1);
}

function outcomeOf(hit: Hit, kind: OutcomeKind, exit: Exit | null): CallOutcome {
  return new EndedCall(hit, kind, kind === 'unseen' ? null : exit);
}

class EndedCall implements CallOutcome {
  readonly hit: Hit;
  readonly kind: OutcomeKind;
  readonly timeNs: bigint | null;
  readonly durationNs: bigint | null;
  readonly #exit: Exit | null;

  constructor(hit: Hit, kind: OutcomeKind, exit: Exit | null) {
    this.hit = hit;
    this.kind = kind;
    this.timeNs = exit === null ? null : exit.timeNs;
    this.durationNs = exit === null ? null : exit.timeNs - hit.timeNs;
    this.#exit = exit;
  }

  /** Asked of the exit when it is to be shown: it may not be in words yet. */
  get result(): ShownValue | null {
    return this.kind === 'returned' ? (this.#exit?.result ?? null) : null;
  }
}
