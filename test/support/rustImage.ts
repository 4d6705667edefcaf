/**
 * Values of Rust as they could lie in a program's memory, with the captures that describe them, made by hand: the
 * layouts are our own, only the meaning is Rust's. For tests of what is made of captures.
 */

import type { Capture } from '../../src/model/capture.ts';
import type { Register, Word } from '../../src/model/read.ts';
import type { Shape, ShapeField } from '../../src/model/shape.ts';
import { ReadList } from '../../src/probe/readList.ts';
import type { Machine } from './evaluatePredicate.ts';

/** A type with the way its values are written in Rust and in memory. */
export interface ImageType {
  readonly rust: string;
  readonly bytes: number;
  /** Any value. */
  readonly sample: unknown;
  /** A Rust expression for the value. */
  literal(value: never): string;
  /** The value's bytes at `at`, from which its reads start. */
  write(value: never, at: Word, image: RustImage): { bytes: Uint8Array; shape: Shape };
}

/** Where the bytes of an argument are: in memory, in registers, or known. */
export type Storage = 'memory' | 'registers' | 'constant';

const FRAME = 0x7ffd_0000_0000n;
const HEAP = 0x5500_0000_0000n;
const REGISTERS: readonly Register[] = [
  'rdi',
  'rsi',
  'rdx',
  'rcx',
  'r8',
  'r9',
  'r10',
  'r11',
  'rax',
  'rbx',
  'r12',
  'r13',
  'r14',
  'r15',
];

export class RustImage {
  readonly captures: Capture[] = [];
  readonly #readList = new ReadList();
  readonly #memory = new Map<bigint, Uint8Array>();
  readonly #registers: Partial<Record<Register, bigint>> = { rbp: FRAME };
  #frameBytes = 0;
  #usedRegisters = 0;
  #allocations = 0n;

  get reads() {
    return this.#readList.reads;
  }

