/** One way to watch the calls of a function. */

import type { CalledProgram } from './calledProgram.ts';
import type { HitTask } from './task.ts';

export interface Watching {
  /** Resolves when it has ended: how many of the calls it has brought; null where it does not say. */
  readonly end: () => Promise<number | null>;
}

export interface Contender {
  readonly name: string;
  /** Whether it is tried on this function; most are on the one with two integers alone. */
  readonly watches: (task: HitTask) => boolean;
  /** Of one turn: as many as take it about half a second. */
  readonly calls: number;
  /** Stops the program at each call, which is then not its own processor's time. */
  readonly stops?: boolean;
  /** Resolves when every call is watched. Rejects with its own words. */
  readonly watch: (task: HitTask, program: CalledProgram) => Promise<Watching>;
}

export function isAdd({ called, profile }: HitTask): boolean {
  return called === 'add' && profile === 'release';
}
