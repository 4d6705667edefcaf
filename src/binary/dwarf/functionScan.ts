/**
 * Goes through one unit and writes its functions and the copies inlined into them to a table. This is the hot path of
 * the whole product, so common forms are decoded in place; rare ones are left to die.ts.
 * DWARF 5, sections 3.3 (functions), 2.3 (the tree) and 7.5 (its encoding).
 */

import type { Column } from '../column.ts';
import { Cursor } from '../cursor.ts';
import type { Effort } from '../effort.ts';
import { CODE, FOREIGN, type FunctionTable } from '../functionTable.ts';
import type { StringImports } from '../stringImports.ts';
import type { AbbreviationTable } from './abbreviations.ts';
import { DW_AT, DW_FORM } from './constants.ts';
import { Die } from './die.ts';
import { piecesOf } from './entry.ts';
import { skipValue } from './forms.ts';
import { MAXIMUM_LINKS } from './origins.ts';
import { ATTRIBUTES, ROLE, scanShapeOf, VALUE, type ScanShape } from './scanShape.ts';
import type { Unit } from './unit.ts';

/** Source code nests some dozens deep. */
const MAXIMUM_DEPTH = 2 ** 11;
const NO_SCOPE = -1;
/** A scope that nothing has asked for yet. */
const UNKNOWN = -1;

export interface ScanTarget {
  readonly table: FunctionTable;
  readonly strings: StringImports;
  /** Numbers in `table.paths` by the numbers that the unit gives its files. */
  readonly files: Uint32Array;
  readonly isCode: (virtualAddress: bigint) => boolean;
  /** How many bytes of a piece of code do nothing before its first instruction. */
  readonly paddingAt: (virtualAddress: number, size: number) => number;
  /** The number in `table.scopes` of a name inside a scope. */
  readonly scopeOf: (parent: number, name: number) => number;
  /** Remembers a function in another unit by its offset in .debug_info. Returns `FOREIGN` and its number; 0 for none. */
  readonly foreignOrigin: (offset: number) => number;
}

const shapesByTable = new WeakMap<AbbreviationTable, (ScanShape | undefined)[]>();

function shapesOf(table: AbbreviationTable): (ScanShape | undefined)[] {
  let shapes = shapesByTable.get(table);
  if (shapes === undefined) shapesByTable.set(table, (shapes = []));
  return shapes;
}

export class FunctionScan {
  readonly #unit: Unit;
  readonly #target: ScanTarget;
  readonly #effort: Effort;
  readonly #cursor: Cursor;
  readonly #shapes: (ScanShape | undefined)[];
  readonly #firstFunction: number;
  readonly #firstSite: number;

  #depth = 0;
  /** What is around entries, by their depth: the number of the scope, and where the entry that makes it stands. */
  readonly #scopes: number[] = [0];
  readonly #scopeEntries: number[] = [NO_SCOPE];
  /** The function and the inlined site around entries, counted from 1, by their depth. */
  readonly #functions: number[] = [0];
  readonly #sites: number[] = [0];

  /** Of the current entry: where it begins in the unit, and the values that are read of it with their forms. */
  #position = 0;
  readonly #values = new Float64Array(ATTRIBUTES.length);
  /** 0 for an absent value. */
  readonly #forms = new Int32Array(ATTRIBUTES.length);
  /** Of the code of the current entry, as `#readEntry` found it. */
  #address = 0;
  #size = 0;
  #isContiguous = true;

  constructor(unit: Unit, target: ScanTarget, effort: Effort) {
    this.#unit = unit;
    this.#target = target;
    this.#effort = effort;
    this.#cursor = new Cursor(unit.bytes, unit.sections.info.label, unit.root.offset - unit.header.offset);
    this.#shapes = shapesOf(unit.abbreviations);
    this.#firstFunction = target.table.functionCount;
    this.#firstSite = target.table.siteCount;
    effort.spend(unit.bytes.length);
  }

