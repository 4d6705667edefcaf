/** What the person chose to read at the calls of each function, and their last condition; kept across windows. */

import type { CaptureOptions } from '../model/captureOptions.ts';
import { functionKey } from '../session/locate.ts';
import type { KeptValues } from './artifactMemory.ts';

const KEY = 'rustTrace.captures';

/** Functions that are remembered; the one that was chosen for longest ago makes way. */
const MOST_FUNCTIONS = 200;

/** Where something was not chosen, it is left out. */
export type CaptureChoice = Partial<Pick<CaptureOptions, 'fields' | 'returns' | 'condition'>>;

interface Place {
  readonly file: string;
  readonly path: string;
}

export class CaptureMemory {
  readonly #memento: KeptValues;

  constructor(memento: KeptValues) {
    this.#memento = memento;
  }

  /** What an older version kept otherwise counts as not chosen. */
  get(fn: Place): CaptureChoice {
    const kept: unknown = this.#all()[functionKey(fn)];
    return typeof kept === 'object' && kept !== null ? choiceOf(kept) : {};
  }

  async set(fn: Place, choice: CaptureChoice): Promise<void> {
    const { [functionKey(fn)]: before, ...others } = this.#all();
    const kept = Object.entries(others).slice(1 - MOST_FUNCTIONS);
    const chosen = { ...(typeof before === 'object' ? before : {}), ...choice };
    await this.#memento.update(KEY, Object.fromEntries([...kept, [functionKey(fn), chosen]]));
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.#memento.get(KEY);
    return typeof all === 'object' && all !== null ? (all as Readonly<Record<string, unknown>>) : {};
  }
}

function choiceOf(kept: object): CaptureChoice {
  const { fields, returns, condition } = kept as Partial<Record<keyof CaptureChoice, unknown>>;
  const areFields = Array.isArray(fields) && fields.every(field => typeof field === 'string');
  return {
    ...(areFields || fields === null ? { fields } : {}),
    ...(typeof returns === 'boolean' ? { returns } : {}),
    ...(typeof condition === 'string' ? { condition } : {}),
  };
}
