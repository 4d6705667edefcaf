/** A run of test/root/sudoDriver.ts as an unprivileged user: starts it and reads what it says. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../process/fakes.ts';
import type { SudoJob } from '../root/sudoDriver.ts';
import type { SudoUser } from './sudoUser.ts';

/** One line of the driver: an event of the tracer, a question, or the result of a command. */
export interface Said {
  readonly type: string;
  readonly [key: string]: unknown;
}

export class SudoRun {
  readonly said: Said[] = [];
  readonly child: ChildProcessWithoutNullStreams;
  #half = '';
  #stderr = '';

  constructor(user: SudoUser, job: SudoJob, environment: Readonly<Record<string, string>> = {}) {
    this.child = user.start([process.execPath, user.path('driver.mjs'), JSON.stringify(job)], environment);
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.#half += chunk.toString();
      const lines = this.#half.split('\n');
      this.#half = lines.pop() ?? '';
      this.said.push(...lines.map(line => JSON.parse(line) as Said));
    });
    this.child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
  }

  /** Resolves with all that was said once the driver has ended. */
  async ended(): Promise<Said[]> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    if (this.#stderr !== '') this.said.push({ type: 'stderr', text: this.#stderr });
    return this.said;
  }

  /** Resolves when an event of this type has come. */
  async first(type: string, limitMs = 30_000): Promise<Said> {
    const find = (): Said | undefined => this.said.find(each => each.type === type);
    await until(`${type} after ${JSON.stringify(this.said)} ${this.#stderr}`, () => find() !== undefined, limitMs);
    return find() ?? { type };
  }

  stop(): void {
    this.child.stdin.write('stop\n');
  }
}

/** The types in turn, a row of the same one once; messages, which sudo adds as it likes, left out. */
export function story(said: readonly Said[]): string[] {
  return said
    .map(each => each.type)
    .filter(type => type !== 'message')
    .filter((type, index, all) => type !== all[index - 1]);
}

/** What was said at the end: `stopped`, `cancelled`, or a failure's message and advice. */
export function endOf(said: readonly Said[]): string {
  const last = said.filter(each => each.type === 'ended').at(-1);
  const reason = last?.reason as { kind: string; error?: { message: string; advice?: string } } | undefined;
  if (reason === undefined) return `no end: ${JSON.stringify(said)}`;
  return reason.error === undefined ? reason.kind : `${reason.error.message} ${reason.error.advice ?? ''}`.trim();
}
