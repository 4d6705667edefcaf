/**
 * One value's way from bytes to text: its shape is walked, and each part written where it stands.
 * What is not known is `…` in its place; the walk keeps the first reason that its reader does not know, and whether anything was known at all.
 */

import { NOT_CHOSEN } from '../../model/captureOptions.ts';
import type { ReadResult } from '../../model/read.ts';
import type { Contents, Count, Shape } from '../../model/shape.ts';
import type { AddressNames, CodeAddress } from '../addressNames.ts';
import { chosenShape } from './choice.ts';
import { hex, readInteger } from './integers.ts';
import { type Leaf, showLeaf } from './leaf.ts';
import { Region } from './region.ts';
import { showText } from './text.ts';

type ShapeOf<Kind extends Shape['kind']> = Extract<Shape, { kind: Kind }>;

interface Spot {
  readonly region: Region;
  readonly at: number;
}

const UNKNOWN = '…';
/** Nothing is mapped in the first page. */
const LOWEST_ADDRESS = 4096;
/** End of a program's memory on x86-64. */
const ADDRESSES_END = 2 ** 47;

export class ValueWalk {
  readonly #results: readonly ReadResult[];
  readonly #names: AddressNames;
  readonly #virtualAddress: number;
  #reason: string | null = null;
  #knowsAnything = false;

  /** `virtualAddress` is that of the point at which `results` were read. */
  constructor(results: readonly ReadResult[], names: AddressNames, virtualAddress: number) {
    this.#results = results;
    this.#names = names;
    this.#virtualAddress = virtualAddress;
  }

  /** Why something was not known, of the first; null: everything was. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Whether what was written says anything that was read in the program. */
  get knowsAnything(): boolean {
    return this.#knowsAnything;
  }

  /** Text of the value that begins at `at`. */
  show(shape: Shape, region: Region, at: number): string {
    switch (shape.kind) {
      case 'fixed':
        return shape.text;
      case 'within':
        return this.show(shape.shape, region, at + shape.offset);
      case 'target':
        return this.show(shape.shape, this.#behind(shape.read, { region, at }), 0);
      case 'unread':
        return this.#unknown(shape.reason);
      case 'struct':
        return this.#struct(shape, region, at);
      case 'tuple':
        return this.#tuple(shape, region, at);
      case 'list':
        return this.#list(shape, region, at);
      case 'text':
        return this.#text(shape, region, at);
      case 'choice':
        return this.#choice(shape, region, at);
      case 'entries':
        return this.#entries(shape, region, at);
      case 'function':
        return this.#function(shape, region, at);
      case 'object':
        return this.#object(shape, region, at);
      case 'joined':
        return this.#joined(shape, region, at);
      case 'integer':
      case 'bool':
      case 'char':
      case 'float':
      case 'address':
      case 'duration':
        return this.#leaf(shape, region, at);
    }
  }

  #unknown(reason: string): string {
    // That a field was not chosen is known to who chose.
    if (this.#reason === null || this.#reason === NOT_CHOSEN) this.#reason = reason;
    return UNKNOWN;
  }

  #known(text: string): string {
    this.#knowsAnything = true;
    return text;
  }

