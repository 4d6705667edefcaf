/**
 * Every home of every function of one binary: machine code of its own and copies inlined into others. Units of the
 * debug information are walked when a question concerns them, or all of them ahead of the questions; what was found
 * stays, and can be kept on disk (indexCache.ts).
 */

import type { AddressRange } from './addressRanges.ts';
import { AddressSet } from './addressSet.ts';
import { DEBUG_DETAILS, detailOfUnit, type DebugDetail, type FileDetail } from './dwarf/detail.ts';
import { MAXIMUM_PASSES, ProgramUnits } from './dwarf/programUnits.ts';
import { rangesOf } from './dwarf/ranges.ts';
import { sourcePathOf, type CatalogUnit } from './dwarf/unitCatalog.ts';
import { Effort } from './effort.ts';
import type { ElfFile } from './elf.ts';
import { outlineOf, type FunctionOutline } from './functionOutline.ts';
import type { DieReference, FunctionNames, FunctionRecord, InlinedHome } from './functionRecord.ts';
import { CODE, type FunctionTable } from './functionTable.ts';
import { RecordReader, type RowFilter } from './recordReader.ts';
import { UnitWalks } from './unitWalks.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';

/** A copy of a function that has an id in the outline. */
interface FoundCopy {
  readonly id: number;
  readonly home: InlinedHome;
  readonly die: DieReference;
}

export class FunctionIndex {
  readonly #elf: ElfFile;
  readonly #walks: UnitWalks;
  /** All there is, once every unit was walked. */
  #complete: FunctionTable | null;
  /** Of the complete table. */
  #reader: RecordReader | null = null;
  /** Of units, by offset: one absence after the other asks all of them. */
  readonly #unitRanges = new Map<number, readonly AddressRange[]>();
  readonly #undeclaring = new Map<number, boolean>();

  /**
   * `complete`: what an earlier index of the same file found. The caller disposes `units` and the ELF file.
   * Throws `MalformedError`.
   */
  constructor(elf: ElfFile, complete: FunctionTable | null = null, units = new ProgramUnits(elf)) {
    this.#elf = elf;
    this.#walks = new UnitWalks(elf, units);
    this.#complete = complete;
  }

  /**
   * What every unit holds, to be kept; no question needs the debug information any more then. Null before `complete`,
   * and when contents of units are missing, which may be there the next time.
   */
  get completeTable(): FunctionTable | null {
    return this.missing.length === 0 ? this.#complete : null;
  }

  /**
   * Why the contents of some units could not be had, of those that were asked for: they lie in files that are missing.
   */
  get missing(): readonly HumanErrorDetail[] {
    return [...this.#walks.units.missing.values()];
  }

  /**
   * How much is known of what stands in the files that match: the most that one of their units tells.
   * Rejects as `declaredIn` does.
   */
  async detailOf(matchesFile: (absolutePath: string) => boolean, signal?: AbortSignal): Promise<FileDetail> {
    const effort = this.#effort(signal);
    const { units, table } = this.#walks;
    const found = new Set<DebugDetail>(['none']);
    const missing: HumanErrorDetail[] = [];
    const catalog = await this.#walks.catalog(effort);
    const isWanted = Uint8Array.from(table.paths, path => Number(path !== '' && matchesFile(path)));
    for (const { offset, files } of catalog) {
      if (!files.some(file => isWanted[file] === 1)) continue;
      if (effort.isDue) await effort.pause();
      const contents = units.contentsOf(units.linked.at(offset), effort);
      if (contents !== null) found.add(detailOfUnit(contents));
      const reason = units.missing.get(offset);
      if (contents === null && reason !== undefined) missing.push(reason);
    }
    return { detail: DEBUG_DETAILS.findLast(detail => found.has(detail)) ?? 'none', missing };
  }

  /**
   * Every home of the functions declared in the files that match, in the order of the file. `matchesFile` is asked
   * once for each file that any unit names. Rejects with `HumanError` for damaged debug information and with the
   * signal's reason.
   */
  async declaredIn(matchesFile: (absolutePath: string) => boolean, signal?: AbortSignal): Promise<FunctionRecord[]> {
    const effort = this.#effort(signal);
    if (this.#complete === null) await this.#walks.catalog(effort);
    const { paths } = this.#complete ?? this.#walks.table;
    const isWanted = Uint8Array.from(paths, path => Number(path !== '' && matchesFile(path)));
    return this.#read(
      ({ files }) => files.some(file => isWanted[file] === 1),
      reader => ({
        isWantedFunction: row => isWanted[reader.declFileOf(row)] === 1,
        isWantedSite: site => isWanted[reader.declFileOf(reader.originOf(site))] === 1,
      }),
      effort,
    );
  }

  /** The functions whose own machine code begins at the addresses. Rejects as `declaredIn` does. */
  async at(virtualAddresses: readonly bigint[], signal?: AbortSignal): Promise<FunctionRecord[]> {
    if (virtualAddresses.length === 0) return [];
    const effort = this.#effort(signal);
    const wanted = new AddressSet(virtualAddresses);
    const numbers = new Set(virtualAddresses.map(Number));
    return this.#read(
      ({ offset }) => this.#rangesOf(offset, effort).some(range => wanted.hasAnyIn(range)),
      (_reader, { functions: { code, address } }) => ({
        isWantedFunction: row => code.at(row) === CODE.own && numbers.has(address.at(row)),
        isWantedSite: () => false,
      }),
      effort,
    );
  }

