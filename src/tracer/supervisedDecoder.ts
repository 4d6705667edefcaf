/**
 * What all decoders read in the same way: stderr line by line, of which some are the root side's own (supervisor.ts), and
 * messages, which are kept. What else the streams say is left to each.
 */

import type { DecodedEvent, TracerDecoder } from './decoded.ts';
import { LineSplitter } from './lineSplitter.ts';
import { Messages } from './messages.ts';
import { isTimeUpLine, readPidLine } from './supervisor.ts';

export abstract class SupervisedDecoder implements TracerDecoder {
  readonly #diagnostics = new LineSplitter();
  readonly #messages = new Messages();
  #isAttached = false;
  #isTimeUp = false;
  #tracerPid: number | null = null;

  abstract stdout(chunk: Uint8Array): DecodedEvent[];

  stderr(chunk: Uint8Array): DecodedEvent[] {
    return this.#diagnostics.push(chunk).flatMap(line => this.diagnostic(line));
  }

  end(): DecodedEvent[] {
    return this.diagnostic(this.#diagnostics.end());
  }

  get messages(): readonly string[] {
    return this.#messages.kept;
  }

  get isAttached(): boolean {
    return this.#isAttached;
  }

  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  get tracerPid(): number | null {
    return this.#tracerPid;
  }

  /** One line of diagnostics, whichever stream it has come by. */
  protected diagnostic(line: string): DecodedEvent[] {
    const pid = readPidLine(line);
    if (pid !== null && this.#tracerPid === null) {
      this.#tracerPid = pid;
      return [];
    }
    if (isTimeUpLine(line)) {
      this.#isTimeUp = true;
      this.timeIsUp();
      return [];
    }
    return this.line(line);
  }

  /** One line of diagnostics that is not the root side's word on itself; empty for none. */
  protected abstract line(line: string): DecodedEvent[];

  /** What was being said is cut off. */
  protected timeIsUp(): void {
    // Most of them have nothing to forget.
  }

  protected message(line: string): DecodedEvent[] {
    return this.#messages.take(line);
  }

  /** All probes are in place. */
  protected attached(probes: number): DecodedEvent[] {
    this.#isAttached = true;
    return [{ type: 'attached', probes }];
  }
}
