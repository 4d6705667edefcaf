/**
 * Captured bytes as the program itself would print them with `{:?}`.
 * Bytes that no value of the type can have, and bytes that are not there, are not printed: the reason is.
 */

import type { Capture } from '../model/capture.ts';
import type { ShownValue } from '../model/hit.ts';
import type { ReadResult } from '../model/read.ts';
import type { Shape } from '../model/shape.ts';
import type { AddressNames, CodeAddress } from './addressNames.ts';
import { Region } from './show/region.ts';
import { ValueWalk } from './show/walk.ts';

/** `results` are of the reads of the point at which `capture` is; `virtualAddress` is that of its place. */
export function showValue(
  capture: Capture,
  results: readonly ReadResult[],
  names: AddressNames,
  virtualAddress: number,
): ShownValue {
  if (capture.kind === 'absent') return { kind: 'absent', reason: capture.reason };
  const walk = new ValueWalk(results, names, virtualAddress);
  const text = walk.show(capture.shape, Region.ofPieces(capture.pieces, results), 0);
  const { reason } = walk;
  if (reason === null) return { kind: 'value', text };
  return walk.knowsAnything ? { kind: 'cut', text, reason } : { kind: 'absent', reason };
}

/**
 * The addresses whose names `showValue` will ask for: to be asked for early, they are known when the value is shown.
 * Costs nothing for captures without code addresses.
 */
export function addressesIn(
  captures: readonly Capture[],
  results: readonly ReadResult[],
  virtualAddress: number,
): readonly CodeAddress[] {
  const addresses: CodeAddress[] = [];
  const collect = { nameOf: (address: CodeAddress): null => (addresses.push(address), null) };
  for (const capture of captures) {
    if (holdsCode(capture)) showValue(capture, results, collect, virtualAddress);
  }
  return addresses;
}

/** Whether what is shown of it may be the name of an address. */
export function holdsCode(capture: Capture): boolean {
  return capture.kind === 'value' && isOfCode(capture.shape);
}

const holdingCode = new WeakMap<Shape, boolean>();

function isOfCode(shape: Shape): boolean {
  let holds = holdingCode.get(shape);
  if (holds === undefined) {
    holds = shape.kind === 'function' || shape.kind === 'object' || shapesIn(shape).some(isOfCode);
    holdingCode.set(shape, holds);
  }
  return holds;
}

function shapesIn(shape: Shape): readonly Shape[] {
  if ('fields' in shape) return shape.fields.map(field => field.shape);
  if ('elements' in shape) return shape.elements;
  if ('cases' in shape) return shape.cases.map(each => each.shape);
  if ('parts' in shape) return shape.parts.flatMap(part => (typeof part === 'string' ? [] : [part.shape]));
  return 'shape' in shape ? [shape.shape] : [];
}
