/**
 * Builds the shapes of a probe's values. What lies in a value itself is built at once; what lies behind its pointers
 * waits in line, so that all values come to their first level before one comes to its depth: there is not room for all.
 * Which shape a type has is left to shapeOf.ts.
 */

import type { DwarfType } from '../../binary/dwarfType.ts';
import { MalformedError } from '../../binary/malformedError.ts';
import type { CaptureLimits } from '../../model/captureOptions.ts';
import type { Shape } from '../../model/shape.ts';
import type { Place } from './place.ts';
import { NO_ROOM, type ReadBudget } from './readBudget.ts';
import type { Selection } from './selection.ts';
import { shapeOf } from './shapeOf.ts';
import { Unreadable } from './unreadable.ts';

/** A value, or a part of one, whose shape is wanted. */
export interface Value<Type extends DwarfType = DwarfType> {
  readonly type: Type;
  readonly place: Place;
  /** Pointers and structures around it. */
  readonly depth: number;
  readonly selection: Selection;
}

/** Parts of all values of a probe, together. */
const MOST_SHAPES = 5_000;
/** Of wrappers that do not count as deeper. */
const DEEPEST_NESTING = 64;

export class ShapeBuilder {
  readonly limits: CaptureLimits;
  readonly reads: ReadBudget;
  #waiting: (() => void)[] = [];
  #shapes = 0;
  readonly #whyNotMutable: string | null;
  #nesting = 0;

  /** `whyNotMutable`: why nothing behind `&mut` is read; null where it is. */
  constructor(limits: CaptureLimits, reads: ReadBudget, whyNotMutable: string | null = null) {
    this.#whyNotMutable = whyNotMutable;
    this.limits = limits;
    this.reads = reads;
  }

  /** How many shapes wait: as many as before means that nothing behind pointers was met. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Throws `Unreadable` where the type is a reference that is not followed. */
  mayFollow(typeName: string): void {
    if (this.#whyNotMutable !== null && typeName.startsWith('&mut ')) throw new Unreadable(this.#whyNotMutable);
  }

  /** The read that brings the address of the probe. Throws `Unreadable`. */
  instructionPointer(): number {
    return this.reads.add({ kind: 'word', word: { kind: 'register', register: 'rip', plus: 0 } });
  }

  shapeOf(value: Value): Shape {
    return this.orUnread(() => {
      if (++this.#shapes > MOST_SHAPES || this.#nesting > DEEPEST_NESTING) throw new Unreadable(NO_ROOM);
      this.#nesting++;
      try {
        return shapeOf(value, this);
      } finally {
        this.#nesting--;
      }
    });
  }

  /** What is made, or unread where `make` throws `Unreadable`. */
  orUnread(make: () => Shape): Shape {
    try {
      return make();
    } catch (error) {
      if (error instanceof Unreadable) return { kind: 'unread', reason: error.reason };
      if (error instanceof MalformedError) return { kind: 'unread', reason: 'its debug information is damaged' };
      throw error;
    }
  }

  /** The value's depth for what is inside of it. Throws `Unreadable` when that is too deep. */
  inside({ depth }: Value): number {
    if (depth >= this.limits.depth) throw new Unreadable('deeper than the limit');
    return depth + 1;
  }

  /** A shape that is made when its turn comes; `make` may throw `Unreadable`. It is complete after `finish`. */
  later(make: () => Shape): Shape {
    const shape = {} as Shape;
    this.#waiting.push(() =>
      Object.assign(
        shape,
        this.orUnread(() => this.#makeOrForget(make)),
      ),
    );
    return shape;
  }

  finish(): void {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const make of waiting) make();
    }
  }

  /** What was to follow a shape that is not made after all need not be read. */
  #makeOrForget(make: () => Shape): Shape {
    const before = this.#waiting.length;
    try {
      return make();
    } catch (error) {
      this.#waiting.length = before;
      throw error;
    }
  }
}
