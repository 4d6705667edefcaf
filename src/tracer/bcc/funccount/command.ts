/**
 * The command line of bcc's `funccount` for a plan. Pure: finds nothing, starts nothing.
 * Follows bcc's tools/funccount.py (0.12 and later): `-r 'PATH:REGEX'`, split at each colon before the regular
 * expression is read, which Python then matches from the start of every symbol's name.
 */

import { CONFIGURATION_SECTION, type Settings } from '../../../contributions.ts';
import { HumanError } from '../../../model/humanError.ts';
import type { ProbePlan, ProbePoint } from '../../../model/probePlan.ts';
import { isPlainSymbol } from '../plainSymbol.ts';
import { TOOL_ENVIRONMENT } from '../toolEnvironment.ts';

const SETTING = `${CONFIGURATION_SECTION}.${'tracer' satisfies keyof Settings}`;

export interface FunccountInput {
  readonly plan: ProbePlan;
  /** Absolute path of `funccount` (toolPath.ts). */
  readonly toolPath: string;
  /** A path of the artifact without a colon (targetPath.ts). */
  readonly targetPath: string;
  /** Seconds from one block of counts to the next, whole; null: only the totals at the end. */
  readonly everySeconds: number | null;
}

/** @throws HumanError when the plan has no places, or they cannot be told as the names of symbols. */
export function funccountCommand({ plan, toolPath, targetPath, everySeconds }: FunccountInput): string[] {
  const names = symbolsOf(plan).map(inExpression);
  const interval = everySeconds === null ? [] : ['-i', String(everySeconds)];
  return [...TOOL_ENVIRONMENT, toolPath, ...interval, '-r', `${targetPath}:^(${names.join('|')})$`];
}

/** A plain symbol as it stands in the regular expression. */
export function inExpression(symbol: string): string {
  return symbol.replace(/[.$]/g, '\\$&');
}

/** The symbols to count, in the order of the plan's probes; all are different. @throws HumanError as above. */
export function symbolsOf({ functionName, probes, unprobed }: ProbePlan): string[] {
  if (probes.length === 0) {
    const reasons = unprobed.map(({ reason }) => reason).join('; ');
    throw new HumanError({ message: `${functionName} cannot be counted: ${reasons || 'it has no machine code'}.` });
  }
  const offsets = new Map<string, number>();
  for (const probe of probes) {
    const { symbol, fileOffset } = probe.instance;
    const obstacle = whyNotSymbol(probe, offsets.get(symbol));
    if (obstacle !== null) {
      throw new HumanError({
        message: `bcc's funccount cannot count ${functionName}: ${obstacle}.`,
        advice: `The tracer tracefs counts it: set ${SETTING} to auto or tracefs.`,
        action: { kind: 'openSetting', setting: SETTING },
      });
    }
    offsets.set(symbol, fileOffset);
  }
  return [...offsets.keys()];
}

/** @param known the file offset of another probe with this symbol */
function whyNotSymbol({ instance, condition }: ProbePoint, known: number | undefined): string | null {
  const { symbol, symbolOffset } = instance;
  if (condition !== null) return 'it knows no conditions';
  if (symbolOffset !== 0) return `it counts symbols, and ${instance.demangled} is code inside another one`;
  if (!isPlainSymbol(symbol)) return `the symbol ${JSON.stringify(symbol)} is not a plain name`;
  return known === undefined ? null : `several functions have the symbol ${symbol}`;
}
