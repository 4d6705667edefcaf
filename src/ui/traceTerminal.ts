/**
 * The terminal of a `rust-trace` task: its opening starts the trace, its closing stops it, and it shows the command, the hits
 * and the end. Bounded: what comes faster than a person can read is counted, not printed.
 */

import { EventEmitter, type Pseudoterminal } from 'vscode';
import { toHumanDetail, wholeMessage } from '../model/humanError.ts';
import { oneLine } from '../session/oneLine.ts';
import type { SessionEvent, TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { CallLog } from './callLog.ts';
import { LineBatch } from './lineBatch.ts';
import type { PlannedTrace } from './planner.ts';
import { shortPath } from './shortPath.ts';
import { terminalLine } from './terminalText.ts';

const LINES_A_WRITE = 100;

export class TraceTerminal implements Pseudoterminal {
  readonly #runner: TraceRunner;
  readonly #prepare: () => Promise<PlannedTrace | null>;
  readonly #writes = new EventEmitter<string>();
  readonly #closes = new EventEmitter<number>();
  readonly #lines = new LineBatch({
    limit: LINES_A_WRITE,
    write: lines => {
      this.#writes.fire(lines.map(line => `${line}\r\n`).join(''));
    },
  });
  readonly #log = new CallLog(this.#lines, terminalLine, shortPath);
  #session: TraceSession | null = null;
  #unsubscribe: (() => void) | null = null;
  #isClosed = false;
  #resolveStarted!: (session: TraceSession | null) => void;

  readonly onDidWrite = this.#writes.event;
  readonly onDidClose = this.#closes.event;
  /** The trace once it is on its way; null when there is none to start. */
  readonly started = new Promise<TraceSession | null>(resolve => {
    this.#resolveStarted = resolve;
  });

  /** `prepare` brings what to trace, null when the person decided against it. */
  constructor(runner: TraceRunner, prepare: () => Promise<PlannedTrace | null>) {
    this.#runner = runner;
    this.#prepare = prepare;
  }

  open(): void {
    void this.#start();
  }

  /** The person closed the terminal or ended the task. */
  close(): void {
    this.#isClosed = true;
    if (this.#session === null) this.#resolveStarted(null);
    else this.#runner.stop(this.#session);
  }

  async #start(): Promise<void> {
    try {
      const planned = await this.#prepare();
      if (planned === null) {
        this.#end(1);
      } else if (!this.#isClosed) {
        this.#unsubscribe = this.#runner.onEvent(event => {
          this.#take(event);
        });
        this.#session = this.#runner.start(planned.function, planned.plan, planned.options);
        this.#resolveStarted(this.#session);
      }
    } catch (error) {
      this.#lines.push(
        terminalLine({ tone: 'error', time: null, thread: null, text: oneLine(wholeMessage(toHumanDetail(error))) }),
      );
      this.#end(1);
    }
  }

  #take(sessionEvent: SessionEvent): void {
    const { session, event } = sessionEvent;
    if (session !== this.#session) return;
    this.#log.take(sessionEvent);
    if (event.type === 'ended') this.#end(event.reason.kind === 'failed' ? 1 : 0);
  }

  #end(exitCode: number): void {
    this.#unsubscribe?.();
    this.#log.dispose();
    this.#resolveStarted(null);
    this.#closes.fire(exitCode);
  }
}
