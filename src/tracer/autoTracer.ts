/**
 * Lets the tracer carry a plan out that is wanted and can: bcc where it can, else tracefs. A bcc that fails before its
 * probes are in place, for a reason that tracefs may not have, is followed by tracefs; where every trace would fail
 * so, tracefs comes first from then on.
 */

import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { faultOfBcc } from './bcc/fault.ts';
import type { EndReason, RunningTracer, TraceContext, Tracer, TracerEvent } from './tracer.ts';
import type { TracerChoice } from './tracerChoice.ts';

export interface AutoTracerOptions {
  readonly bcc: Tracer;
  readonly tracefs: Tracer;
  /** Asked at each start. */
  readonly prefer: () => TracerChoice;
  /** One clause; null when nothing is known that keeps bcc from carrying the plan out. */
  readonly whyNotBcc: (plan: ProbePlan) => string | null;
}

/** To be shared by all traces: it remembers that bcc cannot. */
export function createAutoTracer(options: AutoTracerOptions): Pick<Tracer, 'start'> {
  const { bcc, tracefs, prefer, whyNotBcc } = options;
  let whyNever: string | null = null;
  return {
    start: (plan, onEvent, context = {}) => {
      const choice = prefer();
      const since = { ...context, sinceMs: context.sinceMs ?? performance.now() };
      if (choice !== 'auto') return (choice === 'bcc' ? bcc : tracefs).start(plan, onEvent, since);
      const run = new AutoRun(bcc, tracefs, { plan, context: since }, onEvent, reason => (whyNever ??= reason));
      run.start(whyNever ?? whyNotBcc(plan));
      return run;
    },
  };
}

interface Trace {
  readonly plan: ProbePlan;
  readonly context: TraceContext;
}

class AutoRun implements RunningTracer {
  readonly #bcc: Tracer;
  readonly #tracefs: Tracer;
  readonly #trace: Trace;
  readonly #emit: (event: TracerEvent) => void;
  /** Told why bcc cannot carry any plan out. */
  readonly #onFault: (reason: string) => void;
  #running: RunningTracer | null = null;
  #isStopping = false;
  #recordsAll = false;
  #resolveDone!: (reason: EndReason) => void;

  readonly done = new Promise<EndReason>(resolve => {
    this.#resolveDone = resolve;
  });

  constructor(
    bcc: Tracer,
    tracefs: Tracer,
    trace: Trace,
    emit: (event: TracerEvent) => void,
    onFault: (reason: string) => void,
  ) {
    this.#bcc = bcc;
    this.#tracefs = tracefs;
    this.#trace = trace;
    this.#emit = emit;
    this.#onFault = onFault;
  }

  /** To be called once. `whyNotBcc`: one clause, null when bcc is to be tried. */
  start(whyNotBcc: string | null): void {
    void (whyNotBcc === null ? this.#tryBcc() : this.#useTracefs(whyNotBcc)).then(this.#resolveDone);
  }

  recordAll(): void {
    this.#recordsAll = true;
    this.#running?.recordAll();
  }

  stop(): void {
    this.#isStopping = true;
    this.#running?.stop();
  }

  async #tryBcc(): Promise<EndReason> {
    const messages: string[] = [];
    let isAttached = false;
    const failed: { why: string | null } = { why: null };
    const reason = await this.#run(this.#bcc, event => {
      if (event.type === 'attached') isAttached = true;
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
    return this.#run(this.#tracefs, event => {
      if (event.type === 'attached') isAttached = true;
      if (event.type === 'tracer') this.#emit({ ...event, reason: whyNotBcc });
      else if (event.type === 'ended' && !isAttached)
        this.#emit({ ...event, reason: withBoth(event.reason, whyNotBcc) });
      else this.#emit(event);
    }).then(reason => (isAttached ? reason : withBoth(reason, whyNotBcc)));
  }

  #run(tracer: Tracer, onEvent: (event: TracerEvent) => void): Promise<EndReason> {
    const { plan, context } = this.#trace;
    this.#running = tracer.start(plan, onEvent, context);
    if (this.#recordsAll) this.#running.recordAll();
    return this.#running.done;
  }
}

/** Where neither tracer can, the error says why of both. That sudo refuses has nothing to do with tracers. */
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
