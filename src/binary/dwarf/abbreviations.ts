/** Abbreviations: the shapes that the entries of a unit are written in. DWARF 5, section 7.5.3. */

import type { ByteSource } from '../byteSource.ts';
import type { Cursor } from '../cursor.ts';
import { ListReader } from '../listReader.ts';
import { MalformedError } from '../malformedError.ts';
import { DW_FORM } from './constants.ts';
import { knownFormBytes, type Encoding } from './forms.ts';

export interface AttributeShape {
  /** DW_AT_… */
  readonly attribute: number;
  /** DW_FORM_… */
  readonly form: number;
  /** The value, for DW_FORM_implicit_const. */
  readonly implicitConst: bigint;
}

export interface Abbreviation {
  /** DW_TAG_… */
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeShape[];
  /** Sizes of the values in order, as `formBytes` gives them, neighbours of fixed size added up. */
  readonly skips: readonly number[];
}

/** More than an entry takes. */
const ENTRY_BYTES = 2 ** 13;
const MAXIMUM_ENTRIES = 2 ** 16;
const MAXIMUM_ATTRIBUTES = 2 ** 9;

/** One table, read as far as it is needed: most units are only asked for their first entry. */
export class AbbreviationTable {
  readonly #label: string;
  readonly #list: ListReader;
  readonly #encoding: Encoding;
  readonly #byCode = new Map<number, Abbreviation>();
  #isComplete = false;

  /** Throws `MalformedError` when `offset` is outside .debug_abbrev. */
  constructor(section: ByteSource, offset: number, encoding: Encoding) {
    this.#label = section.label;
    this.#list = new ListReader(section, offset, ENTRY_BYTES);
    this.#encoding = encoding;
  }

  /** Throws `MalformedError` when the table has no such code. */
  get(code: number): Abbreviation {
    for (;;) {
      const known = this.#byCode.get(code);
      if (known !== undefined) return known;
      if (this.#isComplete)
        throw new MalformedError(this.#label, `a unit asks for abbreviation ${code}, which it has not`);
      this.#readNext();
    }
  }

  /** Whether an entry of any shape may match. Reads the whole table. Throws `MalformedError`. */
  some(matches: (abbreviation: Abbreviation) => boolean): boolean {
    while (!this.#isComplete) this.#readNext();
    return [...this.#byCode.values()].some(matches);
  }

  #readNext(): void {
    const cursor = this.#list.next();
    const code = cursor.uleb();
    if (code === 0) {
      this.#isComplete = true;
      return;
    }
    if (this.#byCode.size >= MAXIMUM_ENTRIES) throw cursor.malformed('too many abbreviations');
    const tag = cursor.uleb();
    const hasChildren = cursor.u8() !== 0;
    const attributes: AttributeShape[] = [];
    for (;;) {
      const attribute = cursor.uleb();
      const form = cursor.uleb();
      const implicitConst = form === DW_FORM.implicit_const ? cursor.slebBig() : 0n;
      if (attribute === 0 && form === 0) break;
      if (attributes.length >= MAXIMUM_ATTRIBUTES) throw cursor.malformed('too many attributes');
      attributes.push({ attribute, form, implicitConst });
    }
    this.#byCode.set(code, {
      tag,
      hasChildren,
      attributes,
      skips: this.#skips(cursor, attributes),
    });
  }

  #skips(cursor: Cursor, attributes: readonly AttributeShape[]): number[] {
    const skips: number[] = [];
    let fixed = 0;
    for (const { form } of attributes) {
      const bytes = knownFormBytes(cursor, form, this.#encoding);
      if (bytes >= 0) {
        fixed += bytes;
        continue;
      }
      if (fixed > 0) skips.push(fixed);
      fixed = 0;
      skips.push(bytes);
    }
    if (fixed > 0) skips.push(fixed);
    return skips;
  }
}