  get machine(): Machine {
    return { registers: this.#registers, memory: this.#memory };
  }

  addRead(...[read]: Parameters<ReadList['add']>): number {
    return this.#readList.add(read);
  }

  /** The address of bytes somewhere. */
  allocate(bytes: Uint8Array): bigint {
    const address = HEAP + 0x1_0000n * this.#allocations++;
    this.#memory.set(address, bytes);
    return address;
  }

  addArgument(name: string, type: ImageType, value: unknown, storage: Storage): void {
    const from = this.#frameBytes;
    const at: Word = { kind: 'register', register: 'rbp', plus: from };
    const { bytes, shape } = type.write(value as never, at, this);
    const typeName = type.rust;
    // Values that point are followed from their place in memory, which holds them too.
    this.#frameBytes += (bytes.length + 15) & ~7;
    this.#memory.set(FRAME + BigInt(from), bytes);
    if (storage === 'constant') {
      this.captures.push({ kind: 'value', name, typeName, pieces: [{ kind: 'constant', bytes: [...bytes] }], shape });
    } else if (storage === 'memory' || this.#usedRegisters + bytes.length / 8 > REGISTERS.length) {
      const read = this.#readList.add({ kind: 'memory', at, bytes: bytes.length });
      this.captures.push({
        kind: 'value',
        name,
        typeName,
        pieces: [{ kind: 'read', read, offset: 0, bytes: bytes.length }],
        shape,
      });
    } else {
      this.captures.push({ kind: 'value', name, typeName, pieces: this.#inRegisters(bytes), shape });
    }
  }

  #inRegisters(bytes: Uint8Array) {
    const pieces = [];
    for (let offset = 0; offset < bytes.length; offset += 8) {
      const register = REGISTERS[this.#usedRegisters++]!;
      const part = new Uint8Array(8).fill(0xa5);
      part.set(bytes.subarray(offset, offset + 8));
      this.#registers[register] = new DataView(part.buffer).getBigUint64(0, true);
      const read = this.#readList.add({ kind: 'word', word: { kind: 'register', register, plus: 0 } });
      pieces.push({ kind: 'read' as const, read, offset: 0, bytes: Math.min(8, bytes.length - offset) });
    }
    return pieces;
  }
}

function plus(word: Word, offset: number): Word {
  return { ...word, plus: word.plus + offset };
}

/** The address that lies at a place. */
function loaded(at: Word, offset: number): Word {
  return { kind: 'load', at: plus(at, offset), plus: 0 };
}

function integerBytes(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

export function integer(rust: string): ImageType {
  const bytes = (rust.endsWith('size') ? 8 : Number(rust.slice(1)) / 8) as 1 | 2 | 4 | 8 | 16;
  return {
    rust,
    bytes,
    sample: 0n,
    literal: (value: bigint) => (value < 0n ? `(${value}${rust})` : `${value}${rust}`),
    write: (value: bigint) => ({
      bytes: integerBytes(value, bytes),
      shape: { kind: 'integer', bytes, isSigned: rust.startsWith('i') },
    }),
  };
}

export function float(bytes: 4 | 8): ImageType {
  const rust = `f${8 * bytes}`;
  return {
    rust,
    bytes,
    sample: 0,
    literal: (value: number) => floatLiteral(value, rust),
    write: (value: number) => {
      const view = new DataView(new ArrayBuffer(bytes));
      if (bytes === 4) view.setFloat32(0, value, true);
      else view.setFloat64(0, value, true);
      return { bytes: new Uint8Array(view.buffer), shape: { kind: 'float', bytes } };
    },
  };
}

export function floatLiteral(value: number, rust: string): string {
  if (Number.isNaN(value)) return `${rust}::NAN`;
  if (value === Infinity) return `${rust}::INFINITY`;
  if (value === -Infinity) return `${rust}::NEG_INFINITY`;
  const digits = Object.is(value, -0) ? '-0.0' : String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

export const BOOL: ImageType = {
  rust: 'bool',
  bytes: 1,
  sample: false,
  literal: (value: boolean) => String(value),
  write: (value: boolean) => ({ bytes: Uint8Array.of(value ? 1 : 0), shape: { kind: 'bool' } }),
};

export const CHAR: ImageType = {
  rust: 'char',
  bytes: 4,
  sample: 'a',
  literal: (value: string) => `'\\u{${value.codePointAt(0)!.toString(16)}}'`,
  write: (value: string) => ({
    bytes: integerBytes(BigInt(value.codePointAt(0)!), 4),
    shape: { kind: 'char' },
  }),
};

export function textLiteral(text: string): string {
  return `"${Array.from(text, character => `\\u{${character.codePointAt(0)!.toString(16)}}`).join('')}"`;
}

/** Address and length. */
export const TEXT: ImageType = {
  rust: "&'static str",
  bytes: 16,
  sample: '',
  literal: textLiteral,
  write: (value: string, at: Word, image: RustImage) => {
    const content = new TextEncoder().encode(value);
    const address = image.allocate(Uint8Array.of(...content, ...Array<number>(64).fill(0x7a)));
    const count = { kind: 'load', at: plus(at, 8), plus: 0 } as const;
    const read = image.addRead({ kind: 'elements', at: loaded(at, 0), count, elementBytes: 1, limitBytes: 64 });
    return {
      bytes: Uint8Array.of(...integerBytes(address, 8), ...integerBytes(BigInt(content.length), 8)),
      shape: { kind: 'text', encoding: 'utf8', count: { kind: 'inline', offset: 8 }, contents: { kind: 'read', read } },
    };
  },
};

/** Capacity, address, length. */
export function vec(element: ImageType): ImageType {
  return {
    rust: `Vec<${element.rust}>`,
    bytes: 24,
    sample: [],
    literal: (values: readonly never[]) => `vec![${values.map(value => element.literal(value)).join(', ')}]`,
    write: (values: readonly never[], at: Word, image: RustImage) => {
      const base = loaded(at, 8);
      const limit = 8;
      const written = Array.from({ length: limit }, (_, index) =>
        element.write(
          index < values.length ? values[index]! : (element.sample as never),
          plus(base, index * element.bytes),
          image,
        ),
      );
      const contents = Uint8Array.of(...written.flatMap(({ bytes }) => [...bytes]));
      const address = image.allocate(contents);
      const count: Word = { kind: 'load', at: plus(at, 16), plus: 0 };
      const limitBytes = limit * element.bytes;
      const read = image.addRead({ kind: 'elements', at: base, count, elementBytes: element.bytes, limitBytes });
      return {
        bytes: Uint8Array.of(
          ...integerBytes(99n, 8),
          ...integerBytes(address, 8),
          ...integerBytes(BigInt(values.length), 8),
        ),
        shape: {
          kind: 'list',
          count: { kind: 'inline', offset: 16 },
          contents: { kind: 'read', read },
          stride: element.bytes,
          elements: written.map(({ shape }) => shape),
        },
      };
    },
  };
}

export function array(element: ImageType, length: number): ImageType {
  return {
    rust: `[${element.rust}; ${length}]`,
    bytes: length * element.bytes,
    sample: Array<unknown>(length).fill(element.sample),
    literal: (values: readonly never[]) => `[${values.map(value => element.literal(value)).join(', ')}]`,
    write: (values: readonly never[], at: Word, image: RustImage) => {
      const written = values.map((value, index) => element.write(value, plus(at, index * element.bytes), image));
      return {
        bytes: Uint8Array.of(...written.flatMap(({ bytes }) => [...bytes])),
        shape: {
          kind: 'list',
          count: { kind: 'constant', count: length },
          contents: { kind: 'inline', offset: 0 },
          stride: element.bytes,
          elements: written.map(({ shape }) => shape),
        },
      };
    },
  };
}

export type Fields = readonly (readonly [name: string, type: ImageType])[];

/** A struct, or a tuple where the names are numbers and the name is empty. Fields follow one another without padding. */
export function structure(name: string, fields: Fields): ImageType {
  const isTuple = fields.every(([field]) => /^\d/.test(field));
  return {
    rust: name === '' ? `(${fields.map(([, type]) => `${type.rust}, `).join('')})` : name,
    bytes: fields.reduce((sum, [, type]) => sum + type.bytes, 0),
    sample: samplesOf(fields),
    literal: (value: Record<string, never>) => {
      const parts = fields.map(([field, type]) => `${isTuple ? '' : `${field}: `}${type.literal(value[field]!)}`);
      return isTuple ? `${name}(${parts.join(', ')}${name === '' ? ',' : ''})` : `${name} { ${parts.join(', ')} }`;
    },
    write: (value: Record<string, never>, at: Word, image: RustImage) =>
      writeFields(name, fields, value, { at, from: 0 }, image),
  };
}

function samplesOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(fields.map(([name, type]) => [name, type.sample]));
}

function writeFields(
  name: string,
  fields: Fields,
  value: Record<string, never>,
  { at, from }: { at: Word; from: number },
  image: RustImage,
): { bytes: Uint8Array; shape: Shape } {
  const shapes: ShapeField[] = [];
  const bytes: number[] = [];
  for (const [field, type] of fields) {
    const offset = from + bytes.length;
    const written = type.write(value[field]!, plus(at, offset), image);
    shapes.push({ name: field, offset, shape: written.shape });
    bytes.push(...written.bytes);
  }
  const isTuple = fields.every(([field]) => /^\d/.test(field));
  return { bytes: Uint8Array.from(bytes), shape: { kind: isTuple ? 'tuple' : 'struct', name, fields: shapes } };
}

export interface EnumVariant {
  readonly name: string;
  /** Null for the variant that all other numbers stand for. */
  readonly tag: bigint | null;
  readonly fields: Fields;
}

/** A number of `tagBytes` bytes, and the fields of the variant behind it. */
export function enumeration(rust: string, tagBytes: 1 | 2 | 4 | 8, variants: readonly EnumVariant[]): ImageType {
  const size =
    tagBytes + Math.max(...variants.map(({ fields }) => fields.reduce((sum, [, type]) => sum + type.bytes, 0)));
  const first = variants[0]!;
  const prefix = /^(?:Option|Result)</.test(rust) ? '' : `${rust}::`;
  return {
    rust,
    bytes: size,
    sample: { variant: first.name, fields: samplesOf(first.fields) },
    literal: ({ variant, fields }: { variant: string; fields: Record<string, never> }) => {
      const known = variants.find(({ name }) => name === variant)!;
      if (known.fields.length === 0) return prefix + variant;
      return structure(prefix + variant, known.fields).literal(fields as never);
    },
    write: ({ variant, fields }: { variant: string; fields: Record<string, never> }, at: Word, image: RustImage) => {
      const bytes = new Uint8Array(size).fill(0xee);
      const tags = variants.map(({ tag }) => tag);
      const cases = variants.map(({ name, tag, fields: types }) => {
        const isThis = name === variant;
        // Of other variants only the shape is wanted: their bytes are those of this one.
        const scratch = isThis ? image : new ShapeOnly(image);
        const values = isThis ? fields : samplesOf(types);
        const written = writeFields(name, types, values as Record<string, never>, { at, from: tagBytes }, scratch);
        if (isThis) {
          bytes.set(integerBytes(tag ?? unusedTag(tags), tagBytes));
          bytes.set(written.bytes, tagBytes);
        }
        const shape: Shape = types.length === 0 ? { kind: 'fixed', text: name } : written.shape;
        return { from: tag === null ? null : String(tag), to: tag === null ? null : String(tag), shape };
      });
      const explicit = cases.filter(({ from }) => from !== null);
      const others = cases.filter(({ from }) => from === null);
      return {
        bytes,
        shape: { kind: 'choice', offset: 0, bytes: tagBytes, isSigned: false, cases: [...explicit, ...others] },
      };
    },
  };
}

function unusedTag(tags: readonly (bigint | null)[]): bigint {
  let tag = 77n;
  while (tags.includes(tag)) tag++;
  return tag;
}

/** Adds reads to an image, but no memory. */
class ShapeOnly extends RustImage {
  readonly #image: RustImage;

  constructor(image: RustImage) {
    super();
    this.#image = image;
  }

  override addRead(...[read]: Parameters<ReadList['add']>): number {
    return this.#image.addRead(read);
  }

  override allocate(): bigint {
    return 0n;
  }
}

/** A box; the target lies elsewhere. */
export function boxed(target: ImageType): ImageType {
  return {
    rust: `Box<${target.rust}>`,
    bytes: 8,
    sample: target.sample,
    literal: (value: never) => `Box::new(${target.literal(value)})`,
    write: (value: never, at: Word, image: RustImage) => {
      const { bytes, shape } = target.write(value, loaded(at, 0), image);
      const address = image.allocate(bytes);
      const read = image.addRead({ kind: 'memory', at: loaded(at, 0), bytes: bytes.length });
      return { bytes: integerBytes(address, 8), shape: { kind: 'target', read, shape } };
    },
  };
}

export const DURATION: ImageType = {
  rust: 'std::time::Duration',
  bytes: 12,
  sample: 0n,
  literal: (nanoseconds: bigint) => `std::time::Duration::from_nanos(${nanoseconds})`,
  write: (nanoseconds: bigint) => ({
    bytes: Uint8Array.of(
      ...integerBytes(nanoseconds / 1_000_000_000n, 8),
      ...integerBytes(nanoseconds % 1_000_000_000n, 4),
    ),
    shape: { kind: 'duration', secondsOffset: 0, nanosecondsOffset: 8 },
  }),
};
