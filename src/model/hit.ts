/** One passage of a running program through a probe. */

/** A captured argument, already in Rust's words. */
export type ShownValue =
  | { readonly kind: 'value'; readonly text: string }
  /** A true beginning of the value, ending in `…`; `reason` says what cut it. */
  | { readonly kind: 'cut'; readonly text: string; readonly reason: string }
  | { readonly kind: 'absent'; readonly reason: string };

export interface CapturedArgument {
  readonly name: string;
  readonly value: ShownValue;
}

export interface Hit {
  /** Index into `ProbePlan.probes`. */
  readonly probe: number;
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly timeNs: bigint;
  /** Process (thread group) as the initial pid namespace numbers it; null when it had ended before it was asked for. */
  readonly pid: number | null;
  /** Thread, in the same namespace. */
  readonly tid: number;
  /** Thread name, at most 15 bytes as the kernel keeps it. */
  readonly comm: string;
  /** One entry per capture of the probe, in the same order. */
  readonly args: readonly CapturedArgument[];
}
