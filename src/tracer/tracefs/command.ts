/** The command line of tracefs.sh for a plan. The script travels as text, so root executes no file of the user's. */

import { assetPath } from '../../binary/assets.ts';
import { shownWord, wordText } from '../commandWord.ts';
import type { SupervisedCommand } from '../supervisor.ts';

/** Ring memory of a trace in KiB: in all, and for one processor. */
const ALL_KIB = 64 * 1024;
const LEAST_KIB = 512;
const MOST_KIB = 8 * 1024;

export interface CommandInput {
  /** As events.ts or countDefinitions.ts gives them. */
  readonly definitions: readonly string[];
  /** Only hits of this process are recorded; null: of all. */
  readonly process: number | null;
  /** The script ends by itself after so long; null: never. */
  readonly seconds: number | null;
  /** Ring memory for each processor: `ringKibFor`, or NO_RING_KIB. */
  readonly ringKib: number;
}

/** Where nothing is recorded. The kernel has no ring of nothing. */
export const NO_RING_KIB = 4;

export function ringKibFor(processors: number): number {
  return Math.min(MOST_KIB, Math.max(LEAST_KIB, Math.floor(ALL_KIB / processors)));
}

export function tracefsCommand({ definitions, process, seconds, ringKib }: CommandInput): SupervisedCommand {
  const numbers = [seconds ?? 0, ringKib, process ?? 0].map(String);
  const script = { textOf: assetPath('tracefs.sh') };
  const words = ['/bin/sh', '-c', script, 'rust-trace', ...numbers, ...definitions];
  return { argv: words.map(wordText), display: words.map(shownWord).join(' ') };
}
