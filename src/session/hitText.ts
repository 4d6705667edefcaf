/**
 * A hit, and the end of its call, in words: what the output panel, the task's terminal and the command line print. Each
 * is one line, safe to show.
 */

import { NOT_CHOSEN } from '../model/captureOptions.ts';
import type { InlinedSite } from '../model/functionInstance.ts';
import type { CapturedArgument, Hit, ShownValue } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome } from './callOutcome.ts';
import { durationText } from './durationText.ts';
import { oneLine } from './oneLine.ts';

/** The value as Rust prints it, its true beginning, or `…` when it is not known. */
export function valueText(value: ShownValue): string {
  return value.kind === 'absent' ? '…' : oneLine(value.text);
}

/** `a=42 b=13`, joined by `separator`. */
export function argumentsText(args: readonly CapturedArgument[], separator: string): string {
  return args.map(arg => `${oneLine(arg.name)}=${valueText(arg.value)}`).join(separator);
}

/** A path made short for people, e.g. relative to the workspace. */
export type ShortPath = (path: string) => string;

/**
 * `demo::add(a=42, b=13)`, `demo::add(…)` where its arguments are not known; `poll of demo::fetch` of an `async fn`;
 * `demo::add(…) inlined in demo::main at src/main.rs:42` of a copy.
 */
export function callText(plan: ProbePlan, hit: Hit, shortPath: ShortPath): string {
  const probe = plan.probes[hit.probe];
  const instance = probe?.instance;
  const name = calledText(plan, hit);
  const args = probe?.unknownArguments === undefined ? argumentsText(hit.args, ', ') : '…';
  const call = instance?.kind === 'poll' && args === '' ? name : `${name}(${args})`;
  const site = instance?.inlined ?? null;
  return site === null ? call : `${call} inlined in ${siteText(site, shortPath)}`;
}

/** `demo::add`, or `poll of demo::fetch`: what was called. */
function calledText({ functionName, probes }: ProbePlan, { probe }: Hit): string {
  const instance = probes[probe]?.instance;
  if (instance?.kind === 'poll') return `poll of ${oneLine(functionName)}`;
  return oneLine(instance?.kind === 'body' ? instance.demangled : functionName);
}

/**
 * How a call ended: `→ Ok(42) in 3.1 µs`; `in 3.1 µs` where the function returns nothing; `→ unwound after 3.1 µs`;
 * `→ by a tail call after 3.1 µs`; `→ …` where nothing is known.
 */
export function outcomeText({ kind, result, durationNs }: CallOutcome): string {
  const time = durationNs === null ? '' : durationText(Number(durationNs));
  switch (kind) {
    case 'returned':
      return `${result === null ? '' : `→ ${valueText(result)} `}in ${time}`;
    case 'tailCalled':
      return `→ by a tail call after ${time}`;
    case 'unwound':
      return `→ unwound after ${time}`;
    case 'unseen':
      return '→ …';
  }
}

/** `← demo::add → 55 in 3.1 µs`: the end of a call that stands further up. */
export function returnText(plan: ProbePlan, outcome: CallOutcome): string {
  return `← ${calledText(plan, outcome.hit)} ${outcomeText(outcome)}`;
}

/** `demo::main at src/main.rs:42`, as far as it is known. */
export function siteText({ caller, callFile, callLine1 }: InlinedSite, shortPath: ShortPath): string {
  if (callFile === null) return oneLine(caller);
  const line = callLine1 === 0 ? '' : `:${callLine1}`;
  return oneLine(`${caller} at ${shortPath(callFile)}${line}`);
}

/** `demo[12345/12346 worker-1]`: program, process, thread and its name. */
export function threadText(plan: ProbePlan, hit: Hit): string {
  return `${oneLine(plan.artifact.targetName)}[${String(hit.pid ?? '?')}/${String(hit.tid)} ${oneLine(hit.comm)}]`;
}

/** Why a returned value is absent or cut; null where it is neither. */
export function resultReason({ result }: CallOutcome): string | null {
  return result === null || result.kind === 'value' ? null : oneLine(result.reason);
}

/**
 * Why arguments are absent or cut, one entry an argument name, in the order of the signature; `arguments` for all.
 * Nothing of fields that were not chosen.
 */
export function unreadReasons(plan: ProbePlan, hits: readonly Hit[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { probe } of hits) {
    const reason = plan.probes[probe]?.unknownArguments;
    if (reason !== undefined) reasons.set('arguments', oneLine(reason));
  }
  for (const { name, value } of hits.flatMap(hit => hit.args)) {
    if (value.kind !== 'value' && value.reason !== NOT_CHOSEN) reasons.set(oneLine(name), oneLine(value.reason));
  }
  return reasons;
}
