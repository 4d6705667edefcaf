/**
 * A small header instead of the kernel's own, for a `trace` that runs as root: compiling those is nearly all of its start.
 * bccKernel.sh says how.
 */

import { assetPath } from '../../binary/assets.ts';
import type { CommandWord } from '../commandWord.ts';

/** `command`, started so that it finds kernel.h in place of the kernel's headers, where the machine lets it. */
export function withSmallKernel(command: readonly string[]): CommandWord[] {
  const [script, header] = [assetPath('bccKernel.sh'), assetPath('kernel.h')];
  return ['/bin/sh', '-c', { textOf: script }, 'rust-trace', { textOf: header }, ...command];
}
