/** Values of options: numbers, times and names. All throw UsageError. */

import { isTracerChoice, TRACER_CHOICES, type TracerChoice } from '../tracer/tracerChoice.ts';
import { UsageError } from './usageError.ts';

export function tracerChoice(text: string): TracerChoice {
  if (!isTracerChoice(text)) {
    throw new UsageError(`--tracer wants one of ${TRACER_CHOICES.join(', ')}, not ${JSON.stringify(text)}.`);
  }
  return text;
}

export function wholeNumber(option: string, text: string, orElse = ''): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new UsageError(`${option} wants a whole number from 1${orElse}, not ${JSON.stringify(text)}.`);
  }
  return value;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** setTimeout's longest. */
const LONGEST_MS = 2 ** 31 - 1;

/** Milliseconds, `leastMs` at least; without a unit seconds are meant. */
export function durationMs(option: string, text: string, leastMs = 1): number {
  const [, amount = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? 1000);
  if (amount === '' || !(ms >= leastMs) || ms > LONGEST_MS) {
    const least = leastMs === 1 ? '' : ` and at least ${leastMs}ms`;
    throw new UsageError(`${option} wants a time such as 10s, 500ms or 2m${least}, not ${JSON.stringify(text)}.`);
  }
  return ms;
}
