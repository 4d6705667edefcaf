/** One passage of a running program through a probe. */

/** A captured argument, already in Rust's words. */
export type ShownValue =
  | { readonly kind: 'value'; readonly text: string }
  /** True as far as it goes: `…` stands where something is not known or not read, `reason` says why, of the first. */
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
  /** The stack pointer as it was when the function was entered; null where that is not known. */
  readonly stackPointer: bigint | null;
}

/** The end of a call, as one of the plan's exits saw it. */
export interface Exit extends Omit<Hit, 'probe' | 'args'> {
  /** Id of an `ExitPoint`. */
  readonly point: number;
  /** Null where the exit has no result to show. */
  readonly result: ShownValue | null;
}
