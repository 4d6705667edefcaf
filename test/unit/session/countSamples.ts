/** Made-up plans of counts, and a counter that does what the test tells it. */

import type { CountPlan } from '../../../src/model/countPlan.ts';
import type { InlinedSite } from '../../../src/model/functionInstance.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type {
  Counter,
  CounterEvent,
  CounterOptions,
  EndReason,
  RunningCounter,
  TracerName,
} from '../../../src/tracer/tracer.ts';
import { OWN_CODE } from '../../support/ownCode.ts';
import { planOf } from './samples.ts';

export interface SampleCountedInstance {
  readonly place: number;
  readonly demangled?: string;
  readonly inlined?: InlinedSite;
}

/** Functions by name, each with the places of its instances. */
export function countPlanOf(
  functions: Readonly<Record<string, readonly (number | SampleCountedInstance)[]>>,
  more: Partial<CountPlan> = {},
): CountPlan {
  const counted = Object.entries(functions).map(([name, homes]) => ({
    name,
    crate: name.split('::')[0] ?? name,
    origin: 'own' as const,
    declared: null,
    isWhole: true,
    instances: homes.map(home => {
      const { place, ...own } = typeof home === 'number' ? { place: home } : home;
      const at = { symbol: `_ZN${place}E`, kind: 'body' as const, fileOffset: 4096 + 16 * place, size: 16 };
      return { place, instance: { ...OWN_CODE, ...at, demangled: name, ...own } };
    }),
  }));
  const last = Math.max(-1, ...counted.flatMap(({ instances }) => instances.map(({ place }) => place)));
  return {
    title: 'demo::*',
    selection: { kind: 'pattern', pattern: 'demo::*', origins: ['own'] },
    artifact: planOf('', []).artifact,
    places: Array.from({ length: last + 1 }, (_, place) => ({
      symbol: `_ZN${place}E`,
      symbolOffset: 0,
      fileOffset: 4096 + 16 * place,
      virtualAddress: 4096 + 16 * place,
    })),
    functions: counted,
    uncounted: [],
    ...more,
  };
}

/** Functions of these names lack instances: the kernel refused a probe there. */
export function lacking(plan: CountPlan, ...names: readonly string[]): CountPlan {
  const functions = plan.functions.map(fn => ({ ...fn, isWhole: !names.includes(fn.name) }));
  return { ...plan, functions, uncounted: [{ instances: names.length, reason: 'it may not be' }] };
}

export interface FakeCount {
  readonly plan: ProbePlan;
  readonly options: CounterOptions;
  readonly onEvent: (event: CounterEvent) => void;
  stops: number;
  readonly pauses: boolean[];
  end(reason?: EndReason): void;
}

export class FakeCounter implements Counter {
  readonly name: TracerName;
  readonly runs: FakeCount[] = [];
  canPause = true;
  /** Told when it is stopped, before its end; null: it does not end by itself. */
  totals: readonly number[] | null = [];

  constructor(name: TracerName = 'tracefs') {
    this.name = name;
  }

  start(plan: ProbePlan, onEvent: (event: CounterEvent) => void, options: CounterOptions): RunningCounter {
    let gone!: (reason: EndReason) => void;
    const done = new Promise<EndReason>(resolve => {
      gone = resolve;
    });
    const end = (reason: EndReason = { kind: 'stopped' }): void => {
      onEvent({ type: 'ended', reason });
      gone(reason);
    };
    const run: FakeCount = { plan, options, onEvent, stops: 0, pauses: [], end };
    this.runs.push(run);
    const stop = (): void => {
      if (run.stops++ > 0 || this.totals === null) return;
      if (this.totals.length > 0) this.counts(this.totals);
      end();
    };
    return { stop, done, pause: this.canPause ? isPaused => run.pauses.push(isPaused) : null };
  }

  get newest(): FakeCount {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error('no counter was started');
    return run;
  }

  attach(): void {
    this.newest.onEvent({ type: 'tracer', name: this.name, reason: null });
    this.newest.onEvent({ type: 'command', argv: ['sh'], display: 'sh' });
    this.newest.onEvent({ type: 'attached', probes: this.newest.plan.probes.length });
  }

  counts(hits: readonly number[], isExact = true): void {
    this.newest.onEvent({ type: 'counts', hits, isExact });
  }
}
