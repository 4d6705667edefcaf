/**
 * How far a build is, from the progress bar that cargo draws on stderr: `Building [====>    ] 12/45: syn, quote`.
 * It counts cargo's own units of work. JSON messages tell what is done but not how much there is to do, and the unit
 * graph is unstable; the bar can be asked for without a terminal by documented settings
 * (https://doc.rust-lang.org/cargo/reference/config.html#termprogresswhen).
 */

export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  /** What is being compiled, the crates with commas between. */
  readonly crate: string;
}

/** Makes cargo draw the bar, in a width that leaves room for names. */
export const PROGRESS_ENVIRONMENT = {
  CARGO_TERM_PROGRESS_WHEN: 'always',
  CARGO_TERM_PROGRESS_WIDTH: '160',
  CARGO_TERM_COLOR: 'never',
} as const;

/** Null for any other text. `text` is what stands between two line ends or carriage returns. */
export function parseProgress(text: string): BuildProgress | null {
  const [, done, total, crate] = /^\s*Building \[[=> ]*\] (\d+)\/(\d+)(?:: (.*))?$/.exec(text) ?? [];
  if (done === undefined || total === undefined) return null;
  return { done: Number(done), total: Number(total), crate: crate?.trim() ?? '' };
}
