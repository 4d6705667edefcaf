/** Where the bytes of a value are in the machine while it stands at a probe: parts in the order of memory. */

import type { Word } from '../model/read.ts';

export type Part = { readonly bytes: number } & (
  | { readonly kind: 'memory'; readonly at: Word }
  /** The low bytes of a word. */
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'constant'; readonly value: Uint8Array }
  /** `reason` is a short clause: `optimised out`, `in xmm0 (not readable from a uprobe)`. */
  | { readonly kind: 'absent'; readonly reason: string }
);

/** Why what a pointer points at is not to be read, as a clause; null where it is. */
export type WhyNotFollowed = (pointer: Word) => string | null;
