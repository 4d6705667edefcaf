/** What became of one fn of a program: a line that resolveAll.ts prints. Survives JSON. */

import type { AbsenceCode } from '../../../src/model/absence.ts';
import type { InstanceKind } from '../../../src/model/functionInstance.ts';

export interface ResolvedFunction {
  /** Absolute path of the source file. */
  readonly file: string;
  /** `RustFunction.path` and `RustFunction.name`. */
  readonly path: string;
  readonly name: string;
  /** Lines of its signature and of its end, one-based. */
  readonly line1: number;
  readonly lastLine1: number;
  readonly outcome: Outcome;
  /** How long the answer took, milliseconds. */
  readonly ms: number;
}

export type Outcome =
  | { readonly kind: 'found'; readonly artifact: string; readonly instances: readonly FoundInstance[] }
  | { readonly kind: 'absent'; readonly code: AbsenceCode; readonly text: string }
  /** The resolver threw: no answer, and so no explanation. */
  | { readonly kind: 'failed'; readonly text: string };

export interface FoundInstance {
  /** `FunctionInstance.symbol` and `FunctionInstance.symbolOffset`. */
  readonly symbol: string;
  readonly symbolOffset: number;
  readonly kind: InstanceKind;
  readonly isInlined: boolean;
}
