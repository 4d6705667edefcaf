/**
 * The command line of bcc's `trace` for a plan. Pure: finds nothing, starts nothing.
 * Follows the probe grammar of bcc's tools/trace.py (0.16 and later):
 * `p:PATH:SYMBOL(PARAMETER) (CONDITION) "FORMAT", expression, ...`.
 *
 * The message of every event is `<POINT TIME COUNT WORD ...>`: the point's id in decimal, then `bpf_ktime_get_ns()`,
 * what it says about other hits (limiter.ts) and the words of its reads (words.ts) in hexadecimal. record.ts reads it
 * back.
 *
 * Points at the same instruction are passed in the opposite order of their arguments: exits come first, so that a
 * function of one instruction is entered before it is left.
 */

import { HumanError } from '../../model/humanError.ts';
import { type ProbePlan, pointsOf, type TracePoint } from '../../model/probePlan.ts';
import { condition, COUNT_DECLARATION, COUNT_EXPRESSION, type LimitOptions, MOST_POINTS } from './limiter.ts';
import { isPlainSymbol } from './plainSymbol.ts';
import { TOOL_ENVIRONMENT } from './toolEnvironment.ts';
import { carriedByBcc, wordExpressions } from './words.ts';

export interface CommandInput extends LimitOptions {
  readonly plan: ProbePlan;
  /** Absolute path of `trace` (toolPath.ts). */
  readonly toolPath: string;
  /** Absolute path under which `trace` finds the text of rust_trace.h. */
  readonly headerPath: string;
  /** A path of the artifact that the grammar can carry (targetPath.ts). */
  readonly targetPath: string;
}

/**
 * Pages of ring memory: 32 MiB for a whole trace, shared by its probes, of which each has a ring on each processor;
 * and the bounds for one ring. Much, because bcc learns of a full ring only with the ring's next event: what is lost
 * at the very end of a burst is never told.
 */
const ALL_PAGES = 8192;
const LEAST_PAGES = 8;
const MOST_PAGES = 1024;

/** @throws HumanError when the plan has no probe or too many, or a symbol cannot be written in the tool's grammar. */
export function traceCommand(input: CommandInput): string[] {
  const { plan, toolPath, headerPath, processors } = input;
  if (plan.probes.length === 0) {
    const reasons = plan.unprobed.map(({ reason }) => reason).join('; ');
    throw new HumanError({ message: `${plan.functionName} cannot be traced: ${reasons || 'it has no machine code'}.` });
  }
  const points = pointsOf(plan);
  if (points.length > MOST_POINTS) {
    throw new HumanError({
      message: `bcc cannot trace ${plan.functionName}: it has ${plan.probes.length} copies.`,
      advice: `bcc sets at most ${MOST_POINTS} probes at a time.`,
    });
  }
  const pages = String(ringPages(points.length * processors));
  const probes = [...plan.exits, ...plan.probes].map(point => probeArgument(point, input));
  return [...TOOL_ENVIRONMENT, toolPath, '-b', pages, '-I', headerPath, ...probes];
}

/** A power of two, as the kernel wants it. */
function ringPages(rings: number): number {
  const share = 2 ** Math.floor(Math.log2(ALL_PAGES / rings));
  return Math.min(MOST_PAGES, Math.max(LEAST_PAGES, share));
}

function probeArgument(point: TracePoint, input: CommandInput): string {
  const { symbol, symbolOffset } = point.place;
  if (!isPlainSymbol(symbol)) {
    throw new HumanError({
      message: `bcc cannot probe ${input.plan.functionName}: the symbol ${JSON.stringify(symbol)} is not a plain name.`,
    });
  }
  const values = wordExpressions(carriedByBcc(point).reads, FIRST_FIELD);
  const expressions = ['bpf_ktime_get_ns()', COUNT_EXPRESSION, ...values];
  const format = `<${point.id}${' %llx'.repeat(expressions.length)}>`;
  const offset = symbolOffset === 0 ? '' : `+0x${symbolOffset.toString(16)}`;
  const head = `p:${input.targetPath}:${symbol}${offset}${COUNT_DECLARATION}`;
  return `${head} ${condition(input.plan, point, input)} "${format}", ${expressions.join(', ')}`;
}

/** After the time and the count. */
const FIRST_FIELD = 2;
