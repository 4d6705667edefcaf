/** What the two streams of a tracer's program say, before it is put in order and shown. */

import type { Passage } from '../model/passage.ts';
import type { TracerEvent } from './tracer.ts';

export type DecodedEvent =
  | Exclude<TracerEvent, { readonly type: 'hit' | 'exit' }>
  /** Some in a row, in nearly any order. */
  | { readonly type: 'passages'; readonly passages: readonly Passage[] };

/** Turns the two streams of a program into events. Fed with bytes, split anywhere. */
export interface TracerDecoder {
  stdout(chunk: Uint8Array): DecodedEvent[];
  stderr(chunk: Uint8Array): DecodedEvent[];
  /** What was cut off by the end of the program. */
  end(): DecodedEvent[];
  readonly isAttached: boolean;
  /** The root side has ended the program because its time is over. */
  readonly isTimeUp: boolean;
  /** The process to name when it does not end; null before the supervisor has said it. */
  readonly tracerPid: number | null;
  /** The last messages, oldest first: for the explanation of a failure. */
  readonly messages: readonly string[];
}
