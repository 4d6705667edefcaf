/** What a trace prints: JSON Lines for programs, one line a call for people. Diagnostics go to stderr. */

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
}

export interface Report {
  attached(plan: ProbePlan, probes: number): void;
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
    hit: (plan, hit) => {
      const instance = plan.probes[hit.probe]?.instance;
      const reasons = unreadReasons(plan, [hit]);
      line({
        type: 'hit',
        function: instance?.demangled ?? plan.functionName,
        kind: instance?.kind ?? 'body',
        symbol: instance?.symbol ?? '',
        pid: hit.pid,
        tid: hit.tid,
        comm: hit.comm,
        timeNs: hit.timeNs.toString(),
        args: Object.fromEntries(hit.args.map(({ name, value }) => [name, valueText(value)])),
        ...(reasons.size === 0 ? {} : { unread: Object.fromEntries(reasons) }),
      });
    },
    summary: summary => {
      line({ type: 'summary', ...summary });
    },
  };
}

export function textReport(write: Write, diagnose: Write): Report {
  const clock = new WallClock();
  const explained = new Set<string>();
  return {
    attached: (plan, probes) => {
      diagnose(
        `Tracing ${plan.functionName} in ${plan.artifact.path}: ${plural(probes, 'probe')} attached. Ctrl-C ends.\n`,
      );
    },
    hit: (plan, hit) => {
      write(`${timeOfDay(clock.wallTimeNs(hit.timeNs), 6)} ${threadText(plan, hit)} ${callText(plan, hit)}\n`);
      for (const [name, reason] of unreadReasons(plan, [hit])) {
        if (explained.has(`${name}\0${reason}`)) continue;
        explained.add(`${name}\0${reason}`);
        diagnose(`  ${name}: ${reason}\n`);
      }
    },
    summary: ({ hits, lost, reason }) => {
      diagnose(`${plural(hits, 'hit')}, ${lost === 0 ? 'none lost' : `${String(lost)} lost`}: ${reason}.\n`);
    },
  };
}

/** An error as a person reads it on a terminal. */
export function errorText({ message, advice }: HumanErrorDetail): string {
  return `rust-trace: ${oneLine(message)}${advice === undefined ? '' : `\n  ${oneLine(advice)}`}\n`;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
