/**
 * Which process a thread belongs to: records name the thread alone. Asked of /proc while the thread lives; of those
 * that have ended the kernel keeps a list, which only root can read.
 */

import { readFileSync, readlinkSync } from 'node:fs';

/** Thread ids are used again: what was looked up is believed for so long. */
const BELIEVED_MS = 1_000;

/** PROC_PID_INIT_INO in linux/proc_ns.h. Elsewhere /proc has other numbers than the kernel's records. */
const INITIAL_NAMESPACE = 'pid:[4026531836]';

export type ThreadLookup = (thread: number) => number | null;

export class Threads {
  readonly #lookUp: ThreadLookup;
  readonly #nowMs: () => number;
  readonly #known = new Map<number, { readonly process: number | null; readonly sinceMs: number }>();
  readonly #missing = new Set<number>();
  readonly #asked = new Set<number>();

  constructor(lookUp: ThreadLookup = threadLookup(), nowMs = (): number => performance.now()) {
    this.#lookUp = lookUp;
    this.#nowMs = nowMs;
  }

  /** Null when nobody knows; undefined when root's list is to be asked: see `ask`. */
  processOf(thread: number): number | null | undefined {
    const nowMs = this.#nowMs();
    const known = this.#known.get(thread);
    if (known !== undefined && nowMs - known.sinceMs < BELIEVED_MS) return known.process;
    if (this.#missing.has(thread)) return undefined;
    const process = this.#lookUp(thread);
    if (process === null) {
      this.#missing.add(thread);
      return undefined;
    }
    this.learn(thread, process);
    return process;
  }

  /** Threads to ask root's list for, once each; an answer is to follow before the next question. */
  ask(): readonly number[] {
    if (this.#asked.size > 0) return [];
    const most = [...this.#missing].slice(0, MOST_ASKED);
    for (const thread of most) this.#asked.add(thread);
    return most;
  }

  /** Threads wait to be asked for, or for the answer. */
  get isAsking(): boolean {
    return this.#missing.size > 0;
  }

  /** The answer is complete: what was not in it is not known. */
  answered(): void {
    for (const thread of this.#asked) this.learn(thread, null);
  }

  learn(thread: number, process: number | null): void {
    this.#missing.delete(thread);
    this.#asked.delete(thread);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(thread, { process, sinceMs: this.#nowMs() });
  }
}

const MOST_KNOWN = 10_000;
/** They stand in one line. */
const MOST_ASKED = 200;

/** By /proc, where its numbers are those of the records. */
function threadLookup(): ThreadLookup {
  return isInitialNamespace() ? processInProc : () => null;
}

function isInitialNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') === INITIAL_NAMESPACE;
  } catch {
    return false;
  }
}

function processInProc(thread: number): number | null {
  try {
    const process = /^Tgid:\t(\d+)$/m.exec(readFileSync(`/proc/${thread}/status`, 'utf8'))?.[1];
    return process === undefined ? null : Number(process);
  } catch {
    return null;
  }
}
