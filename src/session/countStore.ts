/** All counts: those that run, and the last that have ended, to look at and to compare with. */

import type { CountSession } from './countSession.ts';
import { Signal } from './signal.ts';

/** Counts that have ended and are kept. */
const KEPT_ENDED = 10;

interface Entry {
  readonly session: CountSession;
  readonly unsubscribe: () => void;
}

export class CountStore {
  /** Newest first. */
  #entries: readonly Entry[] = [];
  readonly #changed = new Signal<void>();

  /** Fires when a session comes, goes or changes. Often: gather before you draw. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  /** Newest first. */
  all(): CountSession[] {
    return this.#entries.map(({ session }) => session);
  }

  running(): CountSession[] {
    return this.all().filter(session => session.isRunning);
  }

  add(session: CountSession): void {
    const unsubscribe = session.onDidChange(() => {
      this.#dropOldest();
      this.#changed.fire();
    });
    this.#entries = [{ session, unsubscribe }, ...this.#entries];
    this.#dropOldest();
    this.#changed.fire();
  }

  /** Drops a count that has ended. One that runs stays: it must be seen to be stopped. */
  remove(session: CountSession): void {
    if (session.isRunning) return;
    this.#keep(each => each !== session);
    this.#changed.fire();
  }

  #dropOldest(): void {
    let ended = 0;
    const tooOld = new Set(this.all().filter(session => !session.isRunning && ++ended > KEPT_ENDED));
    if (tooOld.size > 0) this.#keep(session => !tooOld.has(session));
  }

  #keep(isKept: (session: CountSession) => boolean): void {
    for (const { session, unsubscribe } of this.#entries) if (!isKept(session)) unsubscribe();
    this.#entries = this.#entries.filter(({ session }) => isKept(session));
  }
}
