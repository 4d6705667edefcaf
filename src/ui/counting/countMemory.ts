/** The pattern that calls were last counted by, and whose functions were meant: kept for the workspace across windows. */

import { FUNCTION_ORIGINS, type FunctionOrigin } from '../../model/countPlan.ts';
import type { KeptValues } from '../artifactMemory.ts';

const KEY = 'rustTrace.countedPattern';

export interface PatternChoice {
  readonly pattern: string;
  /** At least one. */
  readonly origins: readonly FunctionOrigin[];
}

const FIRST: PatternChoice = { pattern: '', origins: ['own'] };

export class CountMemory {
  readonly #memento: KeptValues;

  constructor(memento: KeptValues) {
    this.#memento = memento;
  }

  /** What an older version kept otherwise counts as nothing. */
  get(): PatternChoice {
    const kept = this.#memento.get(KEY);
    if (typeof kept !== 'object' || kept === null) return FIRST;
    const { pattern, origins } = kept as Partial<Record<keyof PatternChoice, unknown>>;
    const known = Array.isArray(origins) ? FUNCTION_ORIGINS.filter(origin => origins.includes(origin)) : [];
    return {
      pattern: typeof pattern === 'string' ? pattern : FIRST.pattern,
      origins: known.length === 0 ? FIRST.origins : known,
    };
  }

  async set({ pattern, origins }: PatternChoice): Promise<void> {
    await this.#memento.update(KEY, { pattern, origins });
  }
}

/** The same with one origin added or taken out; the last one stays. */
export function toggled(origins: readonly FunctionOrigin[], origin: FunctionOrigin): readonly FunctionOrigin[] {
  const without = FUNCTION_ORIGINS.filter(each => origins.includes(each) && each !== origin);
  if (!origins.includes(origin)) return FUNCTION_ORIGINS.filter(each => each === origin || origins.includes(each));
  return without.length === 0 ? origins : without;
}
