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

/** `demo::add(a=42, b=13)`; a poll of an `async fn` is `poll of demo::fetch`. */
export function callText(plan: ProbePlan, hit: Hit): string {
  const instance = plan.probes[hit.probe]?.instance;
  const name = oneLine(instance?.kind === 'body' ? instance.demangled : plan.functionName);
  const args = argumentsText(hit.args, ', ');
  return instance?.kind === 'poll' ? `poll of ${name}${args === '' ? '' : `(${args})`}` : `${name}(${args})`;
}

/** `demo[12345/12346 worker-1]`: program, process, thread and its name. */
export function threadText(plan: ProbePlan, hit: Hit): string {
  return `${oneLine(plan.artifact.targetName)}[${String(hit.pid)}/${String(hit.tid)} ${oneLine(hit.comm)}]`;
}

/** Why arguments are absent or cut, one entry an argument name, in the order of the signature. */
export function unreadReasons(hits: readonly Hit[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { name, value } of hits.flatMap(hit => hit.args)) {
    if (value.kind !== 'value') reasons.set(oneLine(name), oneLine(value.reason));
  }
  return reasons;
}