  /** Goes on for some entries; true at the end of the unit. Throws `MalformedError`. */
  run(entries: number): boolean {
    const cursor = this.#cursor;
    const { bytes } = cursor;
    const end = bytes.length;
    for (let left = entries; left > 0; left--) {
      // Some compilers leave out the zeroes at the end of a unit.
      if (cursor.position >= end) return this.#finish();
      const position = cursor.position;
      const first = bytes[position] ?? 0;
      if (first === 0) {
        cursor.position = position + 1;
        if (--this.#depth <= 0) return this.#finish();
        continue;
      }
      let code = first;
      if (first < 0x80) cursor.position = position + 1;
      else code = cursor.uleb();
      const shape = this.#shapes[code] ?? this.#addShape(code);
      if (shape.role >= ROLE.function) {
        this.#position = position;
        this.#readValues(shape);
        if (shape.role === ROLE.function) this.#addFunction(shape);
        else this.#addSite(shape);
      } else {
        if (shape.fixedBytes >= 0) cursor.skip(shape.fixedBytes);
        else this.#skipAll(shape);
        if (shape.hasChildren) {
          const depth = this.#depth;
          this.#descend(
            shape.role === ROLE.scope ? position : NO_SCOPE,
            this.#functions[depth] ?? 0,
            this.#sites[depth] ?? 0,
          );
        }
      }
      if (this.#depth === 0) return this.#finish();
    }
    return false;
  }

  #addShape(code: number): ScanShape {
    const shape = scanShapeOf(this.#unit.abbreviations.get(code), this.#cursor, this.#unit.header);
    this.#shapes[code] = shape;
    return shape;
  }

  #skipAll(shape: ScanShape): void {
    for (const bytes of shape.abbreviation.skips) {
      if (bytes >= 0) this.#cursor.skip(bytes);
      else skipValue(this.#cursor, bytes, this.#unit.header);
    }
  }

  /** To the children of an entry; `scopeEntry` is where it stands when it is a scope. */
  #descend(scopeEntry: number, inFunction: number, inSite: number): void {
    const depth = ++this.#depth;
    if (depth > MAXIMUM_DEPTH) throw this.#cursor.malformed('too deep a tree');
    this.#scopes[depth] = scopeEntry === NO_SCOPE ? (this.#scopes[depth - 1] ?? 0) : UNKNOWN;
    this.#scopeEntries[depth] = scopeEntry;
    this.#functions[depth] = inFunction;
    this.#sites[depth] = inSite;
  }

