/** One function with machine code of its own, put together from the entries that describe it. DWARF 5, section 3.3. */

import type { DwarfFunction } from '../dwarfFunction.ts';
import type { Effort } from '../effort.ts';
import type { ElfFile } from '../elf.ts';
import { RecentValues } from '../recentValues.ts';
import { DW_AT, DW_CC_nocall } from './constants.ts';
import type { Die } from './die.ts';
import { readFileTable, type FileTable } from './fileTable.ts';
import { frameBaseOf } from './locations.ts';
import { firstOf, originsOf } from './origins.ts';
import { parametersOf } from './parameters.ts';
import { rangesOf } from './ranges.ts';
import { typeOf } from './types.ts';
import type { Unit } from './unit.ts';
import type { Units } from './units.ts';

/** A function found in a unit, before its scopes are known. */
export interface FoundFunction {
  /** The entry with the machine code, and those that it completes. */
  readonly chain: readonly [Die, ...Die[]];
  readonly declFile: string | null;
  readonly virtualAddress: bigint;
  readonly size: number;
}

/** A function and its declaration may stand in different units. */
const RECENT_TABLES = 4;

export class FunctionReader {
  readonly #elf: ElfFile;
  readonly #units: Units;
  readonly #effort: Effort;
  /** By offset of the unit. */
  readonly #fileTables = new RecentValues<number, FileTable | null>(RECENT_TABLES);

  constructor(elf: ElfFile, units: Units, effort: Effort) {
    this.#elf = elf;
    this.#units = units;
    this.#effort = effort;
  }

  fileTable(unit: Unit): FileTable | null {
    return this.#fileTables.get(unit.header.offset, () => readFileTable(unit, this.#effort));
  }

  /** Null for code that the linker left out, whose address then lies nowhere. */
  find(die: Die): FoundFunction | null {
    const ranges = rangesOf(die, this.#effort);
    const entry = die.address(DW_AT.entry_pc) ?? ranges[0]?.start;
    const range = ranges.find(({ start, end }) => entry !== undefined && start <= entry && entry < end);
    if (entry === undefined || range === undefined || !this.#elf.isCode(entry)) return null;
    const chain = originsOf(this.#units, die);
    return { chain, declFile: this.#declFile(chain), virtualAddress: entry, size: Number(range.end - entry) };
  }

  /** Null for a function without a name. */
  complete(found: FoundFunction, path: readonly string[]): DwarfFunction | null {
    const { chain, declFile, virtualAddress, size } = found;
    const [code] = chain;
    const name = firstOf(chain, die => die.string(DW_AT.name));
    if (name === null) return null;
    const units = this.#units;
    const returning = chain.find(die => die.has(DW_AT.type))?.offset;
    return {
      name,
      linkageName: firstOf(chain, die => die.string(DW_AT.linkage_name) ?? die.string(DW_AT.MIPS_linkage_name)),
      path,
      declFile,
      declLine1: firstOf(chain, die => die.count(DW_AT.decl_line)) ?? 0,
      virtualAddress,
      size,
      frameBase: frameBaseOf(code.expression(DW_AT.frame_base), this.#elf.machine),
      parameters: parametersOf(units, chain, this.#effort),
      hasParameterInfo: code.unit.describesArguments,
      get returnType() {
        return returning === undefined ? null : typeOf(units, units.dieAt(returning));
      },
      hasNonstandardCallingConvention: firstOf(chain, die => die.count(DW_AT.calling_convention)) === DW_CC_nocall,
      producer: code.unit.root.string(DW_AT.producer),
    };
  }

  #declFile(chain: readonly Die[]): string | null {
    const declaring = chain.find(die => die.has(DW_AT.decl_file));
    const index = declaring?.count(DW_AT.decl_file) ?? null;
    if (declaring === undefined || index === null) return null;
    return this.fileTable(declaring.unit)?.path(index) ?? null;
  }
}
