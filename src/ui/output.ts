/** The output panel "Rust Trace": one line a hit, and what starts, stops, warns and is lost. Written in batches, bounded. */

import { type Disposable, type OutputChannel, window } from 'vscode';
import type { TraceRunner } from '../session/traceRunner.ts';
import { LineBatch } from './lineBatch.ts';
import { eventLine, hitLine, logLineText } from './logText.ts';
import { shortPath } from './shortPath.ts';

/** Ten batches a second come to 2,000 lines: what a panel takes without freezing the window. */
const LINES_A_WRITE = 200;

export class OutputFeature implements Disposable {
  readonly channel: OutputChannel = window.createOutputChannel('Rust Trace', 'log');
  readonly #lines = new LineBatch({
    limit: LINES_A_WRITE,
    write: lines => {
      this.channel.append(`${lines.join('\n')}\n`);
    },
  });
  readonly #unsubscribe: () => void;

  constructor(runner: TraceRunner) {
    this.#unsubscribe = runner.onEvent(event => {
      const { recorded } = event;
      if (recorded !== null) this.#lines.pushHit(() => logLineText(hitLine(recorded, shortPath)));
      if (event.event.type === 'hit') return;
      const line = eventLine(event.session, event.event);
      if (line !== null) this.#lines.push(logLineText(line));
    });
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.#unsubscribe();
    this.#lines.dispose();
    this.channel.dispose();
  }
}
