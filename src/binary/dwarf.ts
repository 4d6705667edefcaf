/**
 * The functions of a binary with their source positions, parameters and types, from its DWARF sections.
 * Versions 2 to 5, in the file itself: separate .dwo and .debug files are not followed. Nothing is kept but a few
 * units, so results are worth caching by the caller; what they read lazily needs the ELF file to stay open.
 */

import { HumanError } from '../model/humanError.ts';
import { AddressSet } from './addressSet.ts';
import type { Die } from './dwarf/die.ts';
import { DieWalker } from './dwarf/dieWalker.ts';
import { FunctionReader, type FoundFunction } from './dwarf/functions.ts';
import { rangesOf } from './dwarf/ranges.ts';
import { scopesOf } from './dwarf/scopes.ts';
import { DebugSections } from './dwarf/sections.ts';
import type { Unit } from './dwarf/unit.ts';
import { Units } from './dwarf/units.ts';
import type { DwarfFunction } from './dwarfFunction.ts';
import { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';

/** How often one search may examine each byte of the debug sections before they count as made to stall it. */
const MAXIMUM_PASSES = 16;
/** What one function in a result is counted for. */
const FUNCTION_BYTES = 1024;
const SEARCHED_SECTIONS = ['.debug_info', '.debug_line'];

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
   * The out-of-line functions declared in the files that match, every instance of a generic one included, in the
   * order of the file. Units none of whose files match are passed over. `matchesFile` is asked for each file of
   * each unit. Rejects with `HumanError` for damaged or split debug information and with the signal's reason.
   */
  async functionsDeclaredIn(
    matchesFile: (absolutePath: string) => boolean,
    signal?: AbortSignal,
  ): Promise<DwarfFunction[]> {
    return this.#search(
      (unit, reader) => reader.fileTable(unit)?.some(matchesFile) ?? false,
      found => found.declFile !== null && matchesFile(found.declFile),
      signal,
    );
  }

  /** The functions that begin at the given virtual addresses. Rejects as `functionsDeclaredIn` does. */
  async functionsAt(addresses: readonly bigint[], signal?: AbortSignal): Promise<DwarfFunction[]> {
    const wanted = new AddressSet(addresses);
    return this.#search(
      (unit, _reader, effort) => rangesOf(unit.root, effort).some(range => wanted.hasAnyIn(range)),
      found => wanted.has(found.virtualAddress),
      signal,
    );
  }

  async #search(
    mayHold: (unit: Unit, reader: FunctionReader, effort: Effort) => boolean,
    isWanted: (found: FoundFunction) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<DwarfFunction[]> {
    const effort = new Effort(`the debug information of ${this.#elf.path}`, this.#budgetBytes(), signal);
    const reader = new FunctionReader(this.#elf, this.#units, effort);
    const functions: DwarfFunction[] = [];
    for (const offset of this.#units.offsets) {
      if (effort.isDue) await effort.pause();
      const unit = this.#units.at(offset);
      if (!unit.header.isCompileUnit || !mayHold(unit, reader, effort)) continue;
      if (unit.isSkeleton) throw splitDebugInfo(this.#elf.path);
      const found = await findFunctions(unit, reader, isWanted, effort);
      functions.push(...(await complete(found, reader, effort)));
    }
    return functions;
  }

  #budgetBytes(): number {
    return SEARCHED_SECTIONS.reduce((bytes, name) => bytes + MAXIMUM_PASSES * (this.#elf.section(name)?.size ?? 0), 0);
  }
}

async function findFunctions(
  unit: Unit,
  reader: FunctionReader,
  isWanted: (found: FoundFunction) => boolean,
  effort: Effort,
): Promise<FoundFunction[]> {
  const functions: FoundFunction[] = [];
  const walker = new DieWalker(unit);
  effort.spend(unit.bytes.length);
  for (let steps = 1; walker.next(); steps++) {
    if (walker.abbreviation.isCodeOfFunction) {
      const found = reader.find(walker.die());
      if (found !== null && isWanted(found)) {
        effort.spend(FUNCTION_BYTES);
        functions.push(found);
      }
    }
    if (steps % 1024 === 0 && effort.isDue) await effort.pause();
  }
  return functions;
}

/** The scopes of a function are those of the outermost declaration, which may stand in another unit. */
async function complete(
  found: readonly FoundFunction[],
  reader: FunctionReader,
  effort: Effort,
): Promise<DwarfFunction[]> {
  const offsetsByUnit = new Map<Unit, Set<number>>();
  for (const { chain } of found) {
    const { unit, offset } = declarationOf(chain);
    const offsets = offsetsByUnit.get(unit) ?? new Set();
    offsetsByUnit.set(unit, offsets.add(offset));
  }
  const scopes = new Map<number, readonly string[]>();
  for (const [unit, offsets] of offsetsByUnit) {
    for (const [offset, names] of await scopesOf(unit, offsets, effort)) scopes.set(offset, names);
  }
  const functions: DwarfFunction[] = [];
  for (const one of found) {
    const completed = reader.complete(one, scopes.get(declarationOf(one.chain).offset) ?? []);
    if (completed !== null) functions.push(completed);
    if (effort.isDue) await effort.pause();
  }
  return functions;
}

function declarationOf(chain: readonly [Die, ...Die[]]): Die {
  return chain[chain.length - 1] ?? chain[0];
}

function splitDebugInfo(path: string): HumanError {
  return new HumanError({
    message: `The debug information of ${path} is in separate files, which Rust Trace does not read.`,
    advice: 'Set `split-debuginfo = "off"` in the Cargo profile and build again.',
  });
}
