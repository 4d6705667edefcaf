/** Why a function has no machine code to trace, or why a trace of it has no hits. */

import type { HumanErrorDetail } from './humanError.ts';

/** In words of a few letters, for programs; the text for people goes with it. */
export type AbsenceCode =
  /** Nothing that could hold the function has been built. */
  | 'not-built'
  /** Built, but not with the profile, target or binary that was asked for. */
  | 'other-build'
  /** What was built is older than the source, and does not have the function. */
  | 'outdated'
  /** No artifact was compiled from the source file. */
  | 'not-compiled'
  /** A `#[cfg]` keeps it out of this build. */
  | 'cfg'
  /** A generic function that nothing calls, so that there is no instance. */
  | 'never-instantiated'
  /** Compiled, and left out because nothing calls it. */
  | 'unused'
  /** Inlined into every caller, and then optimised away. */
  | 'inlined'
  /** Given up for another function of the same machine code. */
  | 'merged'
  /** The artifact has neither symbols nor debug information to know it by. */
  | 'stripped'
  /** Its debug information lies in a file that is missing. */
  | 'no-debug-info'
  /** It runs inside the build, as a build script does. */
  | 'build-script'
  /** It runs inside the compiler. */
  | 'proc-macro'
  /** The artifact cannot be read: damaged, or of another machine. */
  | 'unreadable';

/** Why an attached trace has no hits. */
export type SilenceCode =
  /** No process runs the artifact. */
  | 'not-running'
  /** The running process was started from an older build of the same file. */
  | 'old-process'
  /** Another artifact that holds the function runs, and this one does not. */
  | 'other-runs'
  /** Its futures are made and never polled. */
  | 'never-polled'
  /** The program runs and has not called it. */
  | 'not-called';

export interface Absence {
  readonly code: AbsenceCode;
  readonly detail: HumanErrorDetail;
}

export interface Silence {
  readonly code: SilenceCode;
  readonly detail: HumanErrorDetail;
}
