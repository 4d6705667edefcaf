/** What is said between the bench and the window that it opens (probe.ts). */

/** Milliseconds. */
export interface Activation {
  /** Loading and `activate`, and what the editor does around them. */
  readonly activateMs: number;
  /** From the same moment to the first lenses above a Rust file that is opened then. */
  readonly lensesMs: number;
}

/** The probe writes its answer there, beside itself. */
export const ANSWER_FILE = 'activation.json';
