/** streamEditor.ts as a process that is told what to do. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleDriver } from '../bundleDriver.ts';
import type { EditorOrder, EditorReport } from './streamEditor.ts';

const ENTRY_POINT = 'scripts/bench/stream/streamEditor.ts';

export class EditorProcess {
  static #bundle: Promise<string> | null = null;
  readonly #child: ChildProcess;

  private constructor(bundle: string) {
    this.#child = fork(bundle, { execArgv: ['--expose-gc'] });
  }

  static async start(): Promise<EditorProcess> {
    return new EditorProcess(await (EditorProcess.#bundle ??= bundleDriver(ENTRY_POINT)));
  }

  /** Resolves when all probes are in place. */
  async trace(order: Omit<Extract<EditorOrder, { type: 'trace' }>, 'type'>): Promise<void> {
    this.#send({ type: 'trace', ...order });
    await this.until(({ state }) => state === 'attached', ATTACH_MS);
  }

  watch(): void {
    this.#send({ type: 'watch' });
  }

  async report(): Promise<EditorReport> {
    this.#send({ type: 'report' });
    const [report] = (await once(this.#child, 'message')) as [EditorReport];
    return report;
  }

  /** Reports again and again until one is as it should be. Rejects with the last where none is in time. */
  async until(isSo: (report: EditorReport) => boolean, limitMs: number): Promise<EditorReport> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const report = await this.report();
      if (isSo(report)) return report;
      if (report.state === 'ended' || performance.now() > endMs)
        throw new Error(`the trace: ${JSON.stringify(report)}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Ends the trace; resolves when nothing of it is left. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#send({ type: 'stop' });
    await once(this.#child, 'exit');
  }

  #send(order: EditorOrder): void {
    this.#child.send(order);
  }
}

const ATTACH_MS = 60_000;
const LOOK_EVERY_MS = 200;
