/**
 * One trace through the builds of its program. Probes hang on a file, and cargo writes a new one: when it does, the
 * function is looked for again and a second tracer attaches to the new file. The first is stopped then, or when the
 * last process that was started from the old file has ended.
 *
 *     first build   ──attached──────────────────────────┬ ─ ─ ─ ─ stopped
 *     second build           noticed · planned · starts ─┴─attached───────────
 *
 * One attempt at a time: a build that comes meanwhile takes the place of the one that is on its way. The trace of one
 * process follows no build, and ends with the process.
 *
 * What the tracers say of their hits goes through hitStream.ts.
 */

import { isSameArtifact } from '../model/artifact.ts';
import { HumanError, type HumanErrorDetail, toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CodeAddress } from '../probe/addressNames.ts';
import { namesOf } from '../probe/namesOf.ts';
import type { EndReason, Tracer, TracerEvent } from '../tracer/tracer.ts';
import { ArtifactWatch, isSameBuild, type LookAt } from './artifactWatch.ts';
import { buildsInUse, type FindInUse } from './buildsInUse.ts';
import { HitStream } from './hitStream.ts';
import type { LiveEvent } from './liveEvent.ts';
import { type IsAlive, ProcessWatch } from './processWatch.ts';
import { type AskSilence, SilenceWatch } from './silenceWatch.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';
import { TracerRun } from './tracerRun.ts';

/** When it is looked again whether a process still runs an old build: each look takes twice as long to come as the last. */
const FIRST_LOOK_MS = 2000;
const LOOK_AT_LAST_EVERY_MS = 16_000;
/** Old builds that are traced on, the newest of them: each takes a tracer of its own. */
const MOST_OLD_BUILDS = 2;

/** What a trace asks while it runs. */
export interface TraceQuestions {
  /** The function in what has been built since `previous`. @throws HumanError when it is not there. */
  readonly planAgain: (previous: ProbePlan) => Promise<ProbePlan>;
  readonly silence: AskSilence;
  /** Names of addresses in the plan's artifact, one for each; null where nothing is known to lie. */
  readonly namesOf: (plan: ProbePlan, addresses: readonly CodeAddress[]) => Promise<readonly (string | null)[]>;
}

export interface LiveTraceParts {
  readonly tracer: Pick<Tracer, 'start'>;
  readonly plan: ProbePlan;
  readonly questions: TraceQuestions;
  /** Gets each event with the plan of the build it is about. `ended` comes once and last. */
  readonly onEvent: (event: LiveEvent, plan: ProbePlan) => void;
  readonly lookAt?: LookAt;
  readonly findInUse?: FindInUse;
  readonly isAlive?: IsAlive;
  readonly timers?: Timers;
}

export class LiveTrace {
  readonly #parts: LiveTraceParts;
  readonly #watch: ArtifactWatch;
  /** Null where every process is traced. */
  readonly #process: ProcessWatch | null;
  readonly #silence: SilenceWatch;
  readonly #timers: Timers;
  readonly #hits: HitStream;
  /** Every tracer that has not ended. */
  readonly #runs = new Set<TracerRun>();
  /** Every tracer of which something may be left. */
  readonly #processes = new Set<Promise<EndReason>>();
  #attached: TracerRun | null = null;
  /** Attached to builds before, which processes still run; oldest first. */
  readonly #old = new Set<TracerRun>();
  #cancelLook: () => void = () => undefined;
  /** On its way to being attached. */
  #next: TracerRun | null = null;
  /** Takes the place of `#next` as soon as that is gone. */
  #queued: ProbePlan | null = null;
  /** The time limit of the trace is one for all builds. */
  readonly #sinceMs = performance.now();
  #plan: ProbePlan;
  #isAnnounced = false;
  #isPlanning = false;
  /** Another build came while the last one was being planned for. */
  #isPlanOutdated = false;
  /** Why the newest build is not traced. */
  #obstacle: HumanErrorDetail | null = null;
  #recordsAll = false;
  #isStopping = false;
  #end: EndReason | null = null;
  #isOver = false;
  #resolveDone!: (reason: EndReason) => void;

  /** Resolves once no tracer is left. Never rejects. */
  readonly done = new Promise<EndReason>(resolve => {
    this.#resolveDone = resolve;
  });

