/** All traces, one a function: those that run, those that have ended and are still shown, and those that could not begin. */

import type { Absence } from '../model/absence.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { FunctionMap } from './functionMap.ts';
import { Signal } from './signal.ts';
import type { TraceSession } from './traceSession.ts';

interface Entry {
  readonly session: TraceSession;
  readonly unsubscribe: () => void;
}

/** Why a trace that was asked for could not begin. */
export interface Refusal {
  readonly function: RustFunction;
  readonly reason: Absence;
  /** Whether a build could help. */
  readonly canBuild: boolean;
}

export class SessionStore {
  readonly #entries = new FunctionMap<Entry>();
  readonly #refusals = new FunctionMap<Refusal>();
  readonly #changed = new Signal<void>();

  /** Fires when a session comes, goes or changes, and for refusals. Often: gather before you draw. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  /** Whether there is anything to show. */
  get isEmpty(): boolean {
    return this.#entries.values().length === 0 && this.#refusals.values().length === 0;
  }

  /** Adds a session; an ended one of the same function is replaced, and what refused it is over. */
  add(session: TraceSession): void {
    this.#remove(session);
    this.#refusals.delete(session.function);
    const unsubscribe = session.onDidChange(() => {
      this.#changed.fire();
    });
    this.#entries.set(session.function, { session, unsubscribe });
    this.#changed.fire();
  }

  /** The function's session, whatever its line is now. */
  get(fn: { readonly file: string; readonly path: string }): TraceSession | null {
    return this.#entries.get(fn)?.session ?? null;
  }

  all(): TraceSession[] {
    return this.#entries.values().map(entry => entry.session);
  }

  running(): TraceSession[] {
    return this.all().filter(session => session.isRunning);
  }

  /** The sessions of one file by the function each belongs to now. A function that is gone from the text has none. */
  byFunction(functions: readonly RustFunction[]): Map<RustFunction, TraceSession> {
    return new Map([...this.#entries.byFunction(functions)].map(([fn, { session }]) => [fn, session]));
  }

  /** A trace that runs is not refused: then the answer came too late to be of interest. */
  refuse(refusal: Refusal): void {
    if (this.get(refusal.function)?.isRunning === true) return;
    this.#refusals.set(refusal.function, refusal);
    this.#changed.fire();
  }

  /** The function is asked for anew. */
  forgetRefusal(fn: RustFunction): void {
    if (this.#refusals.delete(fn)) this.#changed.fire();
  }

  /** What is to be shown at each function of one file: its session, or the later refusal. */
  shownByFunction(functions: readonly RustFunction[]): Map<RustFunction, TraceSession | Refusal> {
    const shown = new Map<RustFunction, TraceSession | Refusal>(this.byFunction(functions));
    for (const [fn, refusal] of this.#refusals.byFunction(functions)) shown.set(fn, refusal);
    return shown;
  }

  /** Drops what has ended or was refused; what runs counts from zero. Without `fn`: of all functions. */
  clear(fn?: { readonly file: string; readonly path: string }): void {
    if (fn === undefined) this.#refusals.clear();
    else this.#refusals.delete(fn);
    for (const session of fn === undefined ? this.all() : [this.get(fn)]) {
      if (session?.isRunning === true) session.clear();
      else if (session !== null) this.#remove(session);
    }
    this.#changed.fire();
  }

  #remove({ function: fn }: TraceSession): void {
    this.#entries.get(fn)?.unsubscribe();
    this.#entries.delete(fn);
  }
}
