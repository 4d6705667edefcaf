/**
 * One run that bcc begins, and that tracefs takes over where bcc fails before its probes are in place, for a reason that
 * tracefs may not have. Both do the same work, whatever that is.
 */

import type { HumanErrorDetail } from '../model/humanError.ts';
import { faultOfBcc } from './bcc/fault.ts';
import type { EndReason, RunningTracer, TracerEvent } from './tracer.ts';

type Startable = Pick<RunningTracer, 'stop' | 'done'>;

/** Starts the work with one of the two. */
export type Attempt<R> = (onEvent: (event: TracerEvent) => void) => R;

export interface Attempts<R> {
  readonly bcc: Attempt<R>;
  readonly tracefs: Attempt<R>;
}

export class AutoRun<R extends Startable> {
  readonly #attempts: Attempts<R>;
  readonly #emit: (event: TracerEvent) => void;
  /** Told why bcc cannot do any such work. */
  readonly #onFault: (reason: string) => void;
  #running: R | null = null;
  #isStopping = false;
  #wish: (run: R) => void = () => undefined;
  #resolveDone!: (reason: EndReason) => void;

  readonly done = new Promise<EndReason>(resolve => {
    this.#resolveDone = resolve;
  });

  constructor(attempts: Attempts<R>, emit: (event: TracerEvent) => void, onFault: (reason: string) => void) {
    this.#attempts = attempts;
    this.#emit = emit;
    this.#onFault = onFault;
  }

  /** Who does the work now; null before `start`. */
  get running(): R | null {
    return this.#running;
  }

  /** To be called once. `whyNotBcc`: one clause, null when bcc is to be tried. */
  start(whyNotBcc: string | null): void {
    void (whyNotBcc === null ? this.#tryBcc() : this.#useTracefs(whyNotBcc)).then(this.#resolveDone);
  }

  /** Tells it who does the work, and who takes it over; a later wish takes the place of this one. */
  tell(wish: (run: R) => void): void {
    this.#wish = wish;
    if (this.#running !== null) wish(this.#running);
  }

  stop(): void {
    this.#isStopping = true;
    this.#running?.stop();
  }

  async #tryBcc(): Promise<EndReason> {
    const messages: string[] = [];
    let isAttached = false;
    const failed: { why: string | null } = { why: null };
    const reason = await this.#run(this.#attempts.bcc, event => {
      if (event.type === 'attached') isAttached = true;
      // What is said of an earlier start does not count.
      else if (event.type === 'command') messages.length = 0;
      else if (event.type === 'message' && !isAttached) messages.push(event.text);
      else if (event.type === 'ended' && event.reason.kind === 'failed' && !isAttached) {
        const { error, isUnexplained } = event.reason;
        const fault = faultOfBcc(messages);
        if (fault !== null) failed.why = whyFailed(error, fault.message);
        else if (isUnexplained === true) failed.why = whyFailed(error, messages.at(-1) ?? error.message);
        if (fault?.blame === 'machine' && failed.why !== null) this.#onFault(failed.why);
      }
      if (failed.why === null) this.#emit(event);
    });
    if (failed.why === null) return reason;
    if (!this.#isStopping) return this.#useTracefs(failed.why);
    const stopped: EndReason = { kind: 'stopped' };
    this.#emit({ type: 'ended', reason: stopped });
    return stopped;
  }

  #useTracefs(whyNotBcc: string): Promise<EndReason> {
    let isAttached = false;
    return this.#run(this.#attempts.tracefs, event => {
      if (event.type === 'attached') isAttached = true;
      if (event.type === 'tracer') this.#emit({ ...event, reason: whyNotBcc });
      else if (event.type === 'ended' && !isAttached)
        this.#emit({ ...event, reason: withBoth(event.reason, whyNotBcc) });
      else this.#emit(event);
    }).then(reason => (isAttached ? reason : withBoth(reason, whyNotBcc)));
  }

  #run(attempt: Attempt<R>, onEvent: (event: TracerEvent) => void): Promise<EndReason> {
    this.#running = attempt(onEvent);
    this.#wish(this.#running);
    return this.#running.done;
  }
}

/** Where neither can, the error says why of both. That sudo refuses has nothing to do with tracers. */
function withBoth(reason: EndReason, whyNotBcc: string): EndReason {
  if (reason.kind !== 'failed' || /\bsudo\b/.test(reason.error.message)) return reason;
  const { message } = reason.error;
  const error: HumanErrorDetail = { ...reason.error, message: `${message} bcc was not used: ${whyNotBcc}.` };
  return { kind: 'failed', error };
}

/** One clause that names bcc: of the error where it does, else of bcc's own words. */
function whyFailed({ message }: HumanErrorDetail, words: string): string {
  return /\bbcc\b/.test(message) ? message.replace(/\.$/, '') : `bcc failed: ${words.replace(/\.$/, '')}`;
}
