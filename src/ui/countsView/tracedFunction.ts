/** Which function of a source text a counted one is. Pure. */

import type { CountedFunction } from '../../model/countPlan.ts';
import type { RustFunction } from '../../model/rustFunction.ts';
import { ownName } from '../counting/countedName.ts';

/**
 * The one at the line that debug information names; where the text has been edited since, the only one of its name.
 * Null where that leaves none, or several.
 */
export function tracedFunction(
  { name, declared }: CountedFunction,
  functions: readonly RustFunction[],
): RustFunction | null {
  const own = ownName(name);
  const named = functions.filter(fn => fn.name === own);
  const there = named.find(fn => fn.signatureLine0 + 1 === declared?.line1);
  return there ?? (named.length === 1 ? (named[0] ?? null) : null);
}
