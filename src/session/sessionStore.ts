/** All traces, one a function: those that run, and those that have ended and are still shown. */

import type { RustFunction } from '../model/rustFunction.ts';
import { FunctionPlace, functionKey, referenceTo } from './locate.ts';
import { Signal } from './signal.ts';
import type { TraceSession } from './traceSession.ts';

interface Entry {
  readonly session: TraceSession;
  readonly place: FunctionPlace;
  readonly unsubscribe: () => void;
}

export class SessionStore {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Signal<void>();

  /** Fires when a session comes, goes or changes. Often: gather before you draw. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  /** Adds a session; an ended one of the same function is replaced. */
  add(session: TraceSession): void {
    this.#remove(session.function);
    const unsubscribe = session.onDidChange(() => {
      this.#changed.fire();
    });
    const place = new FunctionPlace(referenceTo(session.function));
    this.#entries.set(functionKey(session.function), { session, place, unsubscribe });
    this.#changed.fire();
  }

  /** The function's session, whatever its line is now. */
  get(fn: { readonly file: string; readonly path: string }): TraceSession | null {
    return this.#entries.get(functionKey(fn))?.session ?? null;
  }

  all(): TraceSession[] {
    return [...this.#entries.values()].map(entry => entry.session);
  }

  running(): TraceSession[] {
    return this.all().filter(session => session.isRunning);
  }

  /** The sessions of one file by the function each belongs to now. A function that is gone from the text has none. */
  byFunction(functions: readonly RustFunction[]): Map<RustFunction, TraceSession> {
    const found = new Map<RustFunction, TraceSession>();
    for (const { session, place } of this.#entries.values()) {
      const fn = place.findIn(functions);
      if (fn !== null) found.set(fn, session);
    }
    return found;
  }

  /** Drops what has ended; what runs counts from zero. Without `session`: all of them. */
  clear(session?: TraceSession): void {
    for (const each of session === undefined ? this.all() : [session]) {
      if (each.isRunning) each.clear();
      else if (this.get(each.function) === each) this.#remove(each.function);
    }
    this.#changed.fire();
  }

  #remove(fn: RustFunction): void {
    const key = functionKey(fn);
    this.#entries.get(key)?.unsubscribe();
    this.#entries.delete(key);
  }
}
