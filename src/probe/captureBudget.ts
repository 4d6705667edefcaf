/**
 * How much one probe may carry. A tracer built on BPF keeps an event on a stack of 512 bytes; what is left for
 * arguments is shared fairly between the texts of a function.
 */

import type { Capture } from '../model/capture.ts';

/**
 * 64-bit words of arguments per event that every tracer can carry. The BPF stack also holds process, thread, its name
 * and the time: with bcc 0.26 compilation fails beyond 58 words; the rest is room for another clang.
 */
export const PROBE_WORDS = 48;

/** A longer text than this is cut even where there is room. */
const LONGEST_TEXT_BYTES = 128;

/** A text's length, which also says whether it could be read. */
const TEXT_OVERHEAD_WORDS = 1;

/** Words that a capture takes of an event. */
export function wordsOf(capture: Capture): number {
  if (capture.kind === 'absent') return 0;
  const { source } = capture;
  return source.kind === 'registers' ? source.registers.length : TEXT_OVERHEAD_WORDS + source.limitBytes / 8;
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
