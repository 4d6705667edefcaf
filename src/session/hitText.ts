/** A hit in words: what the output panel, the task's terminal and the command line print. Each is one line, safe to show. */

import type { InlinedSite } from '../model/functionInstance.ts';
import type { CapturedArgument, Hit, ShownValue } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
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
  const name = oneLine(instance?.kind === 'body' ? instance.demangled : plan.functionName);
  const args = probe?.unknownArguments === undefined ? argumentsText(hit.args, ', ') : '…';
  const call = instance?.kind === 'poll' ? `poll of ${name}${args === '' ? '' : `(${args})`}` : `${name}(${args})`;
  const site = instance?.inlined ?? null;
  return site === null ? call : `${call} inlined in ${siteText(site, shortPath)}`;
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

/** Why arguments are absent or cut, one entry an argument name, in the order of the signature; `arguments` for all. */
export function unreadReasons(plan: ProbePlan, hits: readonly Hit[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { probe } of hits) {
    const reason = plan.probes[probe]?.unknownArguments;
    if (reason !== undefined) reasons.set('arguments', oneLine(reason));
  }
  for (const { name, value } of hits.flatMap(hit => hit.args)) {
    if (value.kind !== 'value') reasons.set(oneLine(name), oneLine(value.reason));
  }
  return reasons;
}
