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

export interface Summary {
  readonly hits: number;
  readonly lost: number;
  readonly reason: string;
  /** Why there were no hits, where that is known. */
  readonly silence: Silence | null;
}

export interface Report {
  attached(plan: ProbePlan, probes: number): void;
  /** The program was built again, and its new build has been attached. */
  rebuilt(plan: ProbePlan, probes: number): void;
  hit(plan: ProbePlan, hit: Hit): void;
  summary(summary: Summary): void;
}

type Write = (text: string) => void;

export function jsonReport(write: Write): Report {
  const line = (value: object): void => {
    write(`${JSON.stringify(value)}\n`);
  };
  return {
    attached: (_plan, probes) => {
      line({ type: 'attached', probes });
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
    summary: ({ silence, ...summary }) => {
      const why = silence === null ? {} : { silence: { code: silence.code, text: silence.detail.message } };
      line({ type: 'summary', ...summary, ...why });
    },
  };
}

export function textReport(write: Write, diagnose: Write): Report {
  const clock = new WallClock();
  const explained = new Set<string>();
  return {
    attached: (plan, probes) => {
      const where = plan.process === null ? '' : `process ${String(plan.process)}, `;
      diagnose(
        `Tracing ${plan.functionName} in ${where}${plan.artifact.path}: ${plural(probes, 'probe')} attached. Ctrl-C ends.\n`,
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
    summary: ({ hits, lost, reason, silence }) => {
      const why = silence === null ? '' : ` ${oneLine(silence.detail.message)}`;
      diagnose(`${plural(hits, 'hit')}, ${lost === 0 ? 'none lost' : `${String(lost)} lost`}: ${reason}.${why}\n`);
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
