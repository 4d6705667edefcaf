/** What ends a running command from outside: Ctrl-C, and output that nobody takes any more. */

import { HumanError } from '../model/humanError.ts';

export class Interruption {
  readonly #controller = new AbortController();
  readonly #writeErrors: NodeJS.ErrnoException[] = [];

  /** From now on no signal ends the process by itself. */
  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.#controller.abort();
      });
    }
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        this.#writeErrors.push(error);
        this.#controller.abort();
      });
    }
  }

  /** Aborts at the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A closed pipe (`| head`) is an end as asked, as Ctrl-C is. Throws HumanError for any other, such as a full disk. */
  throwIfUnwritten(what: string): void {
    const [cause] = this.#writeErrors;
    if (cause === undefined || cause.code === 'EPIPE') return;
    throw new HumanError({ message: `${what} could not be written: ${cause.message}.` }, { cause });
  }
}
