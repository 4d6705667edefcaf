/**
 * What a probe reads when it is hit, in one small location language that every tracer translates.
 * A capture without a readable location says why: a value is right or absent.
 */

/** Integer argument registers of the System V x86-64 ABI, in argument order. */
export const ARGUMENT_REGISTERS = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'] as const;
export type ArgumentRegister = (typeof ARGUMENT_REGISTERS)[number];

/** How captured bits are shown. Widths in bits. */
export type ValueType =
  | { readonly kind: 'signed'; readonly bits: 8 | 16 | 32 | 64 | 128 }
  | { readonly kind: 'unsigned'; readonly bits: 8 | 16 | 32 | 64 | 128 }
  | { readonly kind: 'bool' }
  | { readonly kind: 'char' }
  | { readonly kind: 'str' };

/** Where the bits are at the first instruction of the function. */
export type CaptureSource =
  /** The low bits of the registers, least significant register first (two of them for 128-bit integers). */
  | { readonly kind: 'registers'; readonly registers: readonly ArgumentRegister[] }
  /** UTF-8 bytes at a pointer, as many as a second register says, read up to `limitBytes` (a multiple of 8). */
  | {
      readonly kind: 'text';
      readonly pointer: ArgumentRegister;
      readonly length: ArgumentRegister;
      readonly limitBytes: number;
    };

export type Capture =
  | {
      readonly kind: 'value';
      /** Name in the signature; `_` for a pattern. */
      readonly name: string;
      /** Rust type as DWARF writes it, e.g. `u32`, `&str`. */
      readonly typeName: string;
      readonly type: ValueType;
      readonly source: CaptureSource;
    }
  | {
      readonly kind: 'absent';
      readonly name: string;
      readonly typeName: string;
      /** One short clause that a person can read: `struct values are not read yet`. */
      readonly reason: string;
    };

/** What a tracer brought back for one `value` capture. */
export type RawValue =
  /** Contents of the source's registers, one 64-bit word each, least significant first. */
  | { readonly kind: 'registers'; readonly words: readonly bigint[] }
  /** `byteLength` is what the length register held; `bytes` its first bytes, at most the source's limit. */
  | { readonly kind: 'text'; readonly byteLength: bigint; readonly bytes: Uint8Array }
  /** The memory could not be read at the time of the hit. */
  | { readonly kind: 'fault' };

export type ValueCapture = Extract<Capture, { kind: 'value' }>;
