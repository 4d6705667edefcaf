/** What the setup check says of one thing: a line of its report, with the way out where there is one. */

import type { TracerName } from '../tracer/tracer.ts';

/**
 * `warning`: it works, but with less or in another way than it could. `bad`: what needs it does not work.
 * `unknown`: it could not be looked at from here; never a guess in either direction.
 */
export type Status = 'ok' | 'warning' | 'bad' | 'unknown';

/** Headings of the report, in its order. */
export const GROUPS = ['System', 'Kernel', 'Tracers', 'Privilege', 'Rust', 'Self-test'] as const;
export type Group = (typeof GROUPS)[number];

export interface Fix {
  /** One sentence: what to do. */
  readonly sentence: string;
  /** The line that does it, for a shell on this machine; null when none would. */
  readonly command: string | null;
}

export interface Finding {
  /** Stable name, e.g. `kernel.uprobes`. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly status: Status;
  /** One clause or two, plain text: what was seen. */
  readonly detail: string;
  /** Tracers that cannot work while it is bad. */
  readonly neededBy: readonly TracerName[];
  readonly fix: Fix | null;
}

export const BOTH_TRACERS: readonly TracerName[] = ['bcc', 'tracefs'];
