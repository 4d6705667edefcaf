/** Why a value, or a part of one, is not read. Caught where its shape is made: the rest of the value is shown. */

/** `reason` is a short clause that a person can read: `deeper than the limit`. */
export class Unreadable extends Error {
  readonly reason: string;

  constructor(reason: string) {
    // Thrown for every part of a value that there is no room for: where it was thrown costs more than all else, and nobody asks.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(reason);
    Error.stackTraceLimit = stackTraceLimit;
    this.reason = reason;
  }
}

/** A type of the standard library does not have the members that it is known by. */
export class UnknownLayout extends Error {}
