/** An error that a person reads: what failed, on what, and what to do next. */

/** Buttons the UI may put beside the message; the core only names them. */
export type HumanAction =
  | { readonly kind: 'build' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'openSetting'; readonly setting: string }
  | { readonly kind: 'checkSetup' }
  /** A command line to run in a terminal, e.g. the install command of the distribution. */
  | { readonly kind: 'runInTerminal'; readonly command: string };

export interface HumanErrorDetail {
  /** One sentence: what failed and on what. */
  readonly message: string;
  /** One sentence: what to do next. */
  readonly advice?: string;
  readonly action?: HumanAction;
}

export class HumanError extends Error {
  readonly detail: HumanErrorDetail;

  constructor(detail: HumanErrorDetail, options?: { cause?: unknown }) {
    super(wholeMessage(detail), options);
    this.name = 'HumanError';
    this.detail = detail;
  }
}

/** The person-readable part of anything that was thrown. */
export function toHumanDetail(error: unknown): HumanErrorDetail {
  if (error instanceof HumanError) return error.detail;
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Both sentences: what failed, and what to do next. */
export function wholeMessage({ message, advice }: HumanErrorDetail): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
