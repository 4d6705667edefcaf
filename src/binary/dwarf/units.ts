/** All units of a .debug_info: going through them, and finding the one that holds an entry. */

import { MalformedError } from '../malformedError.ts';
import { RecentValues } from '../recentValues.ts';
import { AbbreviationTable } from './abbreviations.ts';
import type { Die } from './die.ts';
import type { DebugSections } from './sections.ts';
import { Unit } from './unit.ts';
import { readUnitHeader, type UnitHeader } from './unitHeader.ts';

/** Units kept, some with all their bytes: entries refer to few other units. */
const CACHED_UNITS = 8;
/** Tables kept: neighbours share them, and they are small. */
const CACHED_TABLES = 32;

export class Units {
  readonly sections: DebugSections;
  /** The unit in the linked file that these complete; null for those of the linked file itself. */
  readonly skeleton: Unit | null;
  /** Offsets of the readable units, ascending. */
  #offsets: readonly number[] | null = null;
  readonly #units = new RecentValues<number, Unit>(CACHED_UNITS);
  readonly #tables = new RecentValues<string, AbbreviationTable>(CACHED_TABLES);

  constructor(sections: DebugSections, skeleton: Unit | null = null) {
    this.sections = sections;
    this.skeleton = skeleton;
  }

  /** Offsets of the units in .debug_info, without padding and units of unknown versions. Throws `MalformedError`. */
  get offsets(): readonly number[] {
    this.#offsets ??= this.#scan();
    return this.#offsets;
  }

  /** The unit that begins at one of `offsets`. Throws `MalformedError`. */
  at(offset: number): Unit {
    return this.#units.get(offset, () => {
      const { header } = readUnitHeader(this.sections.info, offset);
      if (header === null) throw new MalformedError(this.sections.info.label, `no unit begins at ${offset}`);
      return new Unit(header, this, this.#abbreviations(header));
    });
  }

  /** The entry at an offset in .debug_info, in whatever unit. Throws `MalformedError`. */
  dieAt(offset: number): Die {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const unitOffset = this.offsets[low - 1];
    if (unitOffset === undefined) {
      throw new MalformedError(this.sections.info.label, `no entry can stand at ${offset}`);
    }
    return this.at(unitOffset).dieAt(offset);
  }

  #scan(): number[] {
    this.sections.refuseSupplement();
    const { info } = this.sections;
    const offsets: number[] = [];
    for (let offset = 0; offset < info.size;) {
      const { end, header } = readUnitHeader(info, offset);
      if (header !== null) offsets.push(offset);
      offset = end;
    }
    return offsets;
  }

  #abbreviations(header: UnitHeader): AbbreviationTable {
    const key = `${header.abbreviationsOffset}/${header.version}/${header.offsetBytes}`;
    return this.#tables.get(key, () => new AbbreviationTable(this.sections.abbrev, header.abbreviationsOffset, header));
  }
}
