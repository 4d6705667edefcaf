/**
 * `rust-trace trace`: attaches, follows the builds of its program, prints hits until what was asked for has happened, and leaves nothing behind.
 */

import type { Silence } from '../model/absence.ts';
import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { EndsByKind } from '../session/callEnds.ts';
import { CountAccuracy } from '../session/countAccuracy.ts';
import type { LiveEvent } from '../session/liveEvent.ts';
import { LiveTrace, type TraceQuestions } from '../session/liveTrace.ts';
import type { EndReason, Tracer } from '../tracer/tracer.ts';
import { AskedEnd } from './askedEnd.ts';
import type { TraceOptions } from './options.ts';
import { errorText } from './errorText.ts';
import type { Carrier, Report } from './report.ts';

type Diagnose = (text: string) => void;

/** Resolves to the exit code; never rejects because of the tracer. `interrupted` aborts on Ctrl-C. */
export async function runTrace(
  plan: ProbePlan,
  tracer: Pick<Tracer, 'start'>,
  questions: TraceQuestions,
  options: TraceOptions,
  report: Report,
  diagnose: Diagnose,
  interrupted: AbortSignal,
): Promise<number> {
  const diagnoseNext = (text: string): void => {
    report.flush();
    diagnose(text);
  };
  const trace = new Trace(plan, options, report, diagnoseNext);
  return trace.run(tracer, questions, interrupted);
}

class Trace {
  /** Printed. */
  #hits = 0;
  /** All that are known of. */
  #counted = 0;
  #lost = 0;
  /** Of hits that are printed. */
  readonly #ends = new EndsByKind();
  readonly #printed = new WeakSet<Hit>();
  readonly #accuracy = new CountAccuracy();
  /** Whether hits went by without their values. */
  #isPartial = false;
  #carrier: Carrier | null = null;
  #isAttached = false;
  #silence: Silence | null = null;
  #running: LiveTrace | null = null;
  readonly #asked: AskedEnd;
  readonly #plan: ProbePlan;
  readonly #options: TraceOptions;
  readonly #report: Report;
  readonly #diagnose: Diagnose;

  constructor(plan: ProbePlan, options: TraceOptions, report: Report, diagnose: Diagnose) {
    this.#plan = plan;
    this.#options = options;
    this.#report = report;
    this.#diagnose = diagnose;
    // The tracer brings what was hit so far before it ends.
    this.#asked = new AskedEnd(options, diagnose, () => this.#running?.stop());
  }

  async run(tracer: Pick<Tracer, 'start'>, questions: TraceQuestions, interrupted: AbortSignal): Promise<number> {
    const onInterrupt = (): void => {
      this.#asked.end('interrupted');
    };
    interrupted.addEventListener('abort', onInterrupt);
    this.#running = new LiveTrace({
      tracer,
      plan: this.#plan,
      questions,
      onEvent: (event, plan) => {
        this.#take(event, plan);
      },
    });
    if (interrupted.aborted) onInterrupt();
    const reason = await this.#running.done;
    interrupted.removeEventListener('abort', onInterrupt);
    await this.#asked.finish();
    return this.#finish(reason);
  }

  #take(event: LiveEvent, plan: ProbePlan): void {
    this.#accuracy.take(event);
    switch (event.type) {
      case 'tracer':
        this.#carrier = event;
        break;
      case 'command':
        this.#diagnose(`$ ${event.display}\n`);
        break;
      case 'attached':
        this.#isAttached = true;
        this.#report.attached(plan, event.probes, this.#carrier);
        // The program runs the build that is traced now, whatever is built meanwhile.
        if (this.#asked.begin()) this.#running?.stay();
        break;
      case 'rebuilt':
        this.#report.rebuilt(plan, event.probes);
        break;
      case 'notReattached':
        this.#diagnose(errorText({ ...event.error, message: `The new build is not traced: ${event.error.message}` }));
        break;
      case 'silence':
        this.#silence = event.silence;
        if (event.silence !== null) this.#diagnose(errorText(event.silence.detail));
        break;
      case 'hit':
        if (event.wasCounted !== true) this.#counted++;
        // Stopping takes a moment; what was not asked for is not shown.
        if (this.#options.count !== null && this.#hits >= this.#options.count) break;
        this.#hits++;
        this.#printed.add(event.hit);
        this.#report.hit(plan, event.hit);
        if (this.#hits === this.#options.count) this.#asked.end('count reached');
        break;
      case 'outcome':
        if (!this.#printed.has(event.outcome.hit)) break;
        this.#ends.add(plan, event.outcome);
        this.#report.ended(plan, event.outcome);
        break;
      case 'lost':
        this.#lost += event.count;
        this.#isPartial = true;
        this.#diagnose(`rust-trace: the values of ${String(event.count)} hits were lost\n`);
        break;
      case 'counted':
        this.#counted = event.hits.reduce((sum, hits) => sum + hits, this.#counted);
        // What is counted only is not printed, and counts as well.
        if (!this.#accuracy.isRecording && this.#counted >= (this.#options.count ?? Infinity))
          this.#asked.end('count reached');
        break;
      case 'recording':
        if (!event.isOn) this.#isPartial = true;
        this.#report.recording(event.isOn);
        break;
      case 'returns':
        this.#diagnose(
          event.isOn
            ? 'Returns are recorded again.\n'
            : 'Calls end too fast for their returns to be recorded (--limit).\n',
        );
        break;
      case 'message':
        this.#diagnose(`${event.text}\n`);
        break;
      case 'authorising':
      case 'reattaching':
      case 'ended':
        break;
    }
  }

  #finish(reason: EndReason): number {
    if (reason.kind === 'failed') this.#diagnose(errorText(reason.error));
    const { text, exitCode } = this.#asked.judge(reason, this.#isAttached);
    const silence = this.#counted === 0 ? this.#silence : null;
    this.#report.summary({
      hits: this.#hits,
      counted: { hits: this.#counted, isExact: this.#accuracy.isExact },
      isPartial: this.#isPartial,
      lost: this.#lost,
      ends: this.#plan.exits.length === 0 ? null : this.#ends,
      reason: text,
      silence,
    });
    return exitCode;
  }
}
