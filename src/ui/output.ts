/** The output panel "Rust Trace": the calls, and what starts, stops, warns and is lost. Written in batches, bounded. */

import { type Disposable, type OutputChannel, window } from 'vscode';
import type { TraceRunner } from '../session/traceRunner.ts';
import { CallLog } from './callLog.ts';
import { LineBatch } from './lineBatch.ts';
import { logLineText } from './logText.ts';
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
  readonly #log = new CallLog(this.#lines, logLineText, shortPath);
  readonly #unsubscribe: () => void;

  constructor(runner: TraceRunner) {
    this.#unsubscribe = runner.onEvent(event => {
      this.#log.take(event);
    });
  }

  /** A line that is not of a trace, and is never left out. */
  write(line: string): void {
    this.#lines.push(line);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.#unsubscribe();
    this.#log.dispose();
    this.channel.dispose();
  }
}
