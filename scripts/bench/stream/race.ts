/** All measurements of the section, contenders in turn. */

import type { TracerName } from '../../../src/tracer/tracer.ts';
import type { BenchContext } from '../section.ts';
import type { Flood } from './flood.ts';
import { type Counted, counted, type Held, held, recorded, untraced } from './ours.ts';
import { buildPaced, type PacedTarget } from './paced.ts';
import { printed, RIVALS } from './rivals.ts';

export const TRACERS: readonly TracerName[] = ['tracefs', 'bcc'];

/** Hits a second that are offered where they are only counted. */
export const COUNTED_RATE = 100_000;

/** Bytes are looked at after so many hits. */
const HELD_AT = [1_000_000, 10_000_000] as const;
const HELD_RATE = 100_000;

export interface StreamResult {
  /** By tracer, one a round. */
  readonly counted: ReadonlyMap<TracerName, readonly Counted[]>;
  readonly untraced: readonly Counted['delayMs'][];
  /** By contender, one list a round; or why there is none. */
  readonly recorded: ReadonlyMap<string, readonly (readonly Flood[])[] | string>;
  readonly held: ReadonlyMap<TracerName, readonly Held[]>;
}

export async function streamRace({ rounds, scratch, log }: BenchContext): Promise<StreamResult> {
  const target = await buildPaced(scratch);
  const result = { counted: new Map<TracerName, Counted[]>(), untraced: [] as Counted['delayMs'][] };
  const floods = new Map<string, Flood[][] | string>();
  for (let round = 1; round <= rounds; round++) {
    const said = `round ${round} of ${rounds}`;
    result.untraced.push(await untraced(target, COUNTED_RATE));
    for (const tracer of TRACERS) {
      const figures = await counted(target, tracer, COUNTED_RATE);
      result.counted.set(tracer, [...(result.counted.get(tracer) ?? []), figures]);
      log(`${said}, counted with ${tracer}: ${JSON.stringify(figures)}`);
    }
    for (const [name, flood] of contenders(target, scratch)) {
      const before = floods.get(name) ?? [];
      if (typeof before === 'string') continue;
      try {
        const figures = await flood();
        floods.set(name, [...before, figures]);
        for (const each of figures) log(`${said}, ${name}: ${JSON.stringify(each)}`);
      } catch (error) {
        floods.set(name, error instanceof Error ? error.message : String(error));
        log(`${said}, ${name}: ${String(error)}`);
      }
    }
  }
  const heldByTracer = new Map<TracerName, readonly Held[]>();
  for (const tracer of TRACERS) {
    heldByTracer.set(tracer, await held(target, tracer, HELD_RATE, HELD_AT));
    log(`held, ${tracer}: ${JSON.stringify(heldByTracer.get(tracer))}`);
  }
  return { ...result, recorded: floods, held: heldByTracer };
}

function contenders(target: PacedTarget, scratch: string): (readonly [string, () => Promise<Flood[]>])[] {
  const { plan, planWithReturns } = target;
  return [
    ['tracefs', () => recorded(target, plan, 'tracefs')],
    ['tracefs, with returns', () => recorded(target, planWithReturns, 'tracefs')],
    ['bcc', () => recorded(target, plan, 'bcc')],
    ...RIVALS.map(rival => [rival.name, () => printed(rival, target, scratch)] as const),
  ];
}
