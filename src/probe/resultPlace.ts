/**
 * Where a returned value is at the function's `ret`. rustc's own ABI decides by layout class (scalarLayout.ts):
 *
 *     u64, &T, char, bool     rax                         (u32, bool), &str    rax and rdx, each its own register
 *     u128                    rax, rdx                    [u8; 6]              packed into rax
 *     f64                     xmm0: no uprobe reads it    [u8; 12], String     in memory, and rax points there
 *
 * Source: rustc_ty_utils, `fn_abi_adjust_for_abi`; rustc_target, `adjust_for_rust_abi`; LLVM, RetCC_X86_64_C.
 */

import type { DwarfType } from '../binary/dwarfType.ts';
import type { Part } from './part.ts';
import { layoutClassesOf, type LayoutClass, type Scalar } from './scalarLayout.ts';
import { sizeOf } from '../binary/typeSize.ts';

export interface ReturningFunction {
  readonly isOptimised: boolean;
  /** DW_CC_nocall. */
  readonly hasNonstandardCallingConvention: boolean;
  /** Whether nothing outside of the compiler's own view can call it: a local symbol that is not hidden. */
  readonly isInternal: boolean;
  /** Whether its signature names another ABI than Rust's: `extern "C"`. */
  readonly isExtern: boolean;
  readonly producer: string | null;
}

/** Scalars and pairs of so many bytes are returned in registers, values of other classes when a single one will do. */
const SCALAR_BYTES = 16;
const AGGREGATE_BYTES = 8;

/** Older compilers return what has more than 8 bytes and is no scalar in other ways. Minor versions of rustc 1. */
const KNOWN_SINCE = 95;

/** Parts of the value in the order of memory, none for a value without bytes; or why there are none, as a clause. */
export function resultPlace(
  type: DwarfType | null,
  { isOptimised, hasNonstandardCallingConvention, isInternal, isExtern, producer }: ReturningFunction,
): readonly Part[] | { readonly reason: string } {
  const bytes = type === null ? 0 : sizeOf(type);
  if (type === null || bytes === 0) return [];
  if (isOptimised && (hasNonstandardCallingConvention || isInternal)) {
    return { reason: 'the optimiser may have changed what it returns' };
  }
  if (bytes === null) return UNKNOWN;
  const classes = layoutClassesOf(type);
  if (classes.length === 0) return UNKNOWN;
  const [place, ...others] = classes.map(found => partsOf(found, bytes));
  if (place === undefined || others.some(other => JSON.stringify(other) !== JSON.stringify(place))) return UNKNOWN;
  const isScalar = classes.every(found => found.kind === 'scalars' && found.scalars.length === 1);
  if (isExtern && !isScalar && bytes <= SCALAR_BYTES) return UNKNOWN;
  const isPair = classes.every(found => found.kind === 'scalars') && bytes <= SCALAR_BYTES;
  const isOld = bytes <= AGGREGATE_BYTES || isScalar || isPair;
  return isOld || rustcMinorVersion(producer) >= KNOWN_SINCE ? place : UNKNOWN;
}

const UNKNOWN = { reason: 'how this rustc returns it is not known' };

/** -1 for another compiler, and where it is not said. */
function rustcMinorVersion(producer: string | null): number {
  return Number(/\brustc version 1\.(\d+)\./.exec(producer ?? '')?.[1] ?? -1);
}

function partsOf(found: LayoutClass, bytes: number): readonly Part[] {
  if (found.kind === 'nothing') return [];
  if (found.kind === 'vector') return [inXmm(0, bytes)];
  if (found.kind === 'scalars' && bytes <= SCALAR_BYTES) return scalarParts(found.scalars, bytes);
  if (bytes <= AGGREGATE_BYTES) return [inRegister('rax', bytes)];
  return [{ kind: 'memory', at: { kind: 'register', register: 'rax', plus: 0 }, bytes }];
}

/** Each scalar takes the next register of its kind. */
function scalarParts(scalars: readonly Scalar[], bytes: number): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  let generals = 0;
  let vectors = 0;
  for (const { offset, bytes: width, isFloat } of scalars) {
    if (offset > at) parts.push(padding(offset - at));
    if (isFloat) parts.push(inXmm(vectors++, width));
    else if (width > 8) parts.push(inRegister('rax', 8), inRegister('rdx', width - 8));
    else parts.push(inRegister(generals++ === 0 ? 'rax' : 'rdx', width));
    at = offset + width;
  }
  if (bytes > at) parts.push(padding(bytes - at));
  return parts;
}

function inRegister(register: 'rax' | 'rdx', bytes: number): Part {
  return { kind: 'word', word: { kind: 'register', register, plus: 0 }, bytes };
}

function inXmm(number: number, bytes: number): Part {
  return { kind: 'absent', reason: `in xmm${number} (not readable from a uprobe)`, bytes };
}

/** Bytes that hold nothing: any will do. */
function padding(bytes: number): Part {
  return { kind: 'constant', value: new Uint8Array(bytes), bytes };
}