  /** Starts at once; everything that happens, failures included, comes as events. */
  constructor(parts: LiveTraceParts) {
    this.#parts = parts;
    this.#plan = parts.plan;
    const { lookAt, isAlive, timers = REAL_TIMERS } = parts;
    const { running } = parts.plan;
    this.#timers = timers;
    this.#watch = new ArtifactWatch(parts.plan.artifact, {
      onRebuilt: () => void this.#follow(),
      ...(lookAt === undefined ? {} : { lookAt }),
      timers,
    });
    if (running === undefined) {
      this.#process = null;
    } else {
      this.stay();
      this.#process = new ProcessWatch(
        running,
        () => {
          this.#finish({ kind: 'processEnded', pid: running.pid });
        },
        isAlive,
        timers,
      );
    }
    this.#silence = new SilenceWatch(
      parts.questions.silence,
      silence => {
        this.#emit({ type: 'silence', silence });
      },
      timers,
    );
    this.#hits = new HitStream({
      silence: this.#silence,
      timers,
      emit: (event, run) => {
        // A tracer that counts only and ends before the others makes nothing be recorded again.
        if (event.type !== 'recording' || !this.#isStopping) this.#emit(event, run.plan);
      },
    });
    this.#start(parts.plan);
  }

  /** Moves the trace to another build: as when it had noticed that build itself. Nothing when it is there or on its way. */
  reattach(plan: ProbePlan): void {
    if (this.#isStopping) return;
    const aim = this.#queued ?? this.#next?.plan ?? (this.#isAnnounced ? null : this.#attached?.plan) ?? null;
    if (aim !== null && isSameBuild(aim.artifact, plan.artifact)) return;
    this.#obstacle = null;
    this.#announce();
    if (this.#next === null) {
      this.#start(plan);
    } else {
      this.#queued = plan;
      this.#next.tracer?.stop();
    }
  }

  /** Builds from now on are not followed: the process that is to be traced runs already. */
  stay(): void {
    this.#watch.dispose();
  }

  /** Records every hit from now on, in this build and later ones, however fast they come. */
  recordAll(): void {
    this.#recordsAll = true;
    for (const run of this.#runs) {
      // A tracer that is started anew for it sees nothing meanwhile.
      this.#hits.miss(run);
      run.tracer?.recordAll();
    }
  }

  /** Asks for the end; `ended` follows. Safe to call at any time and more than once. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#watch.dispose();
    this.#process?.dispose();
    this.#silence.stop();
    this.#cancelLook();
    if (this.#runs.size === 0) this.#finish({ kind: 'stopped' });
    for (const run of this.#runs) run.tracer?.stop();
  }

  #start(plan: ProbePlan): void {
    const run = new TracerRun(plan);
    this.#plan = plan;
    this.#queued = null;
    this.#next = run;
    this.#runs.add(run);
    this.#watch.expect(plan.artifact);
    const onEvent = (event: TracerEvent): void => {
      this.#take(run, event);
    };
    const names = namesOf(addresses => this.#parts.questions.namesOf(plan, addresses));
    run.tracer = this.#parts.tracer.start(plan, onEvent, { sinceMs: this.#sinceMs, names });
    // At once, or it would have to be started anew for that.
    if (this.#recordsAll) run.tracer.recordAll();
    const { done } = run.tracer;
    this.#processes.add(done);
    void done.then(() => this.#processes.delete(done));
  }

  #take(run: TracerRun, event: TracerEvent): void {
    switch (event.type) {
      case 'attached':
        this.#attach(run, event.probes);
        break;
      case 'hit':
      case 'exit':
      case 'counts':
      case 'lost':
      case 'recording':
      case 'returns':
        this.#hits.take(run, event);
        break;
      case 'ended':
        this.#runs.delete(run);
        this.#hits.end(run, event.reason.kind === 'failed');
        this.#ended(run, event.reason);
        break;
      case 'command':
      case 'authorising':
      case 'message':
      case 'tracer':
        this.#emit(event, run.plan);
    }
  }

  #attach(run: TracerRun, probes: number): void {
    if (run !== this.#next || this.#queued !== null) return;
    const before = this.#attached;
    this.#next = null;
    this.#attached = run;
    this.#isAnnounced = false;
    this.#emit({ type: before === null ? 'attached' : 'rebuilt', probes }, run.plan);
    this.#hits.attach(run);
    if (before !== null) this.#old.add(before);
    this.#leaveUnused();
    if (!this.#isStopping) this.#silence.start(run.plan);
  }

  /** Stops what is attached to builds that no process runs any more, and looks again later where one does. */
  #leaveUnused(nextLookMs = FIRST_LOOK_MS): void {
    this.#cancelLook();
    const { findInUse = buildsInUse } = this.#parts;
    const candidates = [...this.#old].filter(run => !run.hasSuccessor);
    const inUse = candidates.length === 0 ? [] : findInUse(candidates.map(run => run.plan.artifact));
    const kept = candidates.filter(run => inUse.includes(run.plan.artifact)).slice(-MOST_OLD_BUILDS);
    for (const run of [...this.#old]) {
      if (kept.includes(run)) continue;
      this.#old.delete(run);
      this.#hits.leave(run);
      run.tracer?.stop();
    }
    if (this.#old.size === 0 || this.#isStopping) return;
    this.#cancelLook = this.#timers.after(nextLookMs, () => {
      this.#leaveUnused(Math.min(2 * nextLookMs, LOOK_AT_LAST_EVERY_MS));
    });
  }

  #ended(run: TracerRun, reason: EndReason): void {
    if (run === this.#attached) {
      this.#attached = null;
      this.#finish(reason);
    } else if (run === this.#next) {
      this.#next = null;
      this.#missed(reason);
    } else if (reason.kind === 'failed') {
      this.#old.delete(run);
      this.#emit({ type: 'message', text: reason.error.message }, run.plan);
    }
    this.#settle();
  }

  /** A tracer has ended without having been attached. */
  #missed(reason: EndReason): void {
    if (this.#isStopping) {
      if (this.#attached === null) this.#finish(reason);
      return;
    }
    if (this.#queued !== null) {
      this.#start(this.#queued);
      return;
    }
    if (reason.kind === 'cancelled' && this.#attached === null) {
      this.#finish(reason);
      return;
    }
    // What was built again meanwhile is no failure: the watch brings the newer build, or has brought it already.
    if (reason.kind === 'failed' && (this.#isPlanning || this.#obstacle !== null)) return;
    void this.#giveUp(reason);
  }

  /** Ends, or goes on in the build before; unless there is a newer build to come. */
  async #giveUp(reason: EndReason): Promise<void> {
    if (this.#plan.running !== undefined) {
      const { pid } = this.#plan.running;
      this.#finish(this.#process?.hasEnded === true ? { kind: 'processEnded', pid } : reason);
      return;
    }
    const isOutdated = reason.kind === 'failed' && (await this.#watch.isOutdated());
    if (this.#isStopping) return;
    if (isOutdated) {
      if (this.#next === null && this.#obstacle === null) this.#announce();
      return;
    }
    if (this.#next !== null || this.#isPlanning) return;
    if (this.#attached === null) this.#finish(reason);
    else this.#hinder(reason.kind === 'failed' ? reason.error : NO_PASSWORD);
  }

  /** The program was built again: plans for the newest build, and attaches to it. */
  async #follow(): Promise<void> {
    this.#isPlanOutdated = true;
    if (this.#isPlanning) return;
    this.#isPlanning = true;
    this.#obstacle = null;
    this.#announce();
    let planned: { plan: ProbePlan } | { error: HumanErrorDetail } | null = null;
    while (this.#isPlanOutdated && !this.#isStopping) {
      this.#isPlanOutdated = false;
      planned = await this.#planAgain();
    }
    this.#isPlanning = false;
    if (planned === null || this.#isStopping) return;
    if ('plan' in planned) this.reattach(planned.plan);
    else this.#hinder(planned.error);
  }

  async #planAgain(): Promise<{ plan: ProbePlan } | { error: HumanErrorDetail }> {
    const { functionName, artifact } = this.#plan;
    try {
      const plan = await this.#parts.questions.planAgain(this.#plan);
      if (isSameArtifact(plan.artifact, artifact)) return { plan };
      const { targetName, profile } = artifact;
      throw new HumanError({ message: `${functionName} is not in the new build of ${targetName} (${profile}).` });
    } catch (error) {
      return { error: toHumanDetail(error) };
    }
  }

  /** Says once that a new build is on its way. */
  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#emit({ type: 'reattaching' });
  }

  #hinder(error: HumanErrorDetail): void {
    this.#isAnnounced = false;
    this.#obstacle = error;
    this.#emit({ type: 'notReattached', error });
  }

  #finish(reason: EndReason): void {
    this.#end ??= reason;
    this.stop();
    this.#settle();
  }

  /** Ends when everything that was started is gone. */
  #settle(): void {
    const reason = this.#end;
    if (reason === null || this.#runs.size > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#emit({ type: 'ended', reason });
    void Promise.all(this.#processes).then(() => {
      this.#resolveDone(reason);
    });
  }

  #emit(event: LiveEvent, plan = this.#plan): void {
    this.#parts.onEvent(event, plan);
  }
}

const NO_PASSWORD: HumanErrorDetail = { message: 'No password was given.' };
