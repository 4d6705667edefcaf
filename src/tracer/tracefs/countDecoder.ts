/**
 * The two streams of tracefs.sh while it only counts -> events. Stdout is answers: `hits`, a bare number for each place
 * of the plan, `end`. Stderr is lines, those that begin with `rust-trace: ` the script's own. Fed with bytes, split
 * anywhere.
 */

import type { DecodedEvent, TracerDecoder } from '../decoded.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { Messages } from '../messages.ts';
import { isTimeUpLine, readPidLine } from '../supervisor.ts';

const OWN = 'rust-trace: ';

export interface CountListener {
  attached(): void;
  /** An answer has come to its end. Not whole: it lacks places, so nothing of it is told. */
  answered(isWhole: boolean): void;
}

export class CountDecoder implements TracerDecoder {
  readonly #places: number;
  readonly #isExact: boolean;
  readonly #listener: CountListener;
  readonly #answers = new LineSplitter();
  readonly #diagnostics = new LineSplitter();
  readonly #messages = new Messages();
  #hits: number[] = [];
  #isAttached = false;
  #isTimeUp = false;
  #tracerPid: number | null = null;

  /** @param places of the plan. @param isExact whether the kernel tells of every hit (profileAccuracy.ts) */
  constructor(places: number, isExact: boolean, listener: CountListener) {
    this.#places = places;
    this.#isExact = isExact;
    this.#listener = listener;
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

  stdout(chunk: Uint8Array): DecodedEvent[] {
    return this.#answers.push(chunk).flatMap(line => this.#answer(line));
  }

  stderr(chunk: Uint8Array): DecodedEvent[] {
    return this.#diagnostics.push(chunk).flatMap(line => this.#line(line));
  }

  end(): DecodedEvent[] {
    const rest = this.#diagnostics.end();
    return rest === '' ? [] : this.#line(rest);
  }

  #answer(line: string): DecodedEvent[] {
    // Where the time limit cuts an answer off, what follows stands in the same line.
    if (line.endsWith('hits')) {
      this.#hits = [];
      return [];
    }
    if (line !== 'end') {
      this.#hits.push(/^\d+$/.test(line) ? Number(line) : NaN);
      return [];
    }
    const hits = this.#hits;
    this.#hits = [];
    // The kernel passes over lines of its list while another trace takes its own out.
    const isWhole = hits.length === this.#places && hits.every(Number.isSafeInteger);
    this.#listener.answered(isWhole);
    return isWhole ? [{ type: 'counts', hits, isExact: this.#isExact }] : [];
  }

  #line(line: string): DecodedEvent[] {
    const pid = readPidLine(line);
    if (pid !== null) {
      this.#tracerPid ??= pid;
      return [];
    }
    if (isTimeUpLine(line)) {
      this.#isTimeUp = true;
      return [];
    }
    if (line === `${OWN}attached`) return this.#attach();
    if (line === `${OWN}finished`) return [];
    return this.#messages.take(line.startsWith(OWN) ? line.slice(OWN.length) : line);
  }

  #attach(): DecodedEvent[] {
    if (this.#isAttached) return [];
    this.#isAttached = true;
    this.#listener.attached();
    return [{ type: 'attached', probes: this.#places }];
  }
}
