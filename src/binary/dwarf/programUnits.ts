/** All units of a program, those included whose contents lie in other files. */

import type { HumanErrorDetail } from '../../model/humanError.ts';
import type { Effort } from '../effort.ts';
import type { ElfFile } from '../elf.ts';
import { DebugSections } from './sections.ts';
import { SplitUnits } from './splitUnits.ts';
import type { Unit } from './unit.ts';
import { Units } from './units.ts';

/** How often one search may examine each byte of the debug sections before they count as made to stall it. */
export const MAXIMUM_PASSES = 16;

export class ProgramUnits {
  /** Those of the linked file, some of which may only stand for others (`Unit.isSkeleton`). */
  readonly linked: Units;
  readonly #split: SplitUnits;
  /** Bytes of the other files by their paths. */
  readonly #fileBytes = new Map<string, number>();

  /** The caller disposes it, and the ELF file. */
  constructor(elf: ElfFile) {
    this.linked = new Units(new DebugSections({ path: elf.debugInfoPath, section: name => elf.section(name) }));
    this.#split = new SplitUnits([elf.path, elf.debugInfoPath]);
  }

  /**
   * The unit with the contents of one of `linked`: mostly that itself. Null when they lie in a file that is missing or
   * not the right one (see `missing`); `effort` may spend more for what lies in other files. Throws `MalformedError`.
   */
  contentsOf(unit: Unit, effort: Effort): Unit | null {
    if (!unit.isSkeleton) return unit;
    const contents = this.#split.contentsOf(unit);
    if (contents === null) return null;
    effort.allow(contents.file, MAXIMUM_PASSES * contents.fileBytes);
    this.#fileBytes.set(contents.file, contents.fileBytes);
    return contents.unit;
  }

  /** What the entries and texts in the other files take, as far as they were needed. */
  get splitBytes(): number {
    return [...this.#fileBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Why contents could not be had when they were last asked for, by offset of the unit in `linked`. */
  get missing(): ReadonlyMap<number, HumanErrorDetail> {
    return this.#split.missing;
  }

  /** Closes what was opened beside the ELF file. */
  dispose(): void {
    this.#split.dispose();
  }
}
