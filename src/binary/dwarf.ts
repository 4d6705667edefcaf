/**
 * What the debug information of a binary says of one function: parameters, types, frame. DWARF versions 2 to 5.
 * Which functions there are is left to functionIndex.ts.
 */

import { functionOf } from './dwarf/functions.ts';
import { DebugSections } from './dwarf/sections.ts';
import { Units } from './dwarf/units.ts';
import type { DwarfFunction } from './dwarfFunction.ts';
import { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';
import type { FunctionRecord } from './functionRecord.ts';

/** How often one description may examine each byte of .debug_info before it counts as made to stall it. */
const MAXIMUM_PASSES = 16;

export class Dwarf {
  readonly #elf: ElfFile;
  readonly #units: Units;

  constructor(elf: ElfFile) {
    this.#elf = elf;
    this.#units = new Units(new DebugSections(elf));
  }

  /** Whether the file carries debug information at all. Throws `MalformedError`. */
  get hasDebugInfo(): boolean {
    return this.#units.sections.info.size > 0;
  }

  /**
   * The function of a record, null unless it has machine code of its own. What it reads lazily needs the ELF file to
   * stay open. Throws `MalformedError`.
   */
  describe({ home, die, ...names }: FunctionRecord): DwarfFunction | null {
    if (home.kind !== 'code') return null;
    const { path, machine } = this.#elf;
    const budgetBytes = MAXIMUM_PASSES * this.#units.sections.info.size;
    const effort = new Effort(`the debug information of ${path}`, budgetBytes, undefined);
    const code = this.#units.at(die.unitOffset).dieAt(die.dieOffset);
    const { virtualAddress, size } = home;
    return functionOf({ ...names, virtualAddress, size }, this.#units, code, machine, effort);
  }
}
