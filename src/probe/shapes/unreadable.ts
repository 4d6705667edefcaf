/** Why a value, or a part of one, is not read. Caught where its shape is made: the rest of the value is shown. */

/** `reason` is a short clause that a person can read: `deeper than the limit`. */
export class Unreadable extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** A type of the standard library does not have the members that it is known by. */
export class UnknownLayout extends Error {}
