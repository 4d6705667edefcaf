/**
 * Goes through an entry and everything below it in the order of the file, without decoding values.
 * The tree is written flat, a zero closing each list of children. DWARF 5, section 2.3.
 */

import { Cursor } from '../cursor.ts';
import type { Effort } from '../effort.ts';
import type { Abbreviation } from './abbreviations.ts';
import { Die } from './die.ts';
import { skipValue } from './forms.ts';
import type { Unit } from './unit.ts';

/** Source code nests some dozens deep. */
const MAXIMUM_DEPTH = 2 ** 11;

export class DieWalker {
  readonly #unit: Unit;
  readonly #cursor: Cursor;
  #position = 0;
  #abbreviation: Abbreviation;
  #depth = -1;
  #nextDepth = 0;

  /** From the entry at `offset` in .debug_info, or from the root of the unit. Throws `MalformedError`. */
  constructor(unit: Unit, offset: number = unit.root.offset) {
    this.#unit = unit;
    this.#cursor = new Cursor(unit.bytes, unit.sections.info.label, offset - unit.header.offset);
    this.#abbreviation = unit.root.abbreviation;
  }

  /** Moves to the next entry; false behind the last one below the first. Throws `MalformedError`. */
  next(): boolean {
    const cursor = this.#cursor;
    for (;;) {
      // Some compilers leave out the zeroes at the end of a unit.
      if (cursor.isAtEnd || (this.#nextDepth === 0 && this.#depth >= 0)) return false;
      this.#position = cursor.position;
      const code = cursor.uleb();
      if (code !== 0) {
        this.#enter(this.#unit.abbreviations.get(code));
        return true;
      }
      if (--this.#nextDepth <= 0) return false;
    }
  }

  #enter(abbreviation: Abbreviation): void {
    this.#abbreviation = abbreviation;
    this.#depth = this.#nextDepth;
    if (abbreviation.hasChildren && ++this.#nextDepth > MAXIMUM_DEPTH) throw this.#cursor.malformed('too deep a tree');
    for (const bytes of abbreviation.skips) {
      if (bytes >= 0) this.#cursor.skip(bytes);
      else skipValue(this.#cursor, bytes, this.#unit.header);
    }
  }

  /** Of the current entry: 0 for the one it started from. */
  get depth(): number {
    return this.#depth;
  }

  get abbreviation(): Abbreviation {
    return this.#abbreviation;
  }

  /** Of the current entry, in .debug_info. */
  get offset(): number {
    return this.#unit.header.offset + this.#position;
  }

  /** The current entry with its values. */
  die(): Die {
    return new Die(this.#unit, this.offset, this.#unit.bytes, this.#position);
  }
}

/** The direct children of an entry that have the tag (DW_TAG_…), in order. Throws `MalformedError`. */
export function childrenOf(die: Die, tag: number, effort?: Effort): Die[] {
  const children: Die[] = [];
  const walker = new DieWalker(die.unit, die.offset);
  while (walker.next()) {
    effort?.spend(1);
    if (walker.depth === 1 && walker.abbreviation.tag === tag) children.push(walker.die());
  }
  return children;
}
