/** Follows references, boxes and all else that is shown as what it holds. */

import type { Read } from '../model/read.ts';
import { placeOfRead, within } from './place.ts';
import { all } from './predicates.ts';
import type { Value } from './value.ts';
import { caseTest, isEnum } from './variants.ts';

/** What is there. Several values where a number decides between them, as in a `Cow`: each with its guard. */
export function settled(value: Value, reads: readonly Read[]): readonly Value[] {
  const { shape, place } = value;
  if (shape.kind === 'within') {
    return settled({ ...value, shape: shape.shape, place: within(place, shape.offset) }, reads);
  }
  if (shape.kind === 'target') {
    return settled({ ...value, shape: shape.shape, place: placeOfRead(shape.read, reads) }, reads);
  }
  if (shape.kind !== 'choice' || isEnum(shape)) return [value];
  return shape.cases.flatMap((held, index) => {
    const guard = all(value.guard, caseTest(value, shape, index, reads));
    return settled({ ...value, guard, shape: held.shape }, reads);
  });
}
