/** A process that a trace is limited to, and what it runs. */

/** How the file that a process runs stands to what cargo has built here. */
export type ProcessBuild =
  /** It is an artifact, the very file. */
  | 'current'
  /** It was at the place of an artifact, and has been replaced or removed since. */
  | 'older'
  /** Another file with the build-id of an artifact: a copy, as in a container. */
  | 'copy'
  /** Named like an artifact or not even that: which build it is, is not known. */
  | 'other';

/** `profile` of an artifact that cargo did not build here, as far as is known. */
export const UNKNOWN_PROFILE = 'unknown profile';

/** Survives JSON. */
export interface TracedProcess {
  readonly pid: number;
  /** Clock ticks from the boot to its start. A number that is given out again has another: the two name one process. */
  readonly startTicks: number;
  readonly build: ProcessBuild;
}
