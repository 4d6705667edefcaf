/** Asks why a trace that is attached has no hits, and asks again while it has none: the reason may change. */

import type { Silence } from '../model/absence.ts';
import type { InstanceKind } from '../model/functionInstance.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';

const ASK_AFTER_MS = 3000;
const ASK_AGAIN_AFTER_MS = 5000;

/** Why the plan's probes have no hits but these; null when nothing is wrong. */
export type AskSilence = (
  plan: ProbePlan,
  hits: { readonly calls: number; readonly polls: number },
) => Promise<Silence | null>;

export class SilenceWatch {
  readonly #ask: AskSilence;
  readonly #tell: (silence: Silence | null) => void;
  readonly #timers: Timers;
  #plan: ProbePlan | null = null;
  #calls = 0;
  #polls = 0;
  #told: Silence | null = null;
  #cancel: () => void = () => undefined;

  /** `tell` gets each new reason, and null when there is none any more. */
  constructor(ask: AskSilence, tell: (silence: Silence | null) => void, timers: Timers = REAL_TIMERS) {
    this.#ask = ask;
    this.#tell = tell;
    this.#timers = timers;
  }

  /** The plan's probes are in place from now on. */
  start(plan: ProbePlan): void {
    this.stop();
    this.#plan = plan;
    this.#calls = this.#polls = 0;
    this.#say(null);
    this.#askLater(plan, ASK_AFTER_MS);
  }

  /** Hits of one of the plan's probes. Called for each record: cheap. */
  hit(kind: InstanceKind, hits: number): void {
    if (kind === 'poll') this.#polls += hits;
    else this.#calls += hits;
    if (this.#told !== null && (this.#told.code !== 'never-polled' || kind === 'poll')) this.#say(null);
  }

  stop(): void {
    this.#plan = null;
    this.#cancel();
  }

  #askLater(plan: ProbePlan, delayMs: number): void {
    this.#cancel = this.#timers.after(delayMs, () => {
      void this.#askNow(plan).then(() => {
        if (this.#isSilent(plan)) this.#askLater(plan, ASK_AGAIN_AFTER_MS);
      });
    });
  }

  async #askNow(plan: ProbePlan): Promise<void> {
    if (!this.#isSilent(plan)) return;
    const asked = { calls: this.#calls, polls: this.#polls };
    // Without an answer there is no reason to show, and another question soon.
    const silence = await this.#ask(plan, asked).catch(() => null);
    // An answer to what has changed since says nothing about now.
    if (this.#plan === plan && this.#calls === asked.calls && this.#polls === asked.polls) this.#say(silence);
  }

  /** Whether hits are missing: all of them, or the polls of an `async fn`. */
  #isSilent(plan: ProbePlan): boolean {
    if (this.#plan !== plan) return false;
    const isAsync = plan.probes.some(probe => probe.instance.kind === 'poll');
    return this.#polls === 0 && (isAsync || this.#calls === 0);
  }

  #say(silence: Silence | null): void {
    if (JSON.stringify(silence) === JSON.stringify(this.#told)) return;
    this.#told = silence;
    this.#tell(silence);
  }
}
