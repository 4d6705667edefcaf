/** Names of virtual addresses of one binary: of functions by their symbols, of vtables by debug information. */

import { demangle } from './demangle.ts';
import { MAXIMUM_PASSES, ProgramUnits } from './dwarf/programUnits.ts';
import { VtableNames } from './dwarf/vtables.ts';
import { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';

export class AddressNamer {
  readonly #elf: ElfFile;
  readonly #units: ProgramUnits;
  readonly #vtables: VtableNames;
  #functions: ReadonlyMap<bigint, string | null> | null = null;

  /** The caller disposes `units` and the ELF file. */
  constructor(elf: ElfFile, units = new ProgramUnits(elf)) {
    this.#elf = elf;
    this.#units = units;
    this.#vtables = new VtableNames(units);
  }

  /**
   * The demangled path of the function whose symbol begins at the address; null when there is none, and when there are
   * several of different names, which the linker or LLVM folded into one. Throws `MalformedError`.
   */
  functionAt(virtualAddress: bigint): string | null {
    this.#functions ??= functionNames(this.#elf);
    const mangled = this.#functions.get(virtualAddress) ?? null;
    return mangled === null ? null : demangle(mangled);
  }

  /** The concrete type, with its path, whose vtable begins at the address; null when unknown. Throws `MalformedError`. */
  vtableAt(virtualAddress: bigint): string | null {
    const budgetBytes = MAXIMUM_PASSES * this.#units.linked.sections.info.size;
    return this.#vtables.typeAt(
      virtualAddress,
      new Effort(`the debug information of ${this.#elf.path}`, budgetBytes, undefined),
    );
  }
}

/** Mangled names by address; null for several. Names that differ in the hash alone are one function. */
function functionNames(elf: ElfFile): Map<bigint, string | null> {
  const names = new Map<bigint, string | null>();
  for (const { name, virtualAddress, isFunction, sectionIndex } of elf.symbols()) {
    if (!isFunction || sectionIndex === 0) continue;
    const known = names.get(virtualAddress);
    const isSame = known === undefined || (known !== null && demangle(known) === demangle(name));
    names.set(virtualAddress, isSame ? name : null);
  }
  return names;
}
