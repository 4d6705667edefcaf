/** How a person named a function: by the place it stands at, or by its path. */

import type { RustFunction } from '../model/rustFunction.ts';

export type WantedFunction =
  | {
      readonly kind: 'position';
      /** As it stands in the editor. */
      readonly function: RustFunction;
      /** Path inside the file (`RustFunction.path`). */
      readonly path: string;
      /**
       * False when the text may have moved since the build (an edited or newer source): then the nearest function
       * of the same path is meant.
       */
      readonly isLineExact: boolean;
    }
  | {
      readonly kind: 'path';
      /** `add`, `demo::add`, `Counter::bump`, `<Circle as Shape>::area`, `largest<u64>`. */
      readonly path: string;
    };

/** The function as the editor shows it. `isLineExact` is false while its document has unsaved changes. */
export function wantedAt(shown: RustFunction, isLineExact: boolean): WantedFunction {
  return { kind: 'position', function: shown, path: shown.path, isLineExact };
}
