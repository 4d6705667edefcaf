/**
 * What can be said of all units without going through them: the source files that each of them names.
 * An inlined copy brings its file into the list of the unit that it lies in, by its lines or as the place of a call,
 * so a unit whose list lacks a file holds no home of that file's functions.
 */

import { posix } from 'node:path';
import type { Effort } from '../effort.ts';
import { DW_AT } from './constants.ts';
import { readFileTable } from './fileTable.ts';
import type { Unit } from './unit.ts';
import type { Units } from './units.ts';

export interface CatalogUnit {
  /** In .debug_info of the file itself. */
  readonly offset: number;
  /** Numbers of paths by the unit's own numbers of files; 0 for none. Units of one line-number table share it. */
  readonly files: Uint32Array;
}

/** In the order of the file. `numberOf` gives a path its number. Rejects with `MalformedError` or the signal's reason. */
export async function readCatalog(
  units: Units,
  numberOf: (path: string) => number,
  effort: Effort,
): Promise<CatalogUnit[]> {
  const catalog: CatalogUnit[] = [];
  const known = new Map<string, Uint32Array>();
  for (const offset of units.offsets) {
    if (effort.isDue) await effort.pause();
    const unit = units.at(offset);
    if (!unit.header.isCompileUnit) continue;
    const key = `${unit.root.sectionOffset(DW_AT.stmt_list) ?? ''} ${unit.root.string(DW_AT.comp_dir) ?? ''}`;
    let files = known.get(key);
    if (files === undefined) known.set(key, (files = readFiles(unit, numberOf, effort)));
    catalog.push({ offset, files });
  }
  return catalog;
}

function readFiles(unit: Unit, numberOf: (path: string) => number, effort: Effort): Uint32Array {
  const table = readFileTable(unit, effort);
  return Uint32Array.from({ length: table?.count ?? 0 }, (_, index) => {
    const path = table?.path(index) ?? null;
    return path === null ? 0 : numberOf(path);
  });
}

/** Path of the source that a unit was compiled from, as far as it says. */
export function sourcePathOf(unit: Unit): string {
  return posix.resolve('/', unit.root.string(DW_AT.comp_dir) ?? '', unit.root.string(DW_AT.name) ?? '');
}
