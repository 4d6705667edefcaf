/**
 * rust_trace.h for a `trace` that runs as root. bcc reads it by name and several times, so a pipe will not do; bccHeader.sh
 * gives it an open file that is no longer in any folder.
 */

import { assetPath } from '../../binary/assets.ts';
import type { CommandWord } from '../commandWord.ts';

/** The name of the open file, for whatever bccHeader.sh starts. */
export const HEADER_PATH = '/proc/self/fd/9';

/** `command`, started so that it finds the text of the header at HEADER_PATH. */
export function withHeader(command: readonly CommandWord[]): CommandWord[] {
  const [script, header] = [assetPath('bccHeader.sh'), assetPath('rust_trace.h')];
  return ['/bin/sh', '-c', { textOf: script }, 'rust-trace', { textOf: header }, ...command];
}
