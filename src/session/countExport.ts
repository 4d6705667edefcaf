/** The numbers of a count as a file: CSV (RFC 4180) for spreadsheets, JSON for programs. */

import { functionJson } from './countJson.ts';
import type { CountSession } from './countSession.ts';

const HEAD = ['function', 'crate', 'origin', 'count', 'isExact', 'instances', 'file', 'line'];

/** A head and one row a function, in the order of the plan, also those that were not entered. Counts are empty before any is known. */
export function countsCsv({ functions, hasReport }: CountSession): string {
  const rows = functions.map(({ function: { name, crate, origin, instances, declared }, count, isExact }) => [
    name,
    crate,
    origin,
    hasReport ? String(count) : '',
    String(isExact),
    String(instances.length),
    declared?.file ?? '',
    declared === null ? '' : String(declared.line1),
  ]);
  return [HEAD, ...rows].map(row => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a cell that begins so for a formula, and quotes do not keep it from that: an apostrophe does. */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One object; counts are null before any is known. */
export function countsJson(session: CountSession): string {
  const { plan, functions, hasReport, isTotalExact, carrier, startedNs, reportedMs, total } = session;
  const { path, packageName, targetName, kind, profile, triple, modifiedMs } = plan.artifact;
  const content = {
    title: plan.title,
    selection: plan.selection,
    artifact: { path, packageName, targetName, kind, profile, triple, builtAt: new Date(modifiedMs).toISOString() },
    tracer: carrier.tracer,
    startedAt: startedNs === null ? null : new Date(Number(startedNs / 1_000_000n)).toISOString(),
    countedMs: Math.round(reportedMs),
    isExact: isTotalExact,
    total: hasReport ? total : null,
    uncounted: plan.uncounted,
    functions: functions.map(row => {
      const { function: name, count, instances } = functionJson(row);
      const { crate, origin, declared } = row.function;
      return hasReport
        ? { function: name, crate, origin, declared, count, isExact: row.isExact, instances }
        : { function: name, crate, origin, declared, count: null, instances: [] };
    }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
