/** Durations and points in time. */

import type { Shape } from '../../model/shape.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, numberIn, peeled } from './typeLayout.ts';
import { bareName } from './typeNames.ts';
import { partOf } from './wrappers.ts';

/** Throws `Unreadable`, `UnknownLayout`. */
export function duration({ type, place }: Value): Shape {
  const seconds = numberIn(fieldOf({ type, offset: 0 }, 'secs'), 8);
  const nanoseconds = numberIn(fieldOf({ type, offset: 0 }, 'nanos'), 4);
  place.need(seconds.offset, 8);
  place.need(nanoseconds.offset, 4);
  return { kind: 'duration', secondsOffset: seconds.offset, nanosecondsOffset: nanoseconds.offset };
}

/** `Instant { tv_sec: 5, tv_nsec: 7 }`: as the kernel counts. Throws `Unreadable`, `UnknownLayout`. */
export function pointInTime(value: Value, builder: ShapeBuilder): Shape {
  const { type } = value;
  const time = peeled({ type, offset: 0 });
  const fields = [
    { name: 'tv_sec', ...numberIn(fieldOf(time, 'tv_sec'), 8) },
    { name: 'tv_nsec', ...numberIn(fieldOf(time, 'tv_nsec'), 4) },
  ].map(({ name, type: number, offset }) => ({
    name,
    offset,
    shape: partOf({ ...value, place: value.place.within(offset) }, { type: number, offset: 0 }, builder),
  }));
  return { kind: 'struct', name: bareName(type.name), fields };
}
