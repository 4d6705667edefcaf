/**
 * The two streams of tracefs.sh while it only counts -> events. Stdout is answers: `hits`, a bare number for each place
 * of the plan, `end`. Stderr is lines, those that begin with `rust-trace: ` the script's own. Fed with bytes, split
 * anywhere.
 */

import type { DecodedEvent } from '../decoded.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { SupervisedDecoder } from '../supervisedDecoder.ts';
import { readPidLine } from '../supervisor.ts';

const OWN = 'rust-trace: ';

export interface CountListener {
  attached(): void;
  /** An answer has come to its end. Not whole: it lacks places, so nothing of it is told. */
  answered(isWhole: boolean): void;
}

export class CountDecoder extends SupervisedDecoder {
  readonly #places: number;
  readonly #isExact: boolean;
  readonly #listener: CountListener;
  readonly #answers = new LineSplitter();
  #hits: number[] = [];

  /** @param places of the plan. @param isExact whether the kernel tells of every hit (profileAccuracy.ts) */
  constructor(places: number, isExact: boolean, listener: CountListener) {
    super();
    this.#places = places;
    this.#isExact = isExact;
    this.#listener = listener;
  }

  override stdout(chunk: Uint8Array): DecodedEvent[] {
    return this.#answers.push(chunk).flatMap(line => this.#answer(line));
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

  protected override line(line: string): DecodedEvent[] {
    // It has said so before.
    if (readPidLine(line) !== null) return [];
    if (line === `${OWN}attached`) return this.#attach();
    if (line === `${OWN}finished`) return [];
    return this.message(line.startsWith(OWN) ? line.slice(OWN.length) : line);
  }

  #attach(): DecodedEvent[] {
    if (this.isAttached) return [];
    const events = this.attached(this.#places);
    this.#listener.attached();
    return events;
  }
}
