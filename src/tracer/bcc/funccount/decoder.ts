/**
 * The two output streams of bcc's `funccount` -> events. Fed with bytes, split anywhere; holds at most one line.
 *
 *   Tracing 2 functions for "b'PATH:REGEX'"... Hit Ctrl-C to end.      all probes are in place
 *
 *   FUNC                                    COUNT                      a block each interval, and one at the end
 *   _ZN4demo3add17h0123456789abcdefE          1000                     what was never called is left out
 *   Detaching...                                                       nothing follows
 *
 * Each block but the last clears the counts, and what is counted meanwhile is lost: lower bounds then. The one block of
 * a run without an interval is exact.
 */

import type { DecodedEvent } from '../../decoded.ts';
import { LineSplitter } from '../../lineSplitter.ts';
import { SupervisedDecoder } from '../../supervisedDecoder.ts';

/** The rest of it repeats the command, with other escapes. */
const ATTACHED = /^Tracing (\d+) functions for "/;

const TABLE = /^FUNC +COUNT$/;

/** Before bcc 0.25 Python writes the names as bytes; before 0.21 the counters are not atomic. */
const ROW = /^(?:([\w$.]+)|b'([\w$.]+)') +(\d+)$/;

const DETACHING = 'Detaching...';

/** Last line of what Python says when the signal does not find it waiting: no block follows. */
const INTERRUPTED = 'KeyboardInterrupt';

export interface FunccountListener {
  /** It counts other functions than it should, so it is to be ended. */
  miscounts(): void;
  /** Nothing more will come; whether the totals have. */
  saidAll(hasTotals: boolean): void;
}

export class FunccountDecoder extends SupervisedDecoder {
  /** Index of each symbol's probe. */
  readonly #probes: ReadonlyMap<string, number>;
  readonly #hasInterval: boolean;
  readonly #listener: FunccountListener;
  readonly #output = new LineSplitter();
  readonly #hits: number[];
  #hasNews = false;
  #isExact: boolean;
  #isInTable = false;

  /** @param symbols of the plan's probes */
  constructor(symbols: readonly string[], hasInterval: boolean, listener: FunccountListener) {
    super();
    this.#probes = new Map(symbols.map((symbol, probe) => [symbol, probe]));
    this.#hits = symbols.map(() => 0);
    this.#hasInterval = hasInterval;
    this.#isExact = !hasInterval;
    this.#listener = listener;
  }

  override stdout(chunk: Uint8Array): DecodedEvent[] {
    const events = this.#output.push(chunk).flatMap(line => this.#outputLine(line));
    return [...events, ...this.#news()];
  }

  /** A row that was cut off may lack digits of its number: it says nothing. */
  override end(): DecodedEvent[] {
    return [...this.message(this.#output.end()), ...super.end()];
  }

  #outputLine(line: string): DecodedEvent[] {
    if (!this.isAttached) return this.#attach(line);
    if (TABLE.test(line)) {
      this.#isInTable = true;
      this.#hasNews = this.#hasInterval;
      return [];
    }
    if (line === DETACHING) return this.#finish();
    return this.#isInTable && line !== '' ? this.#row(line) : this.message(line);
  }

  #attach(line: string): DecodedEvent[] {
    const [, found] = ATTACHED.exec(line) ?? [];
    if (found === undefined) return this.message(line);
    const probes = this.#hits.length;
    if (Number(found) !== probes) {
      this.#listener.miscounts();
      return this.message(`funccount found ${found} of ${probes} functions`);
    }
    return this.attached(probes);
  }

  #row(line: string): DecodedEvent[] {
    const [, name, asBytes, digits] = ROW.exec(line) ?? [];
    const probe = this.#probes.get(name ?? asBytes ?? '');
    const count = Number(digits);
    if (asBytes !== undefined) this.#isExact = false;
    if (probe === undefined || !Number.isSafeInteger(count)) {
      this.#isExact = false;
      return this.message(line);
    }
    this.#hits[probe] = (this.#hits[probe] ?? 0) + count;
    return [];
  }

  #finish(): DecodedEvent[] {
    const hasTotals = this.#isInTable;
    this.#isInTable = false;
    this.#hasNews = hasTotals;
    this.#listener.saidAll(hasTotals);
    return this.#news();
  }

  /** Without an interval what is said before the end is a part of the one block. */
  #news(): DecodedEvent[] {
    if (!this.#hasNews) return [];
    this.#hasNews = false;
    return [{ type: 'counts', hits: [...this.#hits], isExact: this.#isExact }];
  }

  protected override line(line: string): DecodedEvent[] {
    if (line === INTERRUPTED && this.isAttached) this.#listener.saidAll(this.#hasInterval);
    return this.message(line);
  }
}
