/** Which of several shapes a value has: an enum's variant by the number in it. */

import type { Shape } from '../../model/shape.ts';

type Choice = Extract<Shape, { kind: 'choice' }>;

interface Bounds {
  /** Inclusive; null: none. */
  readonly from: bigint | null;
  readonly to: bigint | null;
  readonly shape: Shape;
}

/** Undefined: no case has the number. */
export function chosenShape(choice: Choice, number: number | bigint): Shape | undefined {
  return boundsOf(choice).find(({ from, to }) => (from === null || number >= from) && (to === null || number <= to))
    ?.shape;
}

/** A choice is met with every hit; its decimal bounds are read once. */
const known = new WeakMap<Choice, readonly Bounds[]>();

function boundsOf(choice: Choice): readonly Bounds[] {
  let bounds = known.get(choice);
  if (bounds === undefined) {
    bounds = choice.cases.map(({ from, to, shape }) => ({ from: bound(from), to: bound(to), shape }));
    known.set(choice, bounds);
  }
  return bounds;
}

function bound(decimal: string | null): bigint | null {
  return decimal === null ? null : BigInt(decimal);
}
