/** A hit in words: what the output panel, the task's terminal and the command line print. Each is one line, safe to show. */

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

/** `demo::add(a=42, b=13)`, `demo::add(…)` where its arguments are not known; `poll of demo::fetch` of an `async fn`. */
export function callText(plan: ProbePlan, hit: Hit): string {
  const probe = plan.probes[hit.probe];
  const instance = probe?.instance;
  const name = oneLine(instance?.kind === 'body' ? instance.demangled : plan.functionName);
  const args = probe?.unknownArguments === undefined ? argumentsText(hit.args, ', ') : '…';
  return instance?.kind === 'poll' ? `poll of ${name}${args === '' ? '' : `(${args})`}` : `${name}(${args})`;
}

/** `demo[12345/12346 worker-1]`: program, process, thread and its name. */
export function threadText(plan: ProbePlan, hit: Hit): string {
  return `${oneLine(plan.artifact.targetName)}[${String(hit.pid)}/${String(hit.tid)} ${oneLine(hit.comm)}]`;
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
