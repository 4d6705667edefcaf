/** A process of a program that does what a line of its stdin says, and answers with a line. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export class ToldProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;

  constructor(binary: string) {
    this.#child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout);
  }

  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /** Resolves with the numbers that it answers, when it has done it. */
  async tell(line: string): Promise<number[]> {
    this.#child.stdin.write(`${line}\n`);
    const [answer] = (await once(this.#lines, 'line')) as [string];
    return answer.split(' ').map(Number);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }
}
