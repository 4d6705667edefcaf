/**
 * The functions of a binary and the copies inlined into them as columns of numbers: a few dozen bytes each, so that
 * those of a large binary fit in memory and on disk. Filled by dwarf/functionScan.ts, unit by unit; entries of one
 * unit stand together, in the order of the file. Text is a number in `strings`, a source file one in `paths`.
 */

import { Column } from './column.ts';
import { StringPool } from './stringPool.ts';

/** Whether a function has machine code of its own. */
export const CODE = { none: 0, own: 1, discarded: 2 } as const;

/** In `origin` and `target`: an entry of a unit that is not walked yet, by its number in `foreignOrigins`. */
export const FOREIGN = 0x8000_0000;

const U32 = 'u32';
const F64 = 'f64';

/** Columns by name; numbers of rows, texts and scopes are counted from 1 where 0 stands for none. */
export const LAYOUT = {
  /** Walked units, in the order they were walked. Their rows go up to where those of the next begin. */
  units: { offset: F64, firstFunction: U32, firstSite: U32 },
  /** Names around functions; the same for many. */
  scopes: { parent: U32, name: U32 },
  /** One a DW_TAG_subprogram. */
  functions: {
    /** Offset in its unit. */
    die: U32,
    /** One of `CODE`. */
    code: U32,
    /** The function that it completes, which says what it does not. */
    origin: U32,
    name: U32,
    linkageName: U32,
    scope: U32,
    declFile: U32,
    declLine: U32,
    address: F64,
    size: U32,
    /** Whether a home in the same unit proves it, so that it needs no record of its own. */
    isProven: U32,
  },
  /** One a DW_TAG_inlined_subroutine with code. */
  sites: {
    die: U32,
    /** The function that was inlined. */
    origin: U32,
    /** The site around it. */
    caller: U32,
    /** The function around it; counted from 0. */
    outer: U32,
    address: F64,
    size: U32,
    isContiguous: U32,
    callFile: U32,
    callLine: U32,
  },
} as const;

type Layout = typeof LAYOUT;
export type TableName = keyof Layout;
type Columns<Name extends TableName> = { readonly [Key in keyof Layout[Name]]: Column };

export class FunctionTable {
  readonly strings: StringPool;
  /** Number 0 is none. */
  readonly paths: string[];
  readonly units: Columns<'units'>;
  readonly scopes: Columns<'scopes'>;
  readonly functions: Columns<'functions'>;
  readonly sites: Columns<'sites'>;

  /** Empty, or over columns from elsewhere, such as a file: `makeColumn` is asked for them in a fixed order. */
  constructor(
    strings: StringPool,
    paths: string[],
    makeColumn: (kind: 'u32' | 'f64', table: TableName) => Column = emptyColumn,
  ) {
    this.strings = strings;
    this.paths = paths;
    this.units = columnsOf('units', makeColumn);
    this.scopes = columnsOf('scopes', makeColumn);
    this.functions = columnsOf('functions', makeColumn);
    this.sites = columnsOf('sites', makeColumn);
  }

  get functionCount(): number {
    return this.functions.die.length;
  }

  get siteCount(): number {
    return this.sites.die.length;
  }

  /** Every column, in the order in which the constructor asks for them. */
  columns(): Column[] {
    return [this.units, this.scopes, this.functions, this.sites].flatMap(table => Object.values<Column>(table));
  }

  /** Rows `[start, end)` of the `index`th walked unit. */
  functionsOf(index: number): readonly [start: number, end: number] {
    return rowsOf(this.units.firstFunction, index, this.functionCount);
  }

  sitesOf(index: number): readonly [start: number, end: number] {
    return rowsOf(this.units.firstSite, index, this.siteCount);
  }

  /** Forgets the rows behind some, as of a unit whose walk did not come to its end. */
  truncate(functionCount: number, siteCount: number): void {
    for (const column of Object.values<Column>(this.functions)) column.truncate(functionCount);
    for (const column of Object.values<Column>(this.sites)) column.truncate(siteCount);
  }
}

function rowsOf(first: Column, index: number, count: number): readonly [number, number] {
  return [first.at(index), index + 1 < first.length ? first.at(index + 1) : count];
}

function emptyColumn(kind: 'u32' | 'f64'): Column {
  return kind === 'f64' ? Column.ofF64() : Column.ofU32();
}

function columnsOf<Name extends TableName>(
  name: Name,
  makeColumn: (kind: 'u32' | 'f64', table: TableName) => Column,
): Columns<Name> {
  const entries = Object.entries<'u32' | 'f64'>(LAYOUT[name]).map(([key, kind]) => [key, makeColumn(kind, name)]);
  return Object.fromEntries(entries) as Columns<Name>;
}
