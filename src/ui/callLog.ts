/** The events of traces as lines of a panel or terminal: calls with their ends, and what starts, stops, warns and is lost. */

import { CallLines } from '../session/callLines.ts';
import type { RecordedHit } from '../session/hitHistory.ts';
import type { ShortPath } from '../session/hitText.ts';
import type { SessionEvent } from '../session/traceRunner.ts';
import type { LineBatch } from './lineBatch.ts';
import { eventLine, hitLine, type LogLine, returnLine } from './logText.ts';

export class CallLog {
  readonly #lines: LineBatch;
  readonly #textOf: (line: LogLine) => string;
  readonly #shortPath: ShortPath;
  readonly #calls = new CallLines<RecordedHit>({
    writeCall: (call, outcome) => {
      this.#lines.pushHit(() => this.#textOf(hitLine(call, outcome, this.#shortPath)));
    },
    writeReturn: (call, outcome) => {
      this.#lines.pushReturn(() => this.#textOf(returnLine(call, outcome)));
    },
  });

  /** The lines go to `lines`, each as `textOf` writes it. */
  constructor(lines: LineBatch, textOf: (line: LogLine) => string, shortPath: ShortPath) {
    this.#lines = lines;
    this.#textOf = textOf;
    this.#shortPath = shortPath;
  }

  take({ session, event, recorded }: SessionEvent): void {
    if (event.type === 'hit') {
      if (recorded !== null) this.#calls.enter(recorded);
      return;
    }
    if (event.type === 'outcome') {
      if (recorded !== null) this.#calls.leave(recorded, event.outcome);
      return;
    }
    const line = eventLine(session, event);
    if (line === null) return;
    this.#calls.flush();
    this.#lines.push(this.#textOf(line));
  }

  /** Writes the rest and ends; `lines` end too. */
  dispose(): void {
    this.#calls.flush();
    this.#lines.dispose();
  }
}
