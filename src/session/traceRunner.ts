/**
 * Starts and stops traces and feeds their events to the sessions.
 * The one owner of everything that runs: `dispose` resolves when nothing is left.
 */

import type { CaptureOptions } from '../model/captureOptions.ts';
import { HumanError, toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { Tracer } from '../tracer/tracer.ts';
import type { RecordedHit } from './hitHistory.ts';
import type { LiveEvent } from './liveEvent.ts';
import { LiveTrace, type TraceQuestions } from './liveTrace.ts';
import { Signal } from './signal.ts';
import type { SessionStore } from './sessionStore.ts';
import { type SessionClocks, TraceSession } from './traceSession.ts';

export interface SessionEvent {
  readonly session: TraceSession;
  readonly event: LiveEvent;
  /** The hit with its time of day, when the event is a hit of the plan or the end of one's call. */
  readonly recorded: RecordedHit | null;
}

export interface TraceRunnerOptions {
  readonly store: SessionStore;
  /** Called for each trace; what it brings may be shared. */
  readonly loadTracer: () => Promise<Pick<Tracer, 'start'>>;
  readonly clocks: SessionClocks;
  /** What the trace of a session asks while it runs. */
  readonly questions: (session: TraceSession) => TraceQuestions;
}

interface Run {
  trace: LiveTrace | null;
  readonly gone: Promise<void>;
}

export class TraceRunner {
  readonly #options: TraceRunnerOptions;
  readonly #runs = new Map<TraceSession, Run>();
  readonly #events = new Signal<SessionEvent>();
  #isDisposed = false;

  constructor(options: TraceRunnerOptions) {
    this.#options = options;
  }

  /** Every event of every trace, after its session has taken it. */
  onEvent(listener: (event: SessionEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  /**
   * Starts a trace and returns at once; failures come as the session's end.
   * @throws HumanError when the function is being traced already.
   */
  start(fn: RustFunction, plan: ProbePlan, options?: CaptureOptions): TraceSession {
    const { store, clocks } = this.#options;
    if (this.#isDisposed) throw new HumanError({ message: 'Rust Trace is shutting down.' });
    if (store.get(fn)?.isRunning === true) {
      throw new HumanError({ message: `${plan.functionName} is being traced already.` });
    }
    const session = new TraceSession(fn, plan, clocks, options);
    const run: Run = { trace: null, gone: Promise.resolve().then(() => this.#carry(session, run)) };
    this.#runs.set(session, run);
    store.add(session);
    return session;
  }

  /** Records every hit of a trace that counts only from now on, however fast they come. */
  recordAll(session: TraceSession): void {
    if (session.isCountingOnly) this.#runs.get(session)?.trace?.recordAll();
  }

  /** Asks for the end; `ended` follows as an event. */
  stop(session: TraceSession): void {
    if (session.state.kind === 'ended') return;
    session.markStopping();
    this.#runs.get(session)?.trace?.stop();
  }

  /**
   * Moves a trace that is attached to another build; its counts go on. Resolves when it is there, or has ended.
   * @throws HumanError when the other build cannot be attached; the trace goes on in the one before.
   */
  async reattach(session: TraceSession, plan: ProbePlan): Promise<void> {
    this.#runs.get(session)?.trace?.reattach(plan);
    await new Promise<void>(resolve => {
      const unsubscribe = session.onDidChange(check);
      function check(): void {
        if (session.rebuild.kind === 'attaching' && session.isRunning) return;
        unsubscribe();
        resolve();
      }
      check();
    });
    if (session.rebuild.kind === 'failed') throw new HumanError(session.rebuild.error);
  }

  /** Stops a trace; resolves when nothing of it is left. */
  async stopAndWait(session: TraceSession): Promise<void> {
    const run = this.#runs.get(session);
    this.stop(session);
    await run?.gone;
  }

  stopAll(): void {
    for (const session of this.#runs.keys()) this.stop(session);
  }

  /** Stops everything; resolves when no tracer is left. Nothing starts afterwards. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.stopAll();
    await Promise.all([...this.#runs.values()].map(run => run.gone));
  }

  async #carry(session: TraceSession, run: Run): Promise<void> {
    try {
      const tracer = await this.#options.loadTracer();
      if (session.state.kind === 'stopping') {
        this.#deliver(session, { type: 'ended', reason: { kind: 'stopped' } });
        return;
      }
      run.trace = new LiveTrace({
        tracer,
        plan: session.plan,
        questions: this.#options.questions(session),
        onEvent: (event, plan) => {
          this.#deliver(session, event, plan);
        },
      });
      await run.trace.done;
    } catch (error) {
      this.#deliver(session, { type: 'ended', reason: { kind: 'failed', error: toHumanDetail(error) } });
    } finally {
      this.#runs.delete(session);
    }
  }

  #deliver(session: TraceSession, event: LiveEvent, plan = session.plan): void {
    if (session.state.kind === 'ended') return;
    const recorded = session.handle(event, plan);
    this.#events.fire({ session, event, recorded });
  }
}
