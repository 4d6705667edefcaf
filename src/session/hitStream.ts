/**
 * What the tracers of one trace say of their hits, as one stream: each hit is told of once, by its record or by counts,
 * and each recorded call's end once; hits are recorded when all builds' are; and numbers are exact when all builds' are.
 */

import type { TracerEvent } from '../tracer/tracer.ts';
import type { CallOutcome } from './callOutcome.ts';
import type { LiveEvent } from './liveEvent.ts';
import type { SilenceWatch } from './silenceWatch.ts';
import type { Timers } from './timers.ts';
import type { TracerRun } from './tracerRun.ts';

type HitsEvent = Extract<TracerEvent, { type: 'hit' | 'exit' | 'counts' | 'lost' | 'recording' | 'returns' }>;

export interface HitStreamParts {
  /** Is told of the hits of the newest build. */
  readonly silence: SilenceWatch;
  readonly timers: Timers;
  readonly emit: (event: LiveEvent, run: TracerRun) => void;
}

export class HitStream {
  readonly #parts: HitStreamParts;
  /** Those that have been attached and have not ended. */
  readonly #runs = new Set<TracerRun>();
  /** Those of them that are being stopped: they bring what is on its way. */
  readonly #leaving = new Set<TracerRun>();
  #newest: TracerRun | null = null;
  /** As was told last. */
  #isRecording = true;
  /** Whether the runs that have ended missed no hit. */
  #wasExact = true;

  constructor(parts: HitStreamParts) {
    this.#parts = parts;
  }

  /** The run's probes are in place, in the newest build. To be told of before. */
  attach(run: TracerRun): void {
    const nowNs = process.hrtime.bigint();
    // A file that was only touched, or that cargo has put back, has probes of several tracers.
    const { inode } = run.plan.artifact;
    const before = [...this.#runs].filter(other => other.plan.artifact.inode === inode);
    for (const other of before) run.follow(other, nowNs, this.#parts.timers.nowMs());
    this.#runs.add(run);
    this.#newest = run;
    this.#tellRecording(run);
    if (before.length > 0) this.#tellCounted(run, []);
  }

  /** The run is being stopped. */
  leave(run: TracerRun): void {
    this.#leaving.add(run);
    this.#tellRecording(run);
  }

  /** The run has ended; where it `failed`, without a last word on its hits. */
  end(run: TracerRun, failed: boolean): void {
    if (!this.#runs.delete(run)) return;
    this.#tellOutcomes(run, run.end());
    if (failed) {
      run.lapse();
      this.#wasExact &&= run.isExact;
      this.#tellCounted(run, []);
    }
    this.#leaving.delete(run);
    this.#wasExact &&= run.isExact;
    if (this.#runs.size > 0) this.#tellRecording(run);
  }

  take(run: TracerRun, event: HitsEvent): void {
    switch (event.type) {
      case 'hit':
        this.#hit(run, event);
        break;
      case 'exit':
        if (this.#runs.has(run)) this.#tellOutcomes(run, run.leave(event.exit));
        break;
      case 'counts':
        // Counts are sums: what came before the probes were in place comes again.
        if (this.#runs.has(run)) {
          this.#tellCounted(run, run.count(event, this.#parts.timers.nowMs(), process.hrtime.bigint()));
        }
        break;
      case 'lost':
        this.miss(run);
        this.#parts.emit(event, run);
        if (this.#runs.has(run)) this.#tellCounted(run, []);
        break;
      case 'returns':
        this.#tellOutcomes(run, run.doubtCalls(process.hrtime.bigint()));
        this.#parts.emit(event, run);
        break;
      case 'recording':
        run.isRecording = event.isOn;
        this.miss(run);
        this.#tellRecording(run);
    }
  }

  /** Hits of the run go by, or went by, of which there are no records. */
  miss(run: TracerRun): void {
    this.#tellOutcomes(run, run.miss(process.hrtime.bigint()));
  }

  #hit(run: TracerRun, event: Extract<HitsEvent, { type: 'hit' }>): void {
    if (!this.#runs.has(run)) return;
    const told = run.hit(event.hit);
    if (told === null) return;
    this.#parts.emit(told, run);
    this.#tellOutcomes(run, run.enter(event.hit));
    if (told.wasCounted !== true) this.#breakSilence(run, event.hit.probe, 1);
  }

  #tellOutcomes(run: TracerRun, outcomes: readonly CallOutcome[]): void {
    for (const outcome of outcomes) this.#parts.emit({ type: 'outcome', outcome }, run);
  }

  /** Tells of hits that were counted; without any, whether the counts are exact. */
  #tellCounted(run: TracerRun, hits: readonly number[]): void {
    const isExact = this.#wasExact && [...this.#runs].every(each => each.isExact);
    this.#parts.emit({ type: 'counted', hits, isExact }, run);
    for (const [probe, count] of hits.entries()) {
      if (count > 0) this.#breakSilence(run, probe, count);
    }
  }

  #tellRecording(run: TracerRun): void {
    const isOn = [...this.#runs].every(each => each.isRecording || this.#leaving.has(each));
    if (isOn === this.#isRecording) return;
    this.#isRecording = isOn;
    this.#parts.emit({ type: 'recording', isOn }, run);
    this.#tellCounted(run, []);
  }

  #breakSilence(run: TracerRun, probe: number, hits: number): void {
    const instance = run.plan.probes[probe]?.instance;
    if (instance !== undefined && run === this.#newest) this.#parts.silence.hit(instance.kind, hits);
  }
}
