/** What a trace prints: JSON Lines for programs, one line a call for people. Diagnostics go to stderr. */

import path from 'node:path';
import type { Silence } from '../model/absence.ts';
import type { InlinedSite } from '../model/functionInstance.ts';
import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CallEnds, EndsByKind } from '../session/callEnds.ts';
import { CallLines } from '../session/callLines.ts';
import type { CallOutcome } from '../session/callOutcome.ts';
import { endsText, latencyText } from '../session/endsText.ts';
import {
  callText,
  outcomeText,
  resultReason,
  returnText,
  threadText,
  unreadReasons,
  valueText,
} from '../session/hitText.ts';
import { oneLine } from '../session/oneLine.ts';
import { timeOfDay, WallClock } from '../session/wallClock.ts';
import type { TracerName } from '../tracer/tracer.ts';

export interface Summary {
  /** Printed, with their values. */
  readonly hits: number;
  /** All hits; at least so many where that is not exact. */
  readonly counted: { readonly hits: number; readonly isExact: boolean };
  /** Whether hits went by whose values are not known. */
  readonly isPartial: boolean;
  /** Records that were dropped on their way. */
  readonly lost: number;
  /** How the calls that were printed ended; null where that is not traced. */
  readonly ends: EndsByKind | null;
  readonly reason: string;
  /** Why there were no hits, where that is known. */
  readonly silence: Silence | null;
}

/** Who carries the trace out, and why not another tracer where there was a choice: one clause. */
export interface Carrier {
  readonly name: TracerName;
  readonly reason: string | null;
}

export interface Report {
  attached(plan: ProbePlan, probes: number, carrier: Carrier | null): void;
  /** The program was built again, and its new build has been attached. */
  rebuilt(plan: ProbePlan, probes: number): void;
  hit(plan: ProbePlan, hit: Hit): void;
  /** The call of a hit that was printed has ended. */
  ended(plan: ProbePlan, outcome: CallOutcome): void;
  /** Hits come faster than they may be recorded, and are only counted from now on; or they are recorded again. */
  recording(isOn: boolean): void;
  summary(summary: Summary): void;
  /** Writes what is held back; before anything else is written. */
  flush(): void;
}

type Write = (text: string) => void;

export function jsonReport(write: Write): Report {
  // Numbers of calls, for their ends to name.
  const calls = new WeakMap<Hit, number>();
  let hits = 0;
  const line = (value: object): void => {
    write(`${JSON.stringify(value)}\n`);
  };
  return {
    attached: (_plan, probes, carrier) => {
      line({ type: 'attached', probes, ...(carrier === null ? {} : { tracer: carrier.name }) });
    },
    rebuilt: (plan, probes) => {
      line({ type: 'rebuilt', probes, artifact: plan.artifact.path });
    },
    hit: (plan, hit) => {
      const instance = plan.probes[hit.probe]?.instance;
      const site = instance?.inlined ?? null;
      const reasons = unreadReasons(plan, [hit]);
      calls.set(hit, ++hits);
      line({
        type: 'hit',
        ...(plan.exits.length === 0 ? {} : { call: hits }),
        function: instance?.demangled ?? plan.functionName,
        kind: site === null ? (instance?.kind ?? 'body') : 'inlined',
        ...(site === null ? {} : { in: site.caller, at: siteJson(site), isPoll: instance?.kind === 'poll' }),
        symbol: instance?.symbol ?? '',
        pid: hit.pid,
        tid: hit.tid,
        comm: hit.comm,
        timeNs: hit.timeNs.toString(),
        args: Object.fromEntries(hit.args.map(({ name, value }) => [name, valueText(value)])),
        ...(reasons.size === 0 ? {} : { unread: Object.fromEntries(reasons) }),
      });
    },
    ended: (plan, outcome) => {
      const { hit, kind, timeNs, durationNs, result } = outcome;
      const unread = resultReason(outcome);
      line({
        type: 'return',
        call: calls.get(hit) ?? null,
        function: plan.probes[hit.probe]?.instance.demangled ?? plan.functionName,
        how: kind,
        pid: hit.pid,
        tid: hit.tid,
        ...(timeNs === null ? {} : { timeNs: timeNs.toString() }),
        ...(durationNs === null ? {} : { durationNs: durationNs.toString() }),
        ...(result === null ? {} : { result: valueText(result) }),
        ...(unread === null ? {} : { unread }),
      });
    },
    recording: isOn => {
      line({ type: 'recording', isOn });
    },
    summary: ({ hits, counted, lost, ends, reason, silence }) => {
      const why = silence === null ? {} : { silence: { code: silence.code, text: silence.detail.message } };
      line({ type: 'summary', hits, counted, lost, ...(ends === null ? {} : endsJson(ends)), reason, ...why });
    },
    flush: () => undefined,
  };
}

