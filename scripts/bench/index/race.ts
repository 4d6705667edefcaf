/** Measures all contenders in turn, round by round, so that what else the machine does falls on all alike. */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { contendersFor, type Caches, type Contender, type Scripts } from './contenders.ts';
import { measure, type Cost } from '../measure.ts';
import type { Subject } from '../programs/subjects.ts';
import { spreadOf, type Spread } from '../spread.ts';

export interface Result {
  readonly name: string;
  readonly index: Contender['index'];
  /** Null when the contender could not do its work here; `reason` says why. */
  readonly cost: { readonly ms: Spread; readonly cpuMs: Spread; readonly peakKib: Spread } | null;
  readonly reason: string | null;
  /** Times that the contender measured itself, milliseconds, by what they are called. */
  readonly inside: ReadonlyMap<string, Spread>;
}

export interface RaceOptions {
  readonly rounds: number;
  /** A folder for output and caches, emptied by the caller. */
  readonly scratch: string;
  readonly scripts: Scripts;
  readonly log: (line: string) => void;
}

/** One round is run before and not counted: it fills the kernel's page cache, and the index that `warm` reads. */
export async function race(subject: Subject, { rounds, scratch, scripts, log }: RaceOptions): Promise<Result[]> {
  const caches: Caches = { cold: `${scratch}/cold`, warm: `${scratch}/warm` };
  mkdirSync(caches.warm, { recursive: true });
  const contenders = contendersFor(subject, scripts, caches);
  const costs = new Map<Contender, Cost[]>(contenders.map(contender => [contender, []]));
  const inside = new Map<Contender, Map<string, number[]>>();
  const failures = new Map<Contender, string>();
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      if (failures.has(contender)) continue;
      if (contender.index === 'cold') rmSync(caches.cold, { recursive: true, force: true });
      try {
        const cost = await measure(contender.command, scratch);
        if (round === 0) continue;
        costs.get(contender)?.push(cost);
        const output = contender.inside === undefined ? null : readFileSync(path.join(scratch, 'stdout'), 'utf8');
        if (output === null) continue;
        const known = inside.get(contender) ?? new Map<string, number[]>();
        inside.set(contender, known);
        for (const [what, ms] of Object.entries(contender.inside?.(output) ?? {}))
          known.set(what, [...(known.get(what) ?? []), ms]);
      } catch (error) {
        failures.set(contender, error instanceof Error ? error.message : String(error));
      }
    }
    log(round === 0 ? `${subject.title}: warmed up` : `${subject.title}: round ${round} of ${rounds}`);
  }
  rmSync(caches.warm, { recursive: true, force: true });
  return contenders.map(contender => {
    const { name, index } = contender;
    const reason = failures.get(contender) ?? null;
    const times = new Map(Array.from(inside.get(contender) ?? [], ([what, all]) => [what, spreadOf(all)]));
    if (reason !== null) return { name, index, cost: null, reason, inside: times };
    const measured = costs.get(contender) ?? [];
    const spread = (part: keyof Cost): Spread => spreadOf(measured.map(each => each[part]));
    return {
      name,
      index,
      cost: { ms: spread('ms'), cpuMs: spread('cpuMs'), peakKib: spread('peakKib') },
      reason,
      inside: times,
    };
  });
}
