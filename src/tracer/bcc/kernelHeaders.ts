/** Whether there is what bcc compiles its programs against: the headers of the running kernel. */

import { existsSync } from 'node:fs';
import { release } from 'node:os';

/** The module that puts the headers into /sys/kernel (CONFIG_IKHEADERS=m); bcc loads it. Compressed or not. */
const MODULE_ENDINGS = ['', '.gz', '.xz', '.zst'] as const;

/** As bcc's src/cc/frontends/clang/kbuild_helper.cc looks for them. */
export function hasKernelHeaders(kernel = release(), exists: (path: string) => boolean = existsSync): boolean {
  const folder = `/lib/modules/${kernel}`;
  return [
    `${folder}/build/include`,
    '/sys/kernel/kheaders.tar.xz',
    ...MODULE_ENDINGS.map(ending => `${folder}/kernel/kernel/kheaders.ko${ending}`),
  ].some(exists);
}

/** One clause for a person where there are none; null where there are. */
export function whyNoHeaders(hasHeaders: () => boolean = hasKernelHeaders): string | null {
  return hasHeaders() ? null : `bcc needs the headers of kernel ${release()}, which are not installed`;
}