function endsJson({ calls, polls }: EndsByKind): object {
  const isAsync = polls.returned + polls.tailCalled + polls.unwound + polls.unseen > 0;
  return { returns: kindJson(calls), ...(isAsync ? { pollReturns: kindJson(polls) } : {}) };
}

/** Times are of those that returned. */
function kindJson({ returned, tailCalled, unwound, unseen, latency }: CallEnds): object {
  const [p50Ns, p99Ns] = [latency.percentileNs(0.5), latency.percentileNs(0.99)];
  const times = returned === 0 ? {} : { minNs: latency.minNs, p50Ns, p99Ns, maxNs: latency.maxNs };
  return { returned, tailCalled, unwound, unseen, ...times };
}

export function textReport(write: Write, diagnose: Write): Report {
  const clock = new WallClock();
  const explained = new Set<string>();
  const explain = (name: string, reason: string): void => {
    // `first 8 of 18 bytes` says enough for all other lengths.
    const kind = `${name}\0${reason.replace(/\d+/g, '#')}`;
    if (explained.has(kind)) return;
    explained.add(kind);
    diagnose(`  ${name}: ${reason}\n`);
  };
  const writeLine = (timeNs: bigint, plan: ProbePlan, hit: Hit, text: string): void => {
    write(`${timeOfDay(clock.wallTimeNs(timeNs), 6)} ${threadText(plan, hit)} ${text}\n`);
  };
  const explainResult = (outcome: CallOutcome): void => {
    const reason = resultReason(outcome);
    if (reason !== null) explain('→', reason);
  };
  const calls = new CallLines<{ readonly plan: ProbePlan; readonly hit: Hit }>({
    writeCall: ({ plan, hit }, outcome) => {
      const call = callText(plan, hit, shortPath);
      writeLine(hit.timeNs, plan, hit, outcome === null ? call : `${call} ${outcomeText(outcome)}`);
      for (const [name, reason] of unreadReasons(plan, [hit])) explain(name, reason);
      if (outcome !== null) explainResult(outcome);
    },
    writeReturn: ({ plan, hit }, outcome) => {
      writeLine(outcome.timeNs ?? hit.timeNs, plan, hit, returnText(plan, outcome));
      explainResult(outcome);
    },
  });
  const flush = (): void => {
    calls.flush();
  };
  const say = (text: string): void => {
    flush();
    diagnose(text);
  };
  return {
    attached: (plan, probes, carrier) => {
      const reason = carrier?.reason ?? null;
      const how = carrier === null ? '' : ` with ${carrier.name}${reason === null ? '' : ` (${oneLine(reason)})`}`;
      const where = plan.process === null ? '' : `process ${String(plan.process)}, `;
      say(
        `Tracing ${oneLine(`${plan.functionName} in ${where}${plan.artifact.path}`)}${how}: ${plural(probes, 'probe')} attached. Ctrl-C ends.\n`,
      );
    },
    rebuilt: ({ artifact }, probes) => {
      say(`${artifact.targetName} was built again: ${plural(probes, 'probe')} attached to the new build.\n`);
    },
    hit: (plan, hit) => {
      calls.enter({ plan, hit });
    },
    ended: (plan, outcome) => {
      calls.leave({ plan, hit: outcome.hit }, outcome);
    },
    recording: isOn => {
      say(isOn ? 'Hits are recorded again.\n' : 'Hits come too fast to be recorded (--limit): counting only.\n');
    },
    summary: ({ hits, counted, isPartial, lost, ends, reason, silence }) => {
      const bound = counted.isExact ? '' : 'at least ';
      const number = isPartial
        ? `${bound}${plural(counted.hits, 'hit')}, ${String(hits)} with values`
        : plural(hits, 'hit');
      const why = silence === null ? '' : ` ${oneLine(silence.detail.message)}`;
      say(`${number}, ${lost === 0 ? 'none lost' : `${String(lost)} lost`}: ${oneLine(reason)}.${why}\n`);
      if (ends === null) return;
      for (const [noun, kind] of [
        ['calls', ends.calls],
        ['polls', ends.polls],
      ] as const) {
        const text = [endsText(kind), latencyText(kind.latency)].filter(part => part !== null).join(' · ');
        if (text !== '') diagnose(`  ${noun}: ${text}\n`);
      }
    },
    flush,
  };
}

/** `FILE:LINE` as far as it is known; null when not at all. */
function siteJson({ callFile, callLine1 }: InlinedSite): string | null {
  return callFile === null || callLine1 === 0 ? callFile : `${callFile}:${callLine1}`;
}

/** Relative to the working directory; absolute outside of it. */
function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
