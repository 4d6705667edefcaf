/**
 * How much one probe may carry. A tracer built on BPF keeps an event on a stack of 512 bytes; what is left for
 * arguments is shared fairly between the texts of a function.
 */

import type { Capture, ValueCapture } from '../model/capture.ts';

/** 64-bit words of arguments per event that every tracer can carry. */
export const PROBE_WORDS = 32;

/** A longer text than this is cut even where there is room. */
const LONGEST_TEXT_BYTES = 128;

/** A text needs its length and whether it could be read beside its bytes. */
const TEXT_OVERHEAD_WORDS = 2;

/** Words that one capture takes of an event. */
export function wordsOf(capture: ValueCapture): number {
  return capture.source.kind === 'registers'
    ? capture.source.registers.length
    : TEXT_OVERHEAD_WORDS + capture.source.limitBytes / 8;
}

/** Sets `limitBytes` of every text so that all captures together fit, each text with the same share. */
export function limitText(captures: readonly Capture[]): Capture[] {
  const values = captures.filter(capture => capture.kind === 'value');
  const texts = values.filter(capture => capture.source.kind === 'text');
  const others = values.filter(capture => capture.source.kind === 'registers');
  const otherWords = others.reduce((sum, capture) => sum + wordsOf(capture), 0);
  const share = Math.floor((PROBE_WORDS - otherWords) / texts.length) - TEXT_OVERHEAD_WORDS;
  const limitBytes = Math.min(LONGEST_TEXT_BYTES, Math.max(1, share) * 8);
  return captures.map(capture =>
    capture.kind === 'value' && capture.source.kind === 'text'
      ? { ...capture, source: { ...capture.source, limitBytes } }
      : capture,
  );
}
