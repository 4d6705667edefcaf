/** What a trace prints: JSON Lines for programs, one line a call for people. Diagnostics go to stderr. */

import path from 'node:path';
import type { Silence } from '../model/absence.ts';
import type { InlinedSite } from '../model/functionInstance.ts';
import type { Hit } from '../model/hit.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { callText, threadText, unreadReasons, valueText } from '../session/hitText.ts';
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
  /** Hits come faster than they may be recorded, and are only counted from now on; or they are recorded again. */
  recording(isOn: boolean): void;
  summary(summary: Summary): void;
}

type Write = (text: string) => void;

export function jsonReport(write: Write): Report {
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
      line({
        type: 'hit',
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
    recording: isOn => {
      line({ type: 'recording', isOn });
    },
    summary: ({ hits, counted, lost, reason, silence }) => {
      const why = silence === null ? {} : { silence: { code: silence.code, text: silence.detail.message } };
      line({ type: 'summary', hits, counted, lost, reason, ...why });
    },
  };
}

export function textReport(write: Write, diagnose: Write): Report {
  const clock = new WallClock();
  const explained = new Set<string>();
  return {
    attached: (plan, probes, carrier) => {
      const reason = carrier?.reason ?? null;
      const how = carrier === null ? '' : ` with ${carrier.name}${reason === null ? '' : ` (${oneLine(reason)})`}`;
      const where = plan.process === null ? '' : `process ${String(plan.process)}, `;
      diagnose(
        `Tracing ${oneLine(`${plan.functionName} in ${where}${plan.artifact.path}`)}${how}: ${plural(probes, 'probe')} attached. Ctrl-C ends.\n`,
      );
    },
    rebuilt: ({ artifact }, probes) => {
      diagnose(`${artifact.targetName} was built again: ${plural(probes, 'probe')} attached to the new build.\n`);
    },
    hit: (plan, hit) => {
      const time = timeOfDay(clock.wallTimeNs(hit.timeNs), 6);
      write(`${time} ${threadText(plan, hit)} ${callText(plan, hit, shortPath)}\n`);
      for (const [name, reason] of unreadReasons(plan, [hit])) {
        if (explained.has(`${name}\0${reason}`)) continue;
        explained.add(`${name}\0${reason}`);
        diagnose(`  ${name}: ${reason}\n`);
      }
    },
    recording: isOn => {
      diagnose(isOn ? 'Hits are recorded again.\n' : 'Hits come too fast to be recorded (--limit): counting only.\n');
    },
    summary: ({ hits, counted, isPartial, lost, reason, silence }) => {
      const bound = counted.isExact ? '' : 'at least ';
      const number = isPartial
        ? `${bound}${plural(counted.hits, 'hit')}, ${String(hits)} with values`
        : plural(hits, 'hit');
      const why = silence === null ? '' : ` ${oneLine(silence.detail.message)}`;
      diagnose(`${number}, ${lost === 0 ? 'none lost' : `${String(lost)} lost`}: ${oneLine(reason)}.${why}\n`);
    },
  };
}

/** An error, or why there are no hits, as a person reads it on a terminal. */
export function errorText({ message, advice }: HumanErrorDetail): string {
  return `rust-trace: ${oneLine(message)}${advice === undefined ? '' : `\n  ${oneLine(advice)}`}\n`;
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
