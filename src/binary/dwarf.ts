/**
 * What the debug information of a binary says of one function: parameters, types, frame. DWARF versions 2 to 5, in
 * the file itself, in its debug file, or split off. Which functions there are is left to functionIndex.ts.
 */

import { functionOf } from './dwarf/functions.ts';
import { MAXIMUM_PASSES, ProgramUnits } from './dwarf/programUnits.ts';
import type { DwarfFunction } from './dwarfFunction.ts';
import { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';
import type { FunctionRecord } from './functionRecord.ts';
import { HumanError } from '../model/humanError.ts';

export class Dwarf {
  readonly #elf: ElfFile;
  readonly #units: ProgramUnits;

  /** The caller disposes `units` and the ELF file. */
  constructor(elf: ElfFile, units = new ProgramUnits(elf)) {
    this.#elf = elf;
    this.#units = units;
  }

  /** Whether the file carries debug information at all. Throws `MalformedError`. */
  get hasDebugInfo(): boolean {
    return this.#units.linked.sections.info.size > 0;
  }

  /**
   * The function of a record, null unless it has machine code of its own or is a copy inside other code: that stands
   * in the frame of the function around it. What it reads lazily needs the ELF file and the units to stay open.
   * Throws `MalformedError`, and `HumanError` when it lies in a file that is missing.
   */
  describe({ home, die, ...names }: FunctionRecord): DwarfFunction | null {
    if (home.kind !== 'code' && home.kind !== 'inlined') return null;
    const { path, machine } = this.#elf;
    const budgetBytes = MAXIMUM_PASSES * this.#units.linked.sections.info.size;
    const effort = new Effort(`the debug information of ${path}`, budgetBytes, undefined);
    const unit = this.#units.contentsOf(this.#units.linked.at(die.unitOffset), effort);
    if (unit === null) throw new HumanError(this.#units.missing.get(die.unitOffset) ?? { message: `${path} changed.` });
    const code = unit.dieAt(unit.header.offset + die.dieOffset - die.unitOffset);
    const { virtualAddress, size } = home;
    return functionOf({ ...names, virtualAddress, size }, code, machine, effort);
  }
}
