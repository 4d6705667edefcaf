/** A value of the traced program that a condition names: where it is, how it is built, when it is there at all. */

import type { ValueCapture } from '../model/capture.ts';
import type { Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import type { Shape, ShapeField } from '../model/shape.ts';
import { ConditionError, type Span } from './conditionError.ts';
import { limbsAt, within, type Limb, type Place } from './place.ts';
import { ALWAYS } from './predicates.ts';

export interface Value {
  /** As a person writes it: `self.orders`. */
  readonly name: string;
  /** Where the condition names it. */
  readonly span: Span;
  /** Rust type, where debug information has named it. */
  readonly typeName: string | null;
  readonly place: Place;
  readonly shape: Shape;
  /** Where it does not hold, the program has no such value: nothing is true of it, and nothing is false. */
  readonly guard: Predicate;
}

export function valueOfCapture({ name, typeName, pieces, shape }: ValueCapture, span: Span): Value {
  return { name, span, typeName, place: { pieces, offset: 0 }, shape, guard: ALWAYS };
}

/** The field of a struct or tuple. */
export function fieldOf(value: Value, { name, offset, shape }: ShapeField): Value {
  return { ...value, name: `${value.name}.${name}`, typeName: null, place: within(value.place, offset), shape };
}

/** A number of so many bytes within the value. Throws a ConditionError with the reason where it is not read. */
export function limbsOf(value: Value, offset: number, bytes: number, reads: readonly Read[]): readonly Limb[] {
  const found = limbsAt(within(value.place, offset), bytes, reads);
  if (found.kind === 'absent') throw unreadable(value, found.reason);
  return found.limbs;
}

export function unreadable({ name, span }: Value, reason: string): ConditionError {
  return new ConditionError(`\`${name}\` cannot be read here: ${reason}.`, span);
}

/** What a person is told of a value's type: `of type `&str``, or the kind of value. */
export function describe({ typeName, shape }: Value): string {
  return typeName === null ? describeShape(shape) : `of type \`${typeName}\``;
}

function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case 'integer':
      return `of type \`${shape.isSigned ? 'i' : 'u'}${8 * shape.bytes}\``;
    case 'float':
      return `of type \`f${8 * shape.bytes}\``;
    case 'bool':
    case 'char':
      return `of type \`${shape.kind}\``;
    case 'joined':
      return 'a value of several parts';
    case 'duration':
      return 'of type `Duration`';
    case 'address':
      return 'a raw pointer';
    case 'function':
      return 'a function';
    case 'object':
      return `a \`${shape.traitName}\``;
    case 'fixed':
      return `\`${shape.text}\``;
    case 'struct':
      return `a \`${shape.name}\``;
    case 'tuple':
      return shape.name === '' ? 'a tuple' : `a \`${shape.name}\``;
    case 'list':
      return 'a list';
    case 'text':
      return 'a text';
    case 'choice':
      return 'an enum';
    case 'entries':
      return 'a collection';
    case 'within':
    case 'target':
      return describeShape(shape.shape);
    case 'unread':
      return 'not read';
  }
}
