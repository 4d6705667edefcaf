/**
 * How captured arguments travel through bcc's `trace`: as 64-bit words and nothing else, so that no byte of the
 * traced program can be mistaken for the tool's own output. One capture, the expressions that read it, and back.
 *
 *   registers   one word a register
 *   text        its length (all ones: not readable), then limitBytes / 8 words of its bytes, zeros after its end
 */

import { ARGUMENT_REGISTERS, type ArgumentRegister } from '../../model/capture.ts';
import type { RawValue, ValueCapture } from '../../model/capture.ts';

/** Length that rust_trace.h answers for a text it cannot read. */
const FAULT = 0xffff_ffff_ffff_ffffn;

/**
 * C expressions for the words of a capture, the first of which becomes field `v<firstField>` of the event.
 * `trace` keeps the fields in a struct `__data` and sets them in order; rust_trace.h fills the bytes of a text
 * in one read when its length is taken, and their own expressions leave them as they are.
 */
export function wordExpressions(capture: ValueCapture, firstField: number): string[] {
  const { source } = capture;
  if (source.kind === 'registers') return source.registers.map(argument);
  const byteFields = Array.from({ length: source.limitBytes / 8 }, (_, word) => field(firstField + 1 + word));
  const parameters = [
    argument(source.pointer),
    argument(source.length),
    source.limitBytes,
    `&${field(firstField + 1)}`,
  ];
  return [`rt_text(${parameters.join(' RT_COMMA ')})`, ...byteFields];
}

/** What the words of one hit say. `words` has `wordsOf(capture)` elements. */
export function rawValue(capture: ValueCapture, words: readonly bigint[]): RawValue {
  const { source } = capture;
  if (source.kind === 'registers') return { kind: 'registers', words };
  const byteLength = words[0] ?? FAULT;
  if (byteLength === FAULT) return { kind: 'fault' };
  const bytes = new Uint8Array(source.limitBytes);
  const view = new DataView(bytes.buffer);
  words.slice(1).forEach((word, index) => {
    view.setBigUint64(index * 8, word, true);
  });
  const kept = byteLength < BigInt(source.limitBytes) ? Number(byteLength) : source.limitBytes;
  return { kind: 'text', byteLength, bytes: bytes.subarray(0, kept) };
}

/** `trace` writes `arg1` to `arg6` for the integer argument registers. */
function argument(register: ArgumentRegister): string {
  return `arg${ARGUMENT_REGISTERS.indexOf(register) + 1}`;
}

function field(index: number): string {
  return `__data.v${index}`;
}
