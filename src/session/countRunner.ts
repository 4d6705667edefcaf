/**
 * Starts and stops counts and feeds their events to the sessions.
 * The one owner of everything that counts: `dispose` resolves when nothing is left.
 */

import { countingProbes, type CountPlan } from '../model/countPlan.ts';
import { HumanError, toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { Counter, CounterEvent, CounterOptions, RunningCounter } from '../tracer/tracer.ts';
import { CountSession } from './countSession.ts';
import type { CountStore } from './countStore.ts';
import { Signal } from './signal.ts';
import { type AskSilence, SilenceWatch } from './silenceWatch.ts';
import type { SessionClocks } from './traceSession.ts';

export interface CountRunnerOptions {
  readonly store: CountStore;
  /** Called for each count; what it brings may be shared. */
  readonly loadCounter: () => Promise<Pick<Counter, 'start'>>;
  readonly clocks: SessionClocks;
  /** Asked while a count is attached and has no entries, with a plan that names no probes. */
  readonly silence?: AskSilence;
}

export interface CountEvent {
  readonly session: CountSession;
  readonly event: CounterEvent;
}

interface Run {
  counter: RunningCounter | null;
  readonly gone: Promise<void>;
}

export class CountRunner {
  readonly #options: CountRunnerOptions;
  readonly #runs = new Map<CountSession, Run>();
  readonly #events = new Signal<CountEvent>();
  #isDisposed = false;

  constructor(options: CountRunnerOptions) {
    this.#options = options;
  }

  /** Every event of every count, after its session has taken it. */
  onEvent(listener: (event: CountEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  /** Starts a count and returns at once; failures come as the session's end. */
  start(plan: CountPlan, options: CounterOptions): CountSession {
    if (this.#isDisposed) throw new HumanError({ message: 'Rust Trace is shutting down.' });
    const session = new CountSession(plan, this.#options.clocks);
    const run: Run = { counter: null, gone: Promise.resolve().then(() => this.#carry(session, run, options)) };
    this.#runs.set(session, run);
    this.#options.store.add(session);
    return session;
  }

  /** Asks for the end; `ended` follows as an event. */
  stop(session: CountSession): void {
    if (!session.isRunning) return;
    session.markStopping();
    this.#runs.get(session)?.counter?.stop();
  }

  /** Stops a count; resolves when nothing of it is left. */
  async stopAndWait(session: CountSession): Promise<void> {
    const run = this.#runs.get(session);
    this.stop(session);
    await run?.gone;
  }

  stopAll(): void {
    for (const session of this.#runs.keys()) this.stop(session);
  }

  /** Does nothing where `session.canPause` is false. */
  pause(session: CountSession, isPaused: boolean): void {
    if (!session.canPause) return;
    this.#runs.get(session)?.counter?.pause?.(isPaused);
    session.markPaused(isPaused);
  }

  /** Stops everything; resolves when no counter is left. Nothing starts afterwards. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.stopAll();
    await Promise.all([...this.#runs.values()].map(run => run.gone));
  }

  async #carry(session: CountSession, run: Run, options: CounterOptions): Promise<void> {
    const watch = this.#watchSilence(session, options);
    try {
      const counter = await this.#options.loadCounter();
      if (isStopping(session)) {
        this.#deliver(session, { type: 'ended', reason: { kind: 'stopped' } });
        return;
      }
      const take = (event: CounterEvent): void => {
        this.#deliver(session, event);
        // Who counts may be decided, and with it whether it can pause, after the start.
        if (run.counter !== null) session.markPausable(run.counter.pause !== null);
        if (event.type === 'attached') watch?.start(probelessPlan(session.plan));
        else if (event.type === 'counts') watch?.hit('body', session.total);
      };
      run.counter = counter.start(countingProbes(session.plan), take, options);
      session.markPausable(run.counter.pause !== null);
      if (isStopping(session)) run.counter.stop();
      await run.counter.done;
    } catch (error) {
      this.#deliver(session, { type: 'ended', reason: { kind: 'failed', error: toHumanDetail(error) } });
    } finally {
      watch?.stop();
      this.#runs.delete(session);
    }
  }

  #deliver(session: CountSession, event: CounterEvent): void {
    if (!session.isRunning) return;
    session.handle(event);
    this.#events.fire({ session, event });
  }

  #watchSilence(session: CountSession, { everyMs }: CounterOptions): SilenceWatch | null {
    const ask = this.#options.silence;
    if (ask === undefined) return null;
    const askWhatIsKnown: AskSilence = async (plan, counted) => {
      const silence = await ask(plan, counted);
      // Who reports only at the end cannot know that nothing was entered.
      return everyMs === null && silence?.code === 'not-called' ? null : silence;
    };
    return new SilenceWatch(askWhatIsKnown, silence => {
      session.markSilence(silence);
    });
  }
}

function isStopping({ state }: CountSession): boolean {
  return state.kind === 'stopping';
}

/** Enough to ask what runs of its artifact. */
export function probelessPlan({ title, artifact }: CountPlan): ProbePlan {
  return { functionName: title, artifact, probes: [], exits: [], process: null, unprobed: [] };
}
