/**
 * The numbers of a trace: hits of all builds, of each build, of each instance, a second; what was lost, and whether they
 * are exact; how its recorded calls ended.
 */

import type { ProbePlan } from '../model/probePlan.ts';
import { EndsByKind } from './callEnds.ts';
import type { CallOutcome } from './callOutcome.ts';
import { CountAccuracy } from './countAccuracy.ts';
import { type InstanceCount, InstanceCounts } from './instanceCounts.ts';
import type { LiveEvent } from './liveEvent.ts';
import { SlidingRate } from './rate.ts';
import { Tally } from './tally.ts';

/** Builds whose counts are kept apart. */
export const KEPT_BUILDS = 20;

/** What came of one build of the program. */
export interface SessionBuild {
  readonly plan: ProbePlan;
  /** Time of day at which its probes were in place, nanoseconds since the epoch; null before. */
  readonly sinceNs: bigint | null;
  readonly tally: Readonly<Tally>;
}

interface BuildTally extends SessionBuild {
  readonly tally: Tally;
}

export class SessionCounts {
  readonly #rate: SlidingRate;
  readonly #accuracy = new CountAccuracy();
  #build: BuildTally;
  /** `#build` is the last of them. */
  #builds: BuildTally[];
  #tally = new Tally();
  #instances = new InstanceCounts();
  #ends = new EndsByKind();
  #lost = 0;

  /** `nowMs`: a clock that never runs backwards, milliseconds. */
  constructor(plan: ProbePlan, nowMs: () => number) {
    this.#rate = new SlidingRate(nowMs);
    this.#build = { plan, sinceNs: null, tally: new Tally() };
    this.#builds = [this.#build];
    this.#instances.take(plan);
  }

  /** The plan of the newest build. */
  get plan(): ProbePlan {
    return this.#build.plan;
  }

  get tally(): Readonly<Tally> {
    return this.#tally;
  }

  get instances(): InstanceCount[] {
    return this.#instances.list(this.plan);
  }

  get builds(): readonly SessionBuild[] {
    return this.#builds;
  }

  /** Of all builds and instances. */
  get ends(): EndsByKind {
    return this.#ends;
  }

  get lost(): number {
    return this.#lost;
  }

  get isExact(): boolean {
    return this.#accuracy.isExact;
  }

  /** Hits per second over the last seconds; null when not known yet. */
  get hitsPerSecond(): number | null {
    return this.#rate.perSecond();
  }

  /** The probes of a build are in place; `sinceNs` as in SessionBuild. */
  attach(plan: ProbePlan, sinceNs: bigint): void {
    const isFirst = this.#build.sinceNs === null;
    if (isFirst) this.#rate.restart();
    this.#build = { plan, sinceNs, tally: new Tally() };
    this.#builds = [...(isFirst ? [] : this.#builds), this.#build].slice(-KEPT_BUILDS);
    this.#instances.take(plan);
  }

  /** Takes what an event says of the numbers but for records of hits, which are `add`ed. */
  take(event: LiveEvent, plan: ProbePlan): void {
    this.#accuracy.take(event);
    if (event.type === 'lost') this.#lost += event.count;
    else if (event.type === 'counted') {
      for (const [probe, hits] of event.hits.entries()) this.add(plan, probe, hits);
    }
  }

  /** More hits of a probe. */
  add(plan: ProbePlan, probe: number, hits: number): void {
    const instance = plan.probes[probe]?.instance;
    if (instance === undefined || hits === 0) return;
    this.#tally.add(instance, hits);
    this.#builds.findLast(build => build.plan === plan)?.tally.add(instance, hits);
    this.#instances.add(plan, probe, hits);
    this.#rate.add(hits);
  }

  /** A recorded call has ended. */
  end(plan: ProbePlan, outcome: CallOutcome): void {
    this.#ends.add(plan, outcome);
    this.#instances.end(plan, outcome);
  }

  /** Counts from zero again, as if there had been no build before. */
  clear(): void {
    this.#build = { ...this.#build, tally: new Tally() };
    this.#builds = [this.#build];
    this.#tally = new Tally();
    this.#instances = new InstanceCounts();
    this.#instances.take(this.plan);
    this.#ends = new EndsByKind();
    this.#lost = 0;
    this.#accuracy.restart();
    this.#rate.restart();
  }
}
