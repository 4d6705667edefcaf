/** Ranges, shown as they are written. */

import type { JoinedPart, Shape } from '../../model/shape.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, hasMembers, numberIn } from './typeLayout.ts';

type RangeShape = (value: Value, builder: ShapeBuilder) => Shape;

/** A range with the bounds that its type has: `before` in front of all, `behind` behind the start. */
export function range(before: string, behind: string): RangeShape {
  return (value, builder) => {
    const start = bound('start', value, builder);
    const end = bound('end', value, builder);
    return { kind: 'joined', parts: [before, ...start, behind, ...end].filter(part => part !== '') };
  };
}

/** `0..=5`, or `0..=5 (exhausted)` for an iterator at its end. Throws `Unreadable`, `UnknownLayout`. */
export function rangeInclusive(value: Value, builder: ShapeBuilder): Shape {
  const { type, place } = value;
  const { offset } = numberIn(fieldOf({ type, offset: 0 }, 'exhausted'), 1);
  place.need(offset, 1);
  const parts = [...bound('start', value, builder), '..=', ...bound('end', value, builder)];
  const cases = [
    { from: '0', to: '0', shape: { kind: 'joined', parts } as const },
    { from: '1', to: '1', shape: { kind: 'joined', parts: [...parts, ' (exhausted)'] } as const },
  ];
  return { kind: 'choice', offset, bytes: 1, isSigned: false, cases };
}

function bound(name: 'start' | 'end', value: Value, builder: ShapeBuilder): JoinedPart[] {
  if (!hasMembers(value.type, name)) return [];
  const { type, offset } = fieldOf({ type: value.type, offset: 0 }, name);
  return [{ offset, shape: builder.shapeOf({ ...value, type, place: value.place.within(offset) }) }];
}
