/** What a trace reads at a call, as the person asks for it. Survives JSON. */

export interface CaptureLimits {
  /** Pointers and structures that are followed into one another; deeper ones are `…`. */
  readonly depth: number;
  /** Elements of a list. */
  readonly elements: number;
  /** Bytes of a text. */
  readonly textBytes: number;
}

export interface CaptureOptions {
  readonly limits: CaptureLimits;
  /**
   * Arguments and their fields that are read, each with all below it: `name`, `self.orders`, `pair.0`. Null: all.
   * Other arguments are left out, other fields are shown as `…`.
   */
  readonly fields: readonly string[] | null;
  /** Whether returned values and durations are traced. */
  readonly returns: boolean;
  /** Only calls for which it holds are hits, in the words of condition/: `a > 10 && name == "alpha"`. Null: all. */
  readonly condition: string | null;
}

export const DEFAULT_LIMITS: CaptureLimits = { depth: 6, elements: 16, textBytes: 128 };

export const DEFAULT_OPTIONS: CaptureOptions = { limits: DEFAULT_LIMITS, fields: null, returns: true, condition: null };

/** What a person may ask for. However much that is, a trace reads no more of a call than its tracer carries. */
export const LIMIT_BOUNDS: Readonly<Record<keyof CaptureLimits, { readonly least: number; readonly most: number }>> = {
  depth: { least: 1, most: 16 },
  elements: { least: 1, most: 256 },
  textBytes: { least: 1, most: 1024 },
};

export function isWithinBounds(limit: keyof CaptureLimits, value: unknown): value is number {
  const { least, most } = LIMIT_BOUNDS[limit];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

/** Why the value of a field is not shown that was not chosen. */
export const NOT_CHOSEN = 'not chosen';
