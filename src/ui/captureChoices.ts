/** What is read at the calls of a function: by the settings, and by what was chosen for it. */

import type { CaptureOptions } from '../model/captureOptions.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { CaptureMemory } from './captureMemory.ts';
import { captureLimits, tracesReturns } from './settings.ts';

export class CaptureChoices {
  readonly memory: CaptureMemory;

  constructor(memory: CaptureMemory) {
    this.memory = memory;
  }

  /** A condition holds for one trace: that of the last one is only offered again. */
  optionsFor(fn: RustFunction, condition: string | null): CaptureOptions {
    const { fields = null, returns = tracesReturns() } = this.memory.get(fn);
    return { limits: captureLimits(), fields, returns, condition };
  }
}
