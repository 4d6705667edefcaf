/**
 * Units whose contents lie in other files (`split-debuginfo`): for the skeleton in the linked file, the whole unit
 * from its .dwo file or from the package. The two know each other by an id. What cannot be had is left out, and why
 * is kept: the other units stay readable. DWARF 5, section 3.1.2 and appendix F; DWARF 4 as GNU extended it.
 */

import { existsSync } from 'node:fs';
import { HumanError, type HumanErrorDetail } from '../../model/humanError.ts';
import type { ByteSource } from '../byteSource.ts';
import { SectionTable } from '../elf/sectionTable.ts';
import { FilePool } from '../filePool.ts';
import { RecentValues } from '../recentValues.ts';
import { SliceSource } from '../sliceSource.ts';
import { DW_AT } from './constants.ts';
import { PackageIndex } from './packageIndex.ts';
import { DebugSections, type SectionFile } from './sections.ts';
import { dwoPlaces, findPackage, packageOf } from './splitPlaces.ts';
import type { Unit } from './unit.ts';
import { Units } from './units.ts';

/** Descriptors; a program may have thousands of .dwo files. */
const OPEN_FILES = 8;
/** Whole units kept. */
const CACHED = 4;

export interface Contents {
  readonly unit: Unit;
  /** Path of the file that it lies in. */
  readonly file: string;
  /** What the entries and texts of all units in that file take. */
  readonly fileBytes: number;
}

interface Package {
  readonly table: SectionTable;
  readonly index: PackageIndex;
}

export class SplitUnits {
  readonly #binaries: readonly string[];
  readonly #pool = new FilePool(OPEN_FILES);
  /** By offset of the skeleton. */
  readonly #contents = new RecentValues<number, Contents>(CACHED);
  readonly #missing = new Map<number, HumanErrorDetail>();
  /** Null when there is none, undefined before it was looked for. */
  #package: Package | HumanError | null | undefined;

  /** `binaries`: the linked file, and that with its skeletons. */
  constructor(binaries: readonly string[]) {
    this.#binaries = [...new Set(binaries)];
  }

  /** Why the contents of units could not be had when they were last asked for, by offset of the skeleton. */
  get missing(): ReadonlyMap<number, HumanErrorDetail> {
    return this.#missing;
  }

  /** The unit that a skeleton of the linked file stands for; null when it cannot be had (see `missing`). */
  contentsOf(skeleton: Unit): Contents | null {
    const { offset } = skeleton.header;
    try {
      const contents = this.#contents.get(offset, () => this.#open(skeleton));
      this.#missing.delete(offset);
      return contents;
    } catch (error) {
      if (!(error instanceof HumanError)) throw error;
      this.#missing.set(offset, error.detail);
      return null;
    }
  }

  /** Closes all files; nothing may be read afterwards. */
  dispose(): void {
    this.#pool.dispose();
  }

  /** From the package or else from a file of its own; what was found and does not fit is the better reason. */
  #open(skeleton: Unit): Contents {
    const reasons: HumanError[] = [];
    const open = this.#sources(skeleton);
    for (const read of open) {
      try {
        const contents = read();
        if (contents !== null) return contents;
      } catch (error) {
        if (!(error instanceof HumanError)) throw error;
        reasons.push(error);
      }
    }
    throw reasons[0] ?? this.#notFound(skeleton);
  }

  *#sources(skeleton: Unit): Generator<() => Contents | null> {
    yield () => this.#fromPackage(skeleton);
    const folder = skeleton.root.string(DW_AT.comp_dir) ?? '';
    for (const binary of this.#binaries) {
      for (const file of dwoPlaces(binary, folder, dwoName(skeleton))) yield () => this.#fromFile(skeleton, file);
    }
  }

  #fromFile(skeleton: Unit, file: string): Contents | null {
    if (!existsSync(file)) return null;
    const table = new SectionTable(this.#pool.source(file));
    return this.#unitIn(table, skeleton, table);
  }

  #fromPackage(skeleton: Unit): Contents | null {
    if (this.#package === undefined) this.#package = this.#openPackage();
    if (this.#package instanceof HumanError) throw this.#package;
    if (this.#package === null || skeleton.dwoId === null) return null;
    const { table, index } = this.#package;
    const parts = index.find(skeleton.dwoId);
    if (parts === null) throw foreign(table.path, this.#binaries[0] ?? '');
    const file: SectionFile = {
      path: table.path,
      section(name): ByteSource | null {
        const whole = table.section(name);
        // Strings are shared by all units.
        if (whole === null || name === '.debug_str.dwo') return whole;
        const part = parts.get(name);
        return part === undefined ? null : new SliceSource(whole, part.offset, part.size, whole.label);
      },
    };
    return this.#unitIn(file, skeleton, table);
  }

  #openPackage(): Package | HumanError | null {
    const file = findPackage(this.#binaries);
    if (file === null) return null;
    try {
      const table = new SectionTable(this.#pool.source(file));
      const index = table.section('.debug_cu_index');
      if (index === null) throw new HumanError({ message: `${file} is no package of debug information.`, ...REBUILD });
      return { table, index: new PackageIndex(index) };
    } catch (error) {
      if (error instanceof HumanError) return error;
      throw error;
    }
  }

  #unitIn(file: SectionFile, skeleton: Unit, table: SectionTable): Contents {
    const units = new Units(new DebugSections(file, skeleton.sections), skeleton);
    for (const offset of units.offsets) {
      const unit = units.at(offset);
      if (unit.header.isCompileUnit && unit.dwoId !== null && unit.dwoId === skeleton.dwoId) {
        return { unit, file: file.path, fileBytes: bytesOf(table) };
      }
    }
    throw foreign(file.path, this.#binaries[0] ?? '');
  }

  #notFound(skeleton: Unit): HumanError {
    const [binary = ''] = this.#binaries;
    const folder = skeleton.root.string(DW_AT.comp_dir) ?? '';
    const [dwo = ''] = dwoPlaces(binary, folder, dwoName(skeleton));
    return new HumanError({
      message: `Debug information of ${binary} is missing: neither ${dwo} nor ${packageOf(binary)} is there.`,
      ...REBUILD,
    });
  }
}

const REBUILD: Omit<HumanErrorDetail, 'message'> = {
  advice: 'Build it again; with `split-debuginfo = "off"` in the Cargo profile the program holds all of it.',
  action: { kind: 'build' },
};

function foreign(file: string, binary: string): HumanError {
  return new HumanError({
    message: `${file} does not belong to ${binary}: it has no such debug information, as after another build.`,
    ...REBUILD,
  });
}

function bytesOf(table: SectionTable): number {
  return ['.debug_info.dwo', '.debug_str.dwo'].reduce((bytes, name) => bytes + (table.section(name)?.size ?? 0), 0);
}

function dwoName({ root }: Unit): string {
  return root.string(DW_AT.dwo_name) ?? root.string(DW_AT.GNU_dwo_name) ?? '';
}