  #leaf(leaf: Leaf, region: Region, at: number): string {
    const shown = showLeaf(leaf, region, at);
    return typeof shown === 'string' ? this.#known(shown) : this.#unknown(shown.unknown);
  }

  #struct({ name, fields, isOpen }: ShapeOf<'struct'>, region: Region, at: number): string {
    const parts = fields.map(field => `${field.name}: ${this.show(field.shape, region, at + field.offset)}`);
    if (isOpen === true) parts.push('..');
    return parts.length === 0 ? name : `${name} { ${parts.join(', ')} }`;
  }

  #tuple({ name, fields }: ShapeOf<'tuple'>, region: Region, at: number): string {
    if (name !== '' && fields.length === 0) return name;
    const parts = fields.map(field => this.show(field.shape, region, at + field.offset));
    return `${name}(${parts.join(', ')}${name === '' && parts.length === 1 ? ',' : ''})`;
  }

  #joined({ parts }: ShapeOf<'joined'>, region: Region, at: number): string {
    return parts
      .map(part => (typeof part === 'string' ? part : this.show(part.shape, region, at + part.offset)))
      .join('');
  }

  #list({ count: counter, contents, stride, elements }: ShapeOf<'list'>, region: Region, at: number): string {
    const count = this.#count(counter, { region, at }, stride, 'elements');
    if (count === null) return UNKNOWN;
    if (count === 0) return this.#known('[]');
    const from = this.#contents(contents, { region, at });
    const there = stride === 0 ? Infinity : Math.floor((from.region.view.byteLength - from.at) / stride);
    const shown = Math.max(0, Math.min(count, elements.length, there));
    if (shown === 0 && elements.length > 0) {
      const why = from.region.whyUnknown(from.at, stride);
      if (why !== null) return this.#unknown(why);
    }
    const parts = elements
      .slice(0, shown)
      .map((element, index) => this.show(element, from.region, from.at + index * stride));
    // An array has as many elements as its type says: nothing is known by that.
    if (counter.kind === 'inline') this.#knowsAnything = true;
    if (parts.every(part => part === UNKNOWN)) parts.length = 0;
    if (shown < count) this.#unknown(`first ${shown} of ${count} element${count === 1 ? '' : 's'}`);
    if (parts.length < count) parts.push(UNKNOWN);
    return `[${parts.join(', ')}]`;
  }

  #text({ count: counter, contents, encoding }: ShapeOf<'text'>, region: Region, at: number): string {
    const count = this.#count(counter, { region, at }, 1, 'bytes');
    if (count === null) return UNKNOWN;
    if (count === 0) return this.#known('""');
    const from = this.#contents(contents, { region, at });
    const bytes = from.region.bytes(from.at, count);
    const why = from.region.whyUnknown(from.at, bytes.length);
    if (why !== null) return this.#unknown(why);
    const isWhole = bytes.length === count;
    const shown = showText(encoding, bytes, isWhole);
    if (typeof shown === 'string') return this.#unknown(shown);
    this.#knowsAnything = true;
    return isWhole ? shown.text : shown.text + this.#unknown(`first ${shown.bytes} of ${count} bytes`);
  }

  #choice(choice: ShapeOf<'choice'>, region: Region, at: number): string {
    const { offset, bytes, isSigned } = choice;
    if (bytes === 0) {
      const [only] = choice.cases;
      return only === undefined ? this.#unknown('no value of the type exists') : this.show(only.shape, region, at);
    }
    const why = region.whyUnknown(at + offset, bytes);
    if (why !== null) return this.#unknown(why);
    const number = readInteger(region.view, at + offset, bytes, isSigned);
    const shape = chosenShape(choice, number);
    if (shape === undefined) return this.#unknown(`no variant has the number ${number}`);
    this.#knowsAnything = true;
    return this.show(shape, region, at);
  }

  #entries({ offset, open, close }: ShapeOf<'entries'>, region: Region, at: number): string {
    const count = this.#count({ kind: 'inline', offset }, { region, at }, 1, 'entries');
    if (count === null) return UNKNOWN;
    if (count === 0) return this.#known(open + close);
    this.#knowsAnything = true;
    const unread = this.#unknown('only the number of entries is read');
    return `${open}${unread} ${count} ${count === 1 ? 'entry' : 'entries'}${close}`;
  }

  #function({ instructionPointer }: ShapeOf<'function'>, region: Region, at: number): string {
    const why = region.whyUnknown(at, 8);
    if (why !== null) return this.#unknown(why);
    const address = region.view.getBigUint64(at, true);
    return this.#known(this.#name('function', address, instructionPointer) ?? hex(address));
  }

  #object({ vtableOffset, traitName, instructionPointer }: ShapeOf<'object'>, region: Region, at: number): string {
    const why = region.whyUnknown(at + vtableOffset, 8);
    if (why !== null) return this.#unknown(why);
    const name = this.#name('vtable', region.view.getBigUint64(at + vtableOffset, true), instructionPointer);
    if (typeof name === 'string') return this.#known(`${name} as ${traitName}`);
    const reason = name === null ? 'is not known' : 'is not known yet';
    return `${this.#unknown(`the type behind ${traitName} ${reason}`)} as ${traitName}`;
  }

  /** The name of what lies at a run-time address, as AddressNames gives it. */
  #name(kind: CodeAddress['kind'], address: bigint, instructionPointer: number): string | null | undefined {
    const here = Region.ofRead(this.#results[instructionPointer]);
    if (here.whyUnknown(0, 8) !== null) return null;
    const moved = here.view.getBigUint64(0, true) - BigInt(this.#virtualAddress);
    return this.#names.nameOf({ kind, address: BigInt.asUintN(64, address - moved) });
  }

  /** Null: not known, or more than fit in a program's memory; the reason is noted. */
  #count(count: Count, { region, at }: Spot, stride: number, what: string): number | null {
    if (count.kind === 'constant') return count.count;
    const why = region.whyUnknown(at + count.offset, 8);
    if (why === null) {
      const number = readInteger(region.view, at + count.offset, 8, false);
      if (Number(number) * Math.max(1, stride) < ADDRESSES_END) return Number(number);
      this.#unknown(`${number} ${what} fit in no memory`);
    } else {
      this.#unknown(why);
    }
    return null;
  }

  #contents(contents: Contents, { region, at }: Spot): Spot {
    if (contents.kind === 'inline') return { region, at: at + contents.offset };
    const { read, pointerOffset } = contents;
    if (pointerOffset === undefined) return { region: Region.ofRead(this.#results[read]), at: 0 };
    return { region: this.#behind(read, { region, at: at + pointerOffset }), at: 0 };
  }

  /** What a read brought from behind the pointer; nothing where no memory can be: some tracers bring zeros there. */
  #behind(read: number, pointer: Spot): Region {
    const why = pointer.region.whyUnknown(pointer.at, 8);
    if (why !== null) return Region.missing(why);
    const address = readInteger(pointer.region.view, pointer.at, 8, false);
    if (address < LOWEST_ADDRESS || address >= ADDRESSES_END) return Region.missing(`no memory at ${hex(address)}`);
    return Region.ofRead(this.#results[read]);
  }
}
