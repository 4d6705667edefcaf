/**
 * Lets tracers become root one after the other. Prompts would hide each other in an editor, and the password given to
 * one serves the next, since sudo remembers it for a while.
 */

export interface Turn {
  /** Resolves when every turn taken before has ended. */
  readonly begun: Promise<void>;
  /** To be called in any case, also when the turn was not waited for. More than once is safe. */
  readonly end: () => void;
}

export class Turns {
  #last: Promise<void> = Promise.resolve();

  take(): Turn {
    const begun = this.#last;
    let end!: () => void;
    const ended = new Promise<void>(resolve => {
      end = resolve;
    });
    this.#last = begun.then(() => ended);
    return { begun, end };
  }
}