  /** The number of the scope around entries of a depth. Most scopes hold no function and are never asked for. */
  #scopeAt(depth: number): number {
    const known = this.#scopes[depth] ?? 0;
    if (known !== UNKNOWN) return known;
    let scope = this.#scopeAt(depth - 1);
    const entry = this.#scopeEntries[depth] ?? NO_SCOPE;
    if (entry !== NO_SCOPE) {
      const name = this.#dieAt(entry).string(DW_AT.name);
      if (name !== null) scope = this.#target.scopeOf(scope, this.#target.strings.addText(name));
    }
    this.#scopes[depth] = scope;
    return scope;
  }

  #addFunction(shape: ScanShape): void {
    const { functions } = this.#target.table;
    const origin = this.#origin();
    const name = this.#text(VALUE.name);
    let number = 0;
    // What has no name of its own or elsewhere cannot be asked for.
    if (name !== 0 || origin !== 0) {
      const code = this.#forms[VALUE.lowPc] !== 0 || this.#forms[VALUE.ranges] !== 0;
      const isKept = code && this.#readEntry();
      functions.die.push(this.#position);
      functions.code.push(isKept ? CODE.own : code ? CODE.discarded : CODE.none);
      functions.origin.push(origin);
      functions.name.push(name);
      functions.linkageName.push(this.#text(VALUE.linkageName));
      functions.scope.push(origin === 0 ? this.#scopeAt(this.#depth) : 0);
      functions.declFile.push(this.#file(VALUE.declFile));
      functions.declLine.push(this.#count(VALUE.declLine));
      functions.address.push(isKept ? this.#address : 0);
      functions.size.push(isKept ? this.#size : 0);
      functions.isProven.push(0);
      number = functions.die.length;
    }
    if (shape.hasChildren) this.#descend(name === 0 ? NO_SCOPE : this.#position, number, 0);
  }

  #addSite(shape: ScanShape): void {
    const { functions, sites } = this.#target.table;
    const outer = this.#functions[this.#depth] ?? 0;
    let site = this.#sites[this.#depth] ?? 0;
    const origin = this.#origin();
    const isKept = outer !== 0 && origin !== 0 && functions.code.at(outer - 1) === CODE.own && this.#readEntry();
    const padding = isKept ? this.#target.paddingAt(this.#address, this.#size) : 0;
    if (isKept && padding < this.#size) {
      sites.die.push(this.#position);
      sites.origin.push(origin);
      sites.caller.push(site);
      sites.outer.push(outer - 1);
      sites.address.push(this.#address + padding);
      sites.size.push(this.#size - padding);
      sites.isContiguous.push(Number(this.#isContiguous));
      sites.callFile.push(this.#file(VALUE.callFile));
      sites.callLine.push(this.#count(VALUE.callLine));
      site = sites.die.length;
    }
    if (shape.hasChildren) this.#descend(NO_SCOPE, outer, site);
  }

  /** Whether the entry has code that the linker kept; leaves it in `#address` and `#size`. */
  #readEntry(): boolean {
    const forms = this.#forms;
    const values = this.#values;
    let start = values[VALUE.lowPc] ?? 0;
    let size = values[VALUE.highPc] ?? 0;
    this.#isContiguous = true;
    if (forms[VALUE.lowPc] === DW_FORM.addr && forms[VALUE.ranges] === 0 && forms[VALUE.entryPc] === 0) {
      // A size since DWARF 4, an address before.
      if (forms[VALUE.highPc] === DW_FORM.addr) size -= start;
      else size = this.#count(VALUE.highPc);
    } else {
      if (forms[VALUE.lowPc] === 0 && forms[VALUE.ranges] === 0) return false;
      const pieces = piecesOf(this.#dieAt(this.#position), this.#effort);
      if (pieces === null) return false;
      start = Number(pieces.first.start);
      size = Number(pieces.first.end - pieces.first.start);
      this.#isContiguous = pieces.isContiguous;
    }
    if (!(size > 0 && size < 2 ** 32 && start < 2 ** 53 && this.#target.isCode(BigInt(start)))) return false;
    this.#address = start;
    this.#size = size;
    return true;
  }

  #readValues({ steps }: ScanShape): void {
    const cursor = this.#cursor;
    const forms = this.#forms.fill(0);
    for (const { value, form, bytes, implicitConst } of steps) {
      if (value < 0 || forms[value] !== 0) {
        if (bytes >= 0) cursor.skip(bytes);
        else skipValue(cursor, bytes, this.#unit.header);
        continue;
      }
      forms[value] = form;
      switch (form) {
        case DW_FORM.strp:
        case DW_FORM.sec_offset:
          this.#values[value] = bytes === 8 ? cursor.u64AsNumber() : cursor.u32();
          break;
        case DW_FORM.addr: {
          const low = cursor.u32();
          this.#values[value] = cursor.u32() * 2 ** 32 + low;
          break;
        }
        case DW_FORM.data1:
          this.#values[value] = cursor.u8();
          break;
        case DW_FORM.data2:
          this.#values[value] = cursor.u16();
          break;
        case DW_FORM.data4:
        case DW_FORM.ref4:
          this.#values[value] = cursor.u32();
          break;
        case DW_FORM.udata:
          this.#values[value] = cursor.uleb();
          break;
        case DW_FORM.implicit_const:
          this.#values[value] = implicitConst;
          break;
        default:
          skipValue(cursor, bytes, this.#unit.header);
      }
    }
  }

  /** Number of the text in the pool; 0 for none. */
  #text(value: number): number {
    const form = this.#forms[value] ?? 0;
    const { strings } = this.#target;
    if (form === 0) return 0;
    if (form === DW_FORM.strp) return strings.idAt(this.#unit.sections.str, this.#values[value] ?? 0);
    const die = this.#dieAt(this.#position);
    const text = die.string(ATTRIBUTES[value] ?? 0);
    if (text !== null) return strings.addText(text);
    return value === VALUE.linkageName ? strings.addText(die.string(DW_AT.MIPS_linkage_name) ?? '') : 0;
  }

  /** Of a line or a size; 0 for none and for what is too large to be one. */
  #count(value: number): number {
    let count = this.#values[value] ?? 0;
    switch (this.#forms[value] ?? 0) {
      case 0:
        return 0;
      case DW_FORM.data1:
      case DW_FORM.data2:
      case DW_FORM.data4:
      case DW_FORM.udata:
      case DW_FORM.implicit_const:
        break;
      default:
        count = this.#dieAt(this.#position).count(ATTRIBUTES[value] ?? 0) ?? 0;
    }
    return count >= 0 && count < 2 ** 32 ? count : 0;
  }

  #file(value: number): number {
    return this.#forms[value] === 0 ? 0 : (this.#target.files[this.#count(value)] ?? 0);
  }

  /**
   * The function that the current entry completes: where it stands in the unit, until `#finish` knows its number, or
   * `FOREIGN` and a number; 0 for none.
   */
  #origin(): number {
    const forms = this.#forms;
    const value = forms[VALUE.abstractOrigin] === 0 ? VALUE.specification : VALUE.abstractOrigin;
    if (forms[value] === 0) return 0;
    const { header } = this.#unit;
    const offset =
      forms[value] === DW_FORM.ref4
        ? header.offset + (this.#values[value] ?? 0)
        : this.#dieAt(this.#position).reference(ATTRIBUTES[value] ?? 0);
    if (offset === null) return 0;
    const isOwn = header.offset <= offset && offset < header.end;
    return isOwn ? offset - header.offset : this.#target.foreignOrigin(offset);
  }

  #dieAt(position: number): Die {
    const { header, bytes } = this.#unit;
    return new Die(this.#unit, header.offset + position, bytes, position);
  }

  /** Makes numbers of functions of the places of entries, and marks the functions that need no record of their own. */
  #finish(): true {
    const { functions, sites } = this.#target.table;
    this.#resolve(functions.origin, this.#firstFunction);
    this.#resolve(sites.origin, this.#firstSite);
    for (let row = this.#firstFunction; row < functions.die.length; row++) {
      if (functions.code.at(row) !== CODE.none) this.#markProven(functions.origin.at(row));
    }
    for (let row = this.#firstSite; row < sites.die.length; row++) this.#markProven(sites.origin.at(row));
    return true;
  }

  #resolve(origins: Column, first: number): void {
    const { die } = this.#target.table.functions;
    for (let row = first; row < origins.length; row++) {
      const position = origins.at(row);
      if (position === 0 || position >= FOREIGN) continue;
      // -1, for an entry that is no function with a name, becomes none.
      origins.set(row, die.search(position, this.#firstFunction, die.length) + 1);
    }
  }

  #markProven(origin: number): void {
    const { functions } = this.#target.table;
    for (let number = origin, links = 1; number !== 0 && number < FOREIGN && links < MAXIMUM_LINKS; links++) {
      functions.isProven.set(number - 1, 1);
      number = functions.origin.at(number - 1);
    }
  }
}
