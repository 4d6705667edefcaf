/** Whose code a function is. */

import type { FunctionOrigin } from '../model/countPlan.ts';
import { BACKTRACE_CRATES, STANDARD_CRATES } from './catalogName.ts';

/** What is known of a function. */
interface Known {
  readonly crate: string;
  readonly declared: { readonly file: string } | null;
}

/** Where rustc and rustup keep the sources of Rust's own libraries, and where those were compiled. */
const STANDARD_SOURCE = /^\/rustc\/|^\/rust\/deps\/|\/lib\/rustlib\/src\/rust\//;

/** Asked of tens of thousands: what was found out about a file is remembered. */
export function originOf(
  isOwnSource: (file: string) => boolean,
  ownCrates: ReadonlySet<string>,
): (known: Known) => FunctionOrigin {
  const files = new Map<string, FunctionOrigin>();
  return ({ crate, declared }) => {
    // Code that a macro of another crate wrote is declared in that crate, and code of a container has other paths.
    if (ownCrates.has(crate) && !STANDARD_CRATES.has(crate)) return 'own';
    if (declared === null) return STANDARD_CRATES.has(crate) || BACKTRACE_CRATES.has(crate) ? 'std' : 'dependency';
    let origin = files.get(declared.file);
    if (origin === undefined) {
      const other = STANDARD_SOURCE.test(declared.file) ? 'std' : 'dependency';
      origin = isOwnSource(declared.file) ? 'own' : other;
      files.set(declared.file, origin);
    }
    return origin;
  };
}
