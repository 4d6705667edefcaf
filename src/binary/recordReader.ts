/** Turns rows of the function table into records. A row says only what its origins do not; DWARF 5, section 3.3.8. */

import { MAXIMUM_LINKS } from './dwarf/origins.ts';
import type { Effort } from './effort.ts';
import type { FunctionHome, FunctionNames, FunctionRecord } from './functionRecord.ts';
import { CODE, type FunctionTable } from './functionTable.ts';
import { MalformedError } from './malformedError.ts';
import type { Column } from './column.ts';

/** Rows between two looks at the clock. */
const STRIDE = 4096;

/** Rows counted from 0. */
export interface RowFilter {
  readonly isWantedFunction: (row: number) => boolean;
  readonly isWantedSite: (row: number) => boolean;
}

export class RecordReader {
  readonly #scopeNames = new Map<number, readonly string[]>();
  readonly #table: FunctionTable;
  /** By function, once `prepare` was called. */
  #declFiles: Uint32Array | null = null;

  constructor(table: FunctionTable) {
    this.#table = table;
  }

  /** Number of the path that a function is declared in; 0 for none. Throws `MalformedError` for a circle of origins. */
  declFileOf(row: number): number {
    return this.#declFiles?.[row] ?? this.#first(this.#table.functions.declFile, row);
  }

  /** Makes `declFileOf` quick, in a table that does not change any more. Throws `MalformedError`. */
  prepare(): void {
    const { declFile } = this.#table.functions;
    this.#declFiles = Uint32Array.from({ length: declFile.length }, (_, row) => this.#first(declFile, row));
  }

  /** Line that a function is declared at; 0 for none. Throws as `declFileOf` does. */
  declLineOf(row: number): number {
    return this.#first(this.#table.functions.declLine, row);
  }

  /** The function that a row completes, and that completes no other: the same for all its homes in a unit. */
  rootOf(row: number): number {
    const { origin } = this.#table.functions;
    for (let at = row, links = 0; ; links++) {
      if (links >= MAXIMUM_LINKS) throw completesItself();
      const next = origin.at(at) - 1;
      if (next < 0) return at;
      at = next;
    }
  }

  /** The function that a site is a copy of; -1 when it has no name. */
  originOf(site: number): number {
    return this.#table.sites.origin.at(site) - 1;
  }

  /** Wanted records of the walked units at the given places, of each in the order of the file. */
  async read(places: readonly number[], filter: RowFilter, effort: Effort): Promise<FunctionRecord[]> {
    const records: FunctionRecord[] = [];
    await this.visit(places, filter, effort, record => records.push(record));
    return records;
  }

  /** As `read`, with the row of the function that each record is of. */
  async visit(
    places: readonly number[],
    filter: RowFilter,
    effort: Effort,
    onRecord: (record: FunctionRecord, row: number) => void,
  ): Promise<void> {
    const { functions, sites, units } = this.#table;
    for (const place of places) {
      const unitOffset = units.offset.at(place);
      const rows = await wanted(this.#table.functionsOf(place), filter.isWantedFunction, effort);
      const copies = await wanted(this.#table.sitesOf(place), filter.isWantedSite, effort);
      for (let next = 0, copy = 0; next < rows.length || copy < copies.length;) {
        const own = rows[next];
        const site = copies[copy];
        if (own !== undefined && (site === undefined || functions.die.at(own) < sites.die.at(site))) {
          const record = this.#function(own, unitOffset);
          if (record !== null) onRecord(record, own);
          next++;
        } else if (site !== undefined) {
          const record = this.#site(site, unitOffset);
          if (record !== null) onRecord(record, this.originOf(site));
          copy++;
        }
        if ((next + copy) % STRIDE === 0 && effort.isDue) await effort.pause();
      }
    }
  }

  #function(row: number, unitOffset: number): FunctionRecord | null {
    const { die, code, origin, isProven } = this.#table.functions;
    const isRecord = code.at(row) !== CODE.none || (origin.at(row) === 0 && isProven.at(row) === 0);
    if (!isRecord) return null;
    return this.#record(row, this.#homeOf(row), unitOffset, die.at(row));
  }

  #homeOf(row: number): FunctionHome {
    const { code, address, size } = this.#table.functions;
    switch (code.at(row)) {
      case CODE.own:
        return { kind: 'code', virtualAddress: addressAt(address, row), size: size.at(row) };
      case CODE.discarded:
        return { kind: 'discarded' };
      default:
        return { kind: 'abstract' };
    }
  }

