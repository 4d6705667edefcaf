/**
 * Which units of a binary were walked, and the table that their walks fill. Each unit is walked once, one at a time,
 * whoever asks first; references from one unit into another are resolved when the rows of the first are wanted.
 */

import { CodeWindow } from './codeWindow.ts';
import { Column } from './column.ts';
import { FunctionScan, type ScanTarget } from './dwarf/functionScan.ts';
import { MAXIMUM_LINKS } from './dwarf/origins.ts';
import type { ProgramUnits } from './dwarf/programUnits.ts';
import type { DebugSections } from './dwarf/sections.ts';
import { readCatalog, type CatalogUnit } from './dwarf/unitCatalog.ts';
import type { Unit } from './dwarf/unit.ts';
import type { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';
import { FOREIGN, FunctionTable } from './functionTable.ts';
import { MalformedError } from './malformedError.ts';
import { paddingBytes } from './padding.ts';
import { StringImports } from './stringImports.ts';
import { StringPool } from './stringPool.ts';

/** Entries between two looks at the clock. */
const STRIDE = 1024;
/** Compilers align to 64 bytes at most. */
const LONGEST_PADDING = 64;
/** What a row takes in memory. */
const ROW_BYTES = 48;
/** What the rows and the texts of a table may take, whatever it is made from. */
const FREE_BYTES = 2 ** 24;

export class UnitWalks {
  readonly units: ProgramUnits;
  readonly table: FunctionTable;
  readonly #elf: ElfFile;
  readonly #code: CodeWindow;
  readonly #strings: StringImports;
  readonly #pathNumbers = new Map<string, number>();
  readonly #scopeNumbers = new Map<number, number>();
  /** Offsets in .debug_info of functions of other units; `FOREIGN` and a place here stand for one in the table. */
  readonly #foreignOrigins = Column.ofF64();
  /** Place of each walked unit in the table, by its offset. */
  readonly #places = new Map<number, number>();
  /** Offsets of walked units without unresolved references. */
  readonly #linked = new Set<number>();
  #catalog: readonly CatalogUnit[] | null = null;
  #walking: Promise<void> | null = null;

  /** The caller disposes both. */
  constructor(elf: ElfFile, units: ProgramUnits) {
    this.units = units;
    this.#elf = elf;
    this.#code = new CodeWindow(elf);
    this.table = new FunctionTable(new StringPool(this.#maximumBytes), ['']);
    this.#strings = new StringImports(this.table.strings);
  }

  /** Every unit that may hold code, in the order of the file. Rejects with `MalformedError` or the signal's reason. */
  async catalog(effort: Effort): Promise<readonly CatalogUnit[]> {
    this.#catalog ??= await readCatalog(this.units.linked, path => this.#pathNumber(path), effort);
    return this.#catalog;
  }

  /** Place of the unit's rows in the table, after a walk if need be. Rejects as `catalog` does. */
  async walk(unit: CatalogUnit, effort: Effort): Promise<number> {
    for (;;) {
      const place = this.#places.get(unit.offset);
      if (place !== undefined) return place;
      if (this.#walking === null) {
        this.#walking = this.#scan(unit, effort).finally(() => {
          this.#walking = null;
        });
        await this.#walking;
      } else {
        // The walk of another unit, or one that somebody else's signal may end.
        await this.#walking.catch(() => undefined);
        effort.check();
      }
    }
  }

  /** Resolves what the unit's rows refer to in other units, which are walked for it. Rejects as `catalog` does. */
  async link(unit: CatalogUnit, effort: Effort): Promise<void> {
    const place = await this.walk(unit, effort);
    if (this.#linked.has(unit.offset)) return;
    const { functions, sites } = this.table;
    const [firstFunction, endFunction] = this.table.functionsOf(place);
    for (let row = firstFunction; row < endFunction; row++) await this.#resolve(functions.origin, row, effort);
    const [firstSite, endSite] = this.table.sitesOf(place);
    for (let row = firstSite; row < endSite; row++) await this.#resolve(sites.origin, row, effort);
    this.#linked.add(unit.offset);
  }

  /** Gives back memory that only walks need. */
  finish(): void {
    this.#strings.forget();
    this.#scopeNumbers.clear();
  }

  async #scan(unit: CatalogUnit, effort: Effort): Promise<void> {
    const { table } = this;
    const { functionCount, siteCount } = table;
    try {
      // A unit whose contents are missing has no rows.
      const contents = this.units.contentsOf(this.units.linked.at(unit.offset), effort);
      table.strings.limit(this.#maximumBytes);
      const scan = contents === null ? null : new FunctionScan(contents, this.#targetOf(unit, contents), effort);
      while (scan?.run(STRIDE) === false) {
        if ((table.functionCount + table.siteCount) * ROW_BYTES > this.#maximumBytes) throw this.#tooMany();
        if (effort.isDue) await effort.pause();
      }
    } catch (error) {
      table.truncate(functionCount, siteCount);
      throw error;
    }
    this.#places.set(unit.offset, table.units.offset.length);
    table.units.offset.push(unit.offset);
    table.units.firstFunction.push(functionCount);
    table.units.firstSite.push(siteCount);
  }

  get #maximumBytes(): number {
    return FREE_BYTES + bytesOf(this.units.linked.sections) + this.units.splitBytes;
  }

  #targetOf({ files }: CatalogUnit, contents: Unit): ScanTarget {
    return {
      table: this.table,
      strings: this.#strings,
      files,
      isCode: virtualAddress => this.#elf.isCode(virtualAddress),
      paddingAt: (virtualAddress, size) =>
        paddingBytes(this.#code.read(virtualAddress, Math.min(size, LONGEST_PADDING)), this.#elf.machine),
      scopeOf: (parent, name) => this.#scopeNumber(parent, name),
      foreignOrigin: offset => {
        // Compilers write no such thing into other files.
        if (contents.skeleton !== null) return 0;
        this.#foreignOrigins.push(offset);
        return FOREIGN + this.#foreignOrigins.length - 1;
      },
    };
  }

  /** The function may complete another one in yet another unit. */
  async #resolve(origins: Column, row: number, effort: Effort): Promise<void> {
    const { functions } = this.table;
    let column = origins;
    let at = row;
    for (let links = 1; links < MAXIMUM_LINKS; links++) {
      const origin = column.at(at);
      if (origin >= FOREIGN) column.set(at, await this.#find(this.#foreignOrigins.at(origin - FOREIGN), effort));
      at = column.at(at) - 1;
      if (at < 0) return;
      column = functions.origin;
    }
  }

  /** Number of the function whose entry is at an offset in .debug_info; 0 when it has no name or is no function. */
  async #find(offset: number, effort: Effort): Promise<number> {
    const unit = unitAround(await this.catalog(effort), offset);
    if (unit === null)
      throw new MalformedError(this.units.linked.sections.info.label, `no entry can stand at ${offset}`);
    const rows = this.table.functionsOf(await this.walk(unit, effort));
    return this.table.functions.die.search(offset - unit.offset, ...rows) + 1;
  }

  #pathNumber(path: string): number {
    let number = this.#pathNumbers.get(path);
    if (number === undefined) {
      number = this.table.paths.push(path) - 1;
      this.#pathNumbers.set(path, number);
    }
    return number;
  }

  #scopeNumber(parent: number, name: number): number {
    const { scopes } = this.table;
    const key = parent * 2 ** 26 + name;
    let number = this.#scopeNumbers.get(key);
    if (number === undefined) {
      scopes.parent.push(parent);
      scopes.name.push(name);
      number = scopes.name.length;
      this.#scopeNumbers.set(key, number);
    }
    return number;
  }

  #tooMany(): MalformedError {
    return new MalformedError(this.units.linked.sections.info.label, 'it describes more functions than fit in it');
  }
}

/** The unit that begins last before an offset. */
function unitAround(catalog: readonly CatalogUnit[], offset: number): CatalogUnit | null {
  let low = 0;
  let high = catalog.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((catalog[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return catalog[low - 1] ?? null;
}

/** What the sections that a table is made from take. */
function bytesOf({ info, str, line, lineStr }: DebugSections): number {
  return info.size + str.source.size + line.size + lineStr.source.size;
}
