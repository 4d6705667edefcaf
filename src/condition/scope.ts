/** The names that a condition can use where it stands. */

import type { Capture } from '../model/capture.ts';
import type { Read } from '../model/read.ts';
import { ConditionError, type Span } from './conditionError.ts';
import { nearestName } from './nearest.ts';
import { valueOfCapture, type Value } from './value.ts';

export interface Scope {
  readonly captures: readonly Capture[];
  /** Those of the probe, which the captures name. */
  readonly reads: readonly Read[];
  /** Names that a pattern gives. */
  readonly bindings: ReadonlyMap<string, Value>;
}

export function isKnown(name: string, { captures, bindings }: Scope): boolean {
  return bindings.has(name) || captures.some(capture => capture.name === name);
}

/** Throws a ConditionError for a name that is not known and for a value that is not there. */
export function namedValue(name: string, span: Span, { captures, bindings }: Scope): Value {
  const bound = bindings.get(name);
  if (bound !== undefined) return { ...bound, span };
  const capture = captures.find(capture => capture.name === name);
  if (capture?.kind === 'absent') throw new ConditionError(`\`${name}\` cannot be read here: ${capture.reason}.`, span);
  if (capture !== undefined) return valueOfCapture(capture, span);
  throw unknownName(name, span, [...bindings.keys(), ...captures.map(capture => capture.name)], {
    what: 'argument',
    where: 'the function',
  });
}

/** `where` has no `what` of this name; `known` are the names that it has. */
export function unknownName(
  name: string,
  span: Span,
  known: readonly string[],
  { what, where }: { what: string; where: string },
): ConditionError {
  const usable = known.filter(name => name !== '_');
  const nearest = nearestName(name, usable);
  if (nearest !== null) {
    return new ConditionError(`There is no ${what} \`${name}\`.`, span, `Did you mean \`${nearest}\`?`);
  }
  const advice = usable.length === 0 ? undefined : `There is ${usable.map(name => `\`${name}\``).join(', ')}.`;
  return new ConditionError(`There is no ${what} \`${name}\` in ${where}.`, span, advice);
}
