/**
 * How a trace or a count ends as it was asked to: with the program that is started for it, after its time, on Ctrl-C.
 * The exit code is the program's where it was that which ended.
 */

import { runProgram, type RunningProgram } from '../cargo/runProgram.ts';
import { HumanError } from '../model/humanError.ts';
import type { EndReason } from '../tracer/tracer.ts';
import { errorText } from './errorText.ts';

export interface EndOptions {
  readonly forMs: number | null;
  /** Program and arguments; may be empty. */
  readonly command: readonly string[];
  /** Whether stdout is for what is reported alone. */
  readonly json: boolean;
}

export class AskedEnd {
  readonly #options: EndOptions;
  readonly #diagnose: (text: string) => void;
  readonly #onEnd: () => void;
  #because: string | null = null;
  #exitCode = 0;
  #program: RunningProgram | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `onEnd` is called for each reason to end. */
  constructor(options: EndOptions, diagnose: (text: string) => void, onEnd: () => void) {
    this.#options = options;
    this.#diagnose = diagnose;
    this.#onEnd = onEnd;
  }

  /** The first reason to end; null while there is none. */
  get because(): string | null {
    return this.#because;
  }

  /** All probes are in place: the clock runs, and the program is started. Returns whether it was. */
  begin(): boolean {
    if (this.#because !== null) return false;
    const { forMs, command, json } = this.#options;
    if (forMs !== null) {
      this.#timer = setTimeout(() => {
        this.end('time is up');
      }, forMs);
    }
    const [file, ...args] = command;
    if (file === undefined) return false;
    try {
      this.#program = runProgram({ argv: [file, ...args], cwd: process.cwd(), stdio: json ? 'stderr' : 'inherit' });
    } catch (error) {
      this.#programFailed(error);
      return false;
    }
    this.#program.done.then(
      ({ exitCode, signal }) => {
        if (this.#because !== null) return;
        this.#exitCode = exitCode ?? 1;
        this.end(`${file} ${signal === null ? `exited with ${String(exitCode)}` : `was ended by ${signal}`}`);
      },
      (error: unknown) => {
        this.#programFailed(error);
      },
    );
    return true;
  }

  end(because: string): void {
    this.#because ??= because;
    this.#onEnd();
  }

  /** It is over: the program was started for this, and ends with it. */
  async finish(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#program === null) return;
    this.#program.terminate();
    await this.#program.done.catch(() => undefined);
  }

  /** What to say of the end, and whether it was as asked: then the exit code is that of the program. */
  judge(reason: EndReason, isAttached: boolean): { readonly text: string; readonly exitCode: number } {
    if (reason.kind === 'processEnded') this.#because ??= `process ${String(reason.pid)} has ended`;
    const isStopped = reason.kind === 'stopped' || reason.kind === 'processEnded';
    if (isAttached && isStopped && this.#because !== null) return { text: this.#because, exitCode: this.#exitCode };
    return { text: whyNot(reason, this.#because), exitCode: 1 };
  }

  #programFailed(error: unknown): void {
    this.#exitCode = 1;
    this.#diagnose(errorText(error instanceof HumanError ? error.detail : { message: String(error) }));
    this.end('the command could not be started');
  }
}

function whyNot(reason: EndReason, because: string | null): string {
  switch (reason.kind) {
    case 'failed':
      return reason.error.message.replace(/\.$/, '');
    case 'cancelled':
      return 'no password was given';
    case 'stopped':
    case 'processEnded':
      return because === null ? 'the tracer ended' : `${because} before it was attached`;
  }
}
