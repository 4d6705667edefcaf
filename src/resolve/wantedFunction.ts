/** How a person named a function: by the place it stands at, or by its path. */

import { realpathSync } from 'node:fs';
import type { RustFunction } from '../model/rustFunction.ts';

export type WantedFunction =
  | {
      readonly kind: 'position';
      /** Absolute path with links resolved. */
      readonly file: string;
      readonly name: string;
      /** Path inside the file (`RustFunction.path`). */
      readonly path: string;
      /** Line of the signature, one-based as in DWARF. */
      readonly line1: number;
      /** Line that its body ends at, one-based. */
      readonly lastLine1: number;
      /**
       * False when the text may have moved since the build (an edited or newer source): then the nearest function
       * of the same path is meant.
       */
      readonly isLineExact: boolean;
      /** Only test executables hold it (`RustFunction.isTest`). */
      readonly isTest: boolean;
    }
  | {
      readonly kind: 'path';
      /** `add`, `demo::add`, `Counter::bump`, `<Circle as Shape>::area`, `largest<u64>`. */
      readonly path: string;
    };

/** The function as the editor shows it. `isLineExact` is false while its document has unsaved changes. */
export function wantedAt(shown: RustFunction, isLineExact: boolean): WantedFunction {
  return {
    kind: 'position',
    file: realpathSync(shown.file),
    name: shown.name,
    path: shown.path,
    line1: shown.signatureLine0 + 1,
    lastLine1: shown.itemRange.end.line0 + 1,
    isLineExact,
    isTest: shown.isTest,
  };
}
