/** Names of what stands around entries: namespaces, types and functions, the outermost first. */

import type { Effort } from '../effort.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import { DieWalker } from './dieWalker.ts';
import type { Unit } from './unit.ts';

const SCOPES: ReadonlySet<number> = new Set([
  DW_TAG.namespace,
  DW_TAG.structure_type,
  DW_TAG.class_type,
  DW_TAG.union_type,
  DW_TAG.enumeration_type,
  DW_TAG.subprogram,
]);

/** What one name in a result is counted for. */
const SCOPE_BYTES = 16;

/**
 * Scope names by the entries' offsets in .debug_info. Entries have no link to their parent, so the unit is walked
 * once for all of them. Throws `MalformedError`.
 */
export async function scopesOf(
  unit: Unit,
  offsets: ReadonlySet<number>,
  effort: Effort,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  const names = new Map<number, string | null>();
  /** Offsets of the entries around the current one that are scopes, by depth; null for the others. */
  const around: (number | null)[] = [];
  const walker = new DieWalker(unit);
  effort.spend(unit.bytes.length);
  for (let steps = 1; found.size < offsets.size && walker.next(); steps++) {
    if (offsets.has(walker.offset)) {
      effort.spend(walker.depth * SCOPE_BYTES);
      found.set(walker.offset, namesOf(around.slice(0, walker.depth)));
    }
    around[walker.depth] = SCOPES.has(walker.abbreviation.tag) ? walker.offset : null;
    if (steps % 1024 === 0 && effort.isDue) await effort.pause();
  }
  return found;

  function namesOf(scopes: readonly (number | null)[]): string[] {
    return scopes.flatMap(offset => {
      if (offset === null) return [];
      let name = names.get(offset);
      if (name === undefined) {
        name = unit.dieAt(offset).string(DW_AT.name);
        names.set(offset, name);
      }
      return name === null ? [] : [name];
    });
  }
}
