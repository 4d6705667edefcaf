/** What test/long/fixtures/hostWatch says of the extension host it runs in, second by second. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The extension to link beside ours. */
export const hostWatchFolder = fileURLToPath(new URL('../long/fixtures/hostWatch', import.meta.url));

/** Names the file it writes to. */
export const HOST_WATCH_VARIABLE = 'RUST_TRACE_HOST_WATCH';

const MIB = 2 ** 20;

/** One second. */
interface HostSample {
  /** As of Date.now(). */
  readonly timeMs: number;
  /** Most processor time of the host's thread between two timers, so the longest that its own work held up others. */
  readonly workMs: number;
  /** How late timers came, the machine's part included. */
  readonly delay: { readonly maxMs: number; readonly p99Ms: number };
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
}

/** Some seconds in a row. */
export class HostWatch {
  readonly #samples: readonly HostSample[];

  constructor(samples: readonly HostSample[]) {
    this.#samples = samples;
  }

  get seconds(): number {
    return this.#samples.length;
  }

  /** Most of all seconds. */
  get workMs(): number {
    return this.#most(sample => sample.workMs);
  }

  /** The part of it between two shares of its time. */
  part(fromShare: number, toShare: number): HostWatch {
    const { length } = this.#samples;
    return new HostWatch(this.#samples.slice(Math.floor(fromShare * length), Math.ceil(toShare * length)));
  }

  /** The least heap in use, MiB: the rest was garbage. */
  get heapMiB(): number {
    return Math.min(...this.#samples.map(sample => sample.heapUsed)) / MIB;
  }

  /** The most memory of the process, MiB. */
  get residentMiB(): number {
    return this.#most(sample => sample.rss) / MIB;
  }

  toString(): string {
    const round = (of: (sample: HostSample) => number): string => this.#most(of).toFixed(0);
    const memory = [0, 0.25, 0.5, 0.75].map(from => this.part(from, from + 0.25));
    return [
      `${this.seconds} s, at most ${round(sample => sample.workMs)} ms of work at once`,
      `timers late by ${round(sample => sample.delay.maxMs)} ms, p99 of a second ${round(sample => sample.delay.p99Ms)}`,
      `heap ${memory.map(part => part.heapMiB.toFixed(0)).join(' ')} MiB`,
      `resident ${memory.map(part => part.residentMiB.toFixed(0)).join(' ')} MiB`,
    ].join('; ');
  }

  #most(of: (sample: HostSample) => number): number {
    return Math.max(0, ...this.#samples.map(of));
  }
}

/** What was written after `fromMs`, as of Date.now(). */
export function readHostWatch(file: string, fromMs: number): HostWatch {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const samples = lines.map(line => JSON.parse(line) as HostSample);
  return new HostWatch(samples.filter(({ timeMs }) => timeMs > fromMs));
}
