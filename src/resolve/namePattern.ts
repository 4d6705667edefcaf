/**
 * Which demangled paths a person means by a pattern.
 *
 *     open            every path that has it in it; upper and lower case are the same while all of it is lower case
 *     demo::db::*     a glob, see nameGlob.ts
 *     /^demo::.*new/  a regular expression of JavaScript, anywhere in the path; `/…/i` without regard to case
 */

import { createContext, Script } from 'node:vm';
import { HumanError } from '../model/humanError.ts';
import { globMatcher } from './nameGlob.ts';

/** A pattern that cannot be used; `from` and `to` are UTF-16 units of it. */
export class PatternError extends HumanError {
  readonly from: number;
  readonly to: number;

  constructor(message: string, advice: string, from: number, to: number, options?: { cause: unknown }) {
    super({ message, advice }, options);
    this.name = 'PatternError';
    this.from = from;
    this.to = to;
  }
}

/** A regular expression gets so long for all names, milliseconds: some need years for a short name. */
const LONGEST_MATCHING_MS = 1_000;

/** For each of the names, whether it fulfils the pattern. Throws `PatternError`. */
export function matchNames(pattern: string, names: readonly string[]): readonly boolean[] {
  if (pattern.startsWith('/')) return matchExpression(pattern, names);
  if (pattern.includes('*')) return names.map(globMatcher(pattern));
  const isAnyCase = pattern === pattern.toLowerCase();
  return names.map(name => (isAnyCase ? name.toLowerCase() : name).includes(pattern));
}

function matchExpression(pattern: string, names: readonly string[]): readonly boolean[] {
  const end = pattern.lastIndexOf('/');
  if (end === 0) {
    throw new PatternError(`The regular expression ${pattern} has no end.`, 'Write a / behind it.', 0, pattern.length);
  }
  const flags = pattern.slice(end + 1);
  if (flags !== '' && flags !== 'i') {
    throw new PatternError(
      `A regular expression cannot be followed by ${flags}.`,
      'Write nothing behind the last /, or an i for any case.',
      end + 1,
      pattern.length,
    );
  }
  const expression = expressionOf(pattern.slice(1, end), flags);
  return testInTime(expression, pattern, names);
}

function expressionOf(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    // `Invalid regular expression: /(/: Unterminated group`
    const reason = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error);
    throw new PatternError(
      `/${source}/ is no regular expression: ${reason}.`,
      'Put a backslash before a character that is meant as it is.',
      1,
      1 + source.length,
      { cause: error },
    );
  }
}

/** The engine ends no regular expression by itself: only a script of its own can be given a time. */
function testInTime(expression: RegExp, pattern: string, names: readonly string[]): readonly boolean[] {
  const context = createContext({ expression, names });
  try {
    const test = new Script('Array.from(names, name => expression.test(name))');
    return [...(test.runInContext(context, { timeout: LONGEST_MATCHING_MS }) as boolean[])];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new PatternError(
      `${pattern} takes more than a second for the names of the program.`,
      'Repetitions inside repetitions, as in (a+)+, take forever: write it without.',
      1,
      pattern.lastIndexOf('/'),
      { cause: error },
    );
  }
}