  /**
   * Every home of the functions whose names fulfil the condition, of those that are called by the identifier or stand
   * in something that is. Rejects as `declaredIn` does.
   */
  async named(
    identifier: string,
    isWanted: (names: FunctionNames) => boolean,
    signal?: AbortSignal,
  ): Promise<FunctionRecord[]> {
    return this.#read(
      () => true,
      reader => {
        const mayBe = reader.namesWith(identifier);
        const isNamed = (row: number): boolean => mayBe(row) && isWanted(reader.namesOf(row));
        return { isWantedFunction: isNamed, isWantedSite: site => isNamed(reader.originOf(site)) };
      },
      this.#effort(signal),
    );
  }

  /**
   * The same of functions that are declared nowhere. A unit that says where its functions are declared says it of all
   * that have a source, so only units that do not say it are walked.
   */
  async undeclared(
    identifier: string,
    isWanted: (names: FunctionNames) => boolean,
    signal?: AbortSignal,
  ): Promise<FunctionRecord[]> {
    const effort = this.#effort(signal);
    return this.#read(
      ({ offset }) => this.#lacksDeclarations(offset, effort),
      reader => {
        const mayBe = reader.namesWith(identifier);
        const isNamed = (row: number): boolean =>
          row >= 0 && mayBe(row) && reader.declFileOf(row) === 0 && isWanted(reader.namesOf(row));
        return { isWantedFunction: isNamed, isWantedSite: site => isNamed(reader.originOf(site)) };
      },
      effort,
    );
  }

  /** Every home of every function. Rejects as `declaredIn` does. */
  async all(signal?: AbortSignal): Promise<FunctionRecord[]> {
    return this.#read(
      () => true,
      () => ({ isWantedFunction: () => true, isWantedSite: () => true }),
      this.#effort(signal),
    );
  }

  /** Every function with code, without its homes: there may be hundreds of thousands. After `complete`. */
  async outline(signal?: AbortSignal): Promise<FunctionOutline[]> {
    const table = this.#completed();
    return outlineOf(table, this.#readerOf(table), this.#effort(signal));
  }

  /** The homes with code of functions of the outline, by their ids. After `complete`. */
  async homesOf(ids: ReadonlySet<number>, signal?: AbortSignal): Promise<ReadonlyMap<number, FunctionRecord[]>> {
    const table = this.#completed();
    const reader = this.#readerOf(table);
    const { code } = table.functions;
    const filter: RowFilter = {
      isWantedFunction: row => code.at(row) === CODE.own && ids.has(reader.rootOf(row)),
      isWantedSite: site => reader.originOf(site) >= 0 && ids.has(reader.rootOf(reader.originOf(site))),
    };
    const found = new Map<number, FunctionRecord[]>();
    await reader.visit(allPlaces(table), filter, this.#effort(signal), (record, row) => {
      const id = reader.rootOf(row);
      const homes = found.get(id);
      if (homes === undefined) found.set(id, [record]);
      else homes.push(record);
    });
    return found;
  }

  /** The copies of functions in the code that begins at some addresses. After `complete`. */
  async copiesIn(virtualAddresses: ReadonlySet<bigint>, signal?: AbortSignal): Promise<FoundCopy[]> {
    const table = this.#completed();
    const reader = this.#readerOf(table);
    const { functions, sites } = table;
    const numbers = new Set(Array.from(virtualAddresses, Number));
    const filter: RowFilter = {
      isWantedFunction: () => false,
      isWantedSite: site => numbers.has(functions.address.at(sites.outer.at(site))),
    };
    const found: FoundCopy[] = [];
    await reader.visit(allPlaces(table), filter, this.#effort(signal), ({ home, die }, row) => {
      if (home.kind === 'inlined') found.push({ id: reader.rootOf(row), home, die });
    });
    return found;
  }

  /**
   * Walks all units, first those whose source `isOwn` says to be the person's. Other questions are answered in
   * between. `onProgress` hears how many units of all are done. When it is cancelled, what it found stays.
   * Rejects as `declaredIn` does.
   */
  async complete(
    signal?: AbortSignal,
    onProgress: (done: number, total: number) => void = () => undefined,
    isOwn: (sourcePath: string) => boolean = () => false,
  ): Promise<void> {
    if (this.#complete !== null) return;
    const effort = this.#effort(signal);
    const walks = this.#walks;
    const catalog = await walks.catalog(effort);
    const own = new Set(catalog.filter(({ offset }) => isOwn(sourcePathOf(walks.units.linked.at(offset)))));
    const ordered = [...own, ...catalog.filter(unit => !own.has(unit))];
    for (const [done, unit] of ordered.entries()) {
      onProgress(done, ordered.length);
      await walks.walk(unit, effort);
      await effort.pause();
    }
    for (const unit of catalog) await walks.link(unit, effort);
    walks.finish();
    this.#complete = walks.table;
    onProgress(ordered.length, ordered.length);
  }

  /** Records of the units that may hold them, of all units when none needs to be walked any more. */
  async #read(
    mayHold: (unit: CatalogUnit) => boolean,
    makeFilter: (reader: RecordReader, table: FunctionTable) => RowFilter,
    effort: Effort,
  ): Promise<FunctionRecord[]> {
    const table = this.#complete ?? this.#walks.table;
    const places = this.#complete === null ? await this.#walk(mayHold, effort) : allPlaces(table);
    const reader = this.#readerOf(table);
    return reader.read(places, makeFilter(reader, table), effort);
  }

  #rangesOf(unitOffset: number, effort: Effort): readonly AddressRange[] {
    let ranges = this.#unitRanges.get(unitOffset);
    if (ranges === undefined) {
      ranges = rangesOf(this.#walks.units.linked.at(unitOffset).root, effort);
      this.#unitRanges.set(unitOffset, ranges);
    }
    return ranges;
  }

  /** False where the contents are missing: they may be there the next time. */
  #lacksDeclarations(unitOffset: number, effort: Effort): boolean {
    let lacks = this.#undeclaring.get(unitOffset);
    if (lacks === undefined) {
      const { units } = this.#walks;
      const contents = units.contentsOf(units.linked.at(unitOffset), effort);
      if (contents === null) return false;
      this.#undeclaring.set(unitOffset, (lacks = !contents.describesDeclarations));
    }
    return lacks;
  }

  #readerOf(table: FunctionTable): RecordReader {
    if (this.#reader !== null) return this.#reader;
    const reader = new RecordReader(table);
    if (this.#complete !== null) {
      reader.prepare();
      this.#reader = reader;
    }
    return reader;
  }

  async #walk(mayHold: (unit: CatalogUnit) => boolean, effort: Effort): Promise<number[]> {
    const places: number[] = [];
    for (const unit of await this.#walks.catalog(effort)) {
      if (effort.isDue) await effort.pause();
      if (!mayHold(unit)) continue;
      await this.#walks.link(unit, effort);
      places.push(await this.#walks.walk(unit, effort));
    }
    return places;
  }

  #completed(): FunctionTable {
    if (this.#complete === null) throw new Error('the function index is not complete');
    return this.#complete;
  }

  #effort(signal: AbortSignal | undefined): Effort {
    const { info, line } = this.#walks.units.linked.sections;
    return new Effort(`the debug information of ${this.#elf.path}`, MAXIMUM_PASSES * (info.size + line.size), signal);
  }
}

/** In the order of the file; they were walked in another. */
function allPlaces({ units: { offset } }: FunctionTable): number[] {
  return Array.from({ length: offset.length }, (_, place) => place).sort((a, b) => offset.at(a) - offset.at(b));
}
