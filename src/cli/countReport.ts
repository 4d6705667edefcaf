/** What a count prints: a table for people, JSON Lines for programs. Diagnostics go to stderr. */

import type { Silence } from '../model/absence.ts';
import type { CountPlan } from '../model/countPlan.ts';
import type { Carrier } from '../session/carrier.ts';
import { functionJson } from '../session/countJson.ts';
import type { FunctionCount } from '../session/functionCount.ts';
import { oneLine } from '../session/oneLine.ts';
import { timeOfDay } from '../session/wallClock.ts';

export interface CountTotals {
  /** Null where the counter never told of any number. */
  readonly functions: readonly FunctionCount[] | null;
  /** Of places: of those that functions share, once. */
  readonly total: number;
  /** Whether that is all. */
  readonly isExact: boolean;
  /** Whether the counter came to its end: else every number is a lower bound. */
  readonly isWhole: boolean;
  /** Time that the numbers are of. */
  readonly countedMs: number;
  readonly reason: string;
  /** Why nothing was entered, where that is known. */
  readonly silence: Silence | null;
}

export interface IntervalCounts {
  /** When it ended, nanoseconds since the epoch. */
  readonly endNs: bigint;
  /** When it ended, since counting began. */
  readonly endMs: number;
  readonly lengthMs: number;
  readonly isExact: boolean;
  /** In the order of the plan. */
  readonly rows: readonly CountRow[];
}

export interface CountRow {
  readonly name: string;
  readonly count: number;
  readonly isExact: boolean;
}

export interface CountReport {
  attached(plan: CountPlan, carrier: Carrier): void;
  interval(counts: IntervalCounts): void;
  totals(totals: CountTotals): void;
}

type Write = (text: string) => void;

export function jsonCountReport(write: Write): CountReport {
  const line = (value: object): void => {
    write(`${JSON.stringify(value)}\n`);
  };
  return {
    attached: ({ artifact, functions, places }, { tracer }) => {
      line({
        type: 'attached',
        functions: functions.length,
        places: places.length,
        artifact: artifact.path,
        ...(tracer === null ? {} : { tracer }),
      });
    },
    interval: ({ endMs, lengthMs, isExact, rows }) => {
      const entered = rows.filter(({ count }) => count > 0);
      line({
        type: 'interval',
        endMs: Math.round(endMs),
        lengthMs: Math.round(lengthMs),
        ...exactness(isExact),
        functions: entered.map(each => ({ function: each.name, count: each.count, ...exactness(each.isExact) })),
      });
    },
    totals: ({ functions, total, isExact, isWhole, countedMs, reason, silence }) => {
      const why = silence === null ? {} : { silence: { code: silence.code, text: silence.detail.message } };
      const known =
        functions === null ? {} : { functions: functions.length, total, isExact, countedMs: Math.round(countedMs) };
      line({ type: 'summary', ...known, reason, ...why });
      for (const fn of functions ?? [])
        line({ type: 'count', ...functionJson(fn), ...exactness(isWhole && fn.isExact) });
    },
  };
}

function exactness(isExact: boolean): object {
  return isExact ? {} : { isExact };
}

export interface TextOptions {
  /** Functions that were not entered are listed too. */
  readonly zeros: boolean;
  /** Of the terminal, which gets bars; null where it is none. */
  readonly columns: number | null;
}

export function textCountReport(write: Write, diagnose: Write, options: TextOptions): CountReport {
  return {
    attached: ({ title, functions, places, artifact }, { tracer, reason }) => {
      const how = tracer === null ? '' : ` with ${tracer}${reason === null ? '' : ` (${oneLine(reason)})`}`;
      const what = `${plural(functions.length, 'function')} (${title}) in ${artifact.path}`;
      diagnose(`Counting ${oneLine(what)}${how}: ${plural(places.length, 'probe')} attached. Ctrl-C ends.\n`);
    },
    interval: ({ endNs, rows }) => {
      write(`${timeOfDay(endNs, 3)}\n${tableText(rows, options)}`);
    },
    totals: ({ functions, total, isExact, isWhole, countedMs, reason, silence }) => {
      if (functions === null) {
        diagnose(`Nothing is known of what was entered: ${oneLine(reason)}.\n`);
        return;
      }
      const rows = functions.map(fn => ({ name: fn.function.name, count: fn.count, isExact: isWhole && fn.isExact }));
      write(tableText(rows, options));
      const entered = rows.filter(({ count }) => count > 0).length;
      const times = `${isExact ? '' : 'at least '}${plural(total, 'entry', 'entries')} in ${secondsText(countedMs)}`;
      const never = rows.length - entered;
      const hint = never === 0 || options.zeros ? '' : ' (--zeros lists them)';
      const zeros = never === 0 ? '' : `, ${String(never)} ${isExact ? 'never entered' : 'not seen'}${hint}`;
      const why = silence === null ? '' : ` ${oneLine(silence.detail.message)}`;
      diagnose(`${plural(rows.length, 'function')}: ${times}${zeros}: ${oneLine(reason)}.${why}\n`);
    },
  };
}

/** A bar of less says nothing. */
const NARROWEST_BAR = 8;
const WIDEST_BAR = 40;
/** Of the width of a terminal, for names. */
const NAMES = 0.6;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The busiest first, those of one count by name. */
function tableText(all: readonly CountRow[], { zeros, columns }: TextOptions): string {
  const rows = all
    .filter(({ count }) => zeros || count > 0)
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  const most = rows[0]?.count ?? 0;
  const width = Math.max(12, '≥'.length + String(most).length);
  const barWidth = columns === null ? 0 : Math.min(WIDEST_BAR, Math.floor((columns - width - 4) * (1 - NAMES)));
  return rows
    .map(({ name, count, isExact }) => {
      const number = `${isExact ? '' : '≥'}${count}`.padStart(width);
      const bar = barWidth < NARROWEST_BAR ? '' : `  ${barText(count / Math.max(1, most), barWidth)}`;
      return `${number}${bar}  ${oneLine(name)}\n`;
    })
    .join('');
}

function barText(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`.padEnd(width);
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function plural(count: number, one: string, several = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : several}`;
}