  #site(row: number, unitOffset: number): FunctionRecord | null {
    const { functions, sites } = this.#table;
    const origin = this.originOf(row);
    if (origin < 0) return null;
    const outer = sites.outer.at(row);
    const caller = sites.caller.at(row);
    const home: FunctionHome = {
      kind: 'inlined',
      virtualAddress: addressAt(sites.address, row),
      size: sites.size.at(row),
      outer: { ...this.namesOf(outer), virtualAddress: addressAt(functions.address, outer) },
      caller: this.namesOf(caller === 0 ? outer : this.originOf(caller - 1)),
      isContiguous: sites.isContiguous.at(row) !== 0,
      callFile: this.#path(sites.callFile.at(row)),
      callLine1: sites.callLine.at(row),
    };
    return this.#record(origin, home, unitOffset, sites.die.at(row));
  }

  #record(row: number, home: FunctionHome, unitOffset: number, die: number): FunctionRecord | null {
    const names = this.namesOf(row);
    if (names.name === '') return null;
    return {
      ...names,
      declFile: this.sourceOf(row),
      declLine1: this.declLineOf(row),
      home,
      die: { unitOffset, dieOffset: unitOffset + die },
    };
  }

  /** Absolute path of a function's source file; null where that is not known. */
  sourceOf(row: number): string | null {
    return this.#path(this.declFileOf(row));
  }

  /** What a function is called; `name` is empty for one without, and for -1. */
  namesOf(row: number): FunctionNames {
    const { functions, strings } = this.#table;
    if (row < 0) return { name: '', linkageName: null, path: [] };
    return {
      name: strings.text(this.#first(functions.name, row)),
      linkageName: strings.textOrNull(this.#first(functions.linkageName, row)),
      path: this.#scopes(functions.scope.at(this.rootOf(row))),
    };
  }

  /** Whether the name of a function, or of what it stands in, has the text in it. Asked of very many. */
  namesWith(part: string): (row: number) => boolean {
    const { functions, scopes, strings } = this.#table;
    const isNamed = strings.textsWith(part);
    return row => {
      if (row < 0) return false;
      if (isNamed[this.#first(functions.name, row)] === 1) return true;
      const scope = functions.scope.at(this.rootOf(row));
      return scope !== 0 && isNamed[scopes.name.at(scope - 1)] === 1;
    };
  }

  /** The same array for the same scope. */
  #scopes(number: number): readonly string[] {
    const known = this.#scopeNames.get(number);
    if (known !== undefined) return known;
    const { scopes, strings } = this.#table;
    const names: string[] = [];
    for (let scope = number; scope !== 0;) {
      names.unshift(strings.text(scopes.name.at(scope - 1)));
      const parent = scopes.parent.at(scope - 1);
      if (parent >= scope) throw new MalformedError('the function index', 'a scope is around itself');
      scope = parent;
    }
    this.#scopeNames.set(number, names);
    return names;
  }

  #path(number: number): string | null {
    return number === 0 ? null : (this.#table.paths[number] ?? null);
  }

  /** What the function itself or the first of its origins that says it says; 0 when none does. */
  #first(column: Column, row: number): number {
    const { origin } = this.#table.functions;
    for (let at = row, links = 0; at >= 0; at = origin.at(at) - 1, links++) {
      if (links >= MAXIMUM_LINKS) throw completesItself();
      const value = column.at(at);
      if (value !== 0) return value;
    }
    return 0;
  }
}

async function wanted(
  [start, end]: readonly [start: number, end: number],
  isWanted: (row: number) => boolean,
  effort: Effort,
): Promise<number[]> {
  const rows: number[] = [];
  for (let row = start; row < end; row++) {
    if (isWanted(row)) rows.push(row);
    if (row % STRIDE === 0 && effort.isDue) await effort.pause();
  }
  return rows;
}

/** Throws `MalformedError` for a number that is no address, as only a file made for it can hold. */
function addressAt(column: Column, row: number): bigint {
  const address = column.at(row);
  if (!Number.isSafeInteger(address)) throw new MalformedError('the function index', 'an address is no whole number');
  return BigInt(address);
}

function completesItself(): MalformedError {
  return new MalformedError('the debug information', 'a function completes itself');
}
