/** What a traced value is worth, beside what the program printed of it. */

import type { ShownValue } from '../../../src/model/hit.ts';
import { isTrueCut } from './cutText.ts';

export type Verdict =
  | { readonly kind: 'equal' }
  /** A true part of it; `…` stands for the rest. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'wrong'; readonly shown: string; readonly expected: string };

/** `expected`: the texts that are right, the program's own `{:?}` first. */
export function judge(shown: ShownValue, expected: readonly string[]): Verdict {
  const wrong = (text: string): Verdict => ({ kind: 'wrong', shown: text, expected: expected.join(' or ') });
  switch (shown.kind) {
    case 'value':
      return expected.includes(shown.text) ? { kind: 'equal' } : wrong(shown.text);
    case 'cut':
      // Of a value that is left out as a whole nothing is shown.
      if (/^…$/.test(shown.text)) return { kind: 'absent', reason: shown.reason };
      // A collection's length is a part of it, in words of the tracer's own.
      if (expected.slice(1).includes(shown.text)) return { kind: 'cut' };
      return shown.reason !== '' && expected.some(text => isTrueCut(shown.text, text))
        ? { kind: 'cut' }
        : wrong(shown.text);
    case 'absent':
      return shown.reason === '' ? wrong('no reason') : { kind: 'absent', reason: shown.reason };
  }
}
