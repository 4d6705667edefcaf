/** Measures all contenders in turn, round by round, so that what else the machine does falls on all alike. */

import { mkdirSync, rmSync } from 'node:fs';
import { contendersFor, type Caches, type Contender } from './contenders.ts';
import { measure, type Cost } from '../measure.ts';
import type { Subject } from '../programs/subjects.ts';
import { spreadOf, type Spread } from '../spread.ts';

export interface Result {
  readonly name: string;
  readonly index: Contender['index'];
  /** Null when the contender could not do its work here; `reason` says why. */
  readonly cost: { readonly ms: Spread; readonly cpuMs: Spread; readonly peakKib: Spread } | null;
  readonly reason: string | null;
}

export interface RaceOptions {
  readonly rounds: number;
  /** A folder for output and caches, emptied by the caller. */
  readonly scratch: string;
  /** Bundle of resolveAll.ts. */
  readonly resolveAll: string;
  readonly log: (line: string) => void;
}

/** One round is run before and not counted: it fills the kernel's page cache, and the index that `warm` reads. */
export async function race(subject: Subject, { rounds, scratch, resolveAll, log }: RaceOptions): Promise<Result[]> {
  const caches: Caches = { cold: `${scratch}/cold`, warm: `${scratch}/warm` };
  mkdirSync(caches.warm, { recursive: true });
  const contenders = contendersFor(subject, resolveAll, caches);
  const costs = new Map<Contender, Cost[]>(contenders.map(contender => [contender, []]));
  const failures = new Map<Contender, string>();
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      if (failures.has(contender)) continue;
      if (contender.index === 'cold') rmSync(caches.cold, { recursive: true, force: true });
      try {
        const cost = await measure(contender.command, scratch);
        if (round > 0) costs.get(contender)?.push(cost);
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
    if (reason !== null) return { name, index, cost: null, reason };
    const measured = costs.get(contender) ?? [];
    const spread = (part: keyof Cost): Spread => spreadOf(measured.map(each => each[part]));
    return { name, index, cost: { ms: spread('ms'), cpuMs: spread('cpuMs'), peakKib: spread('peakKib') }, reason };
  });
}
