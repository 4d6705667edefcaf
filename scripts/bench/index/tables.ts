/** The race as a table for each program. */

import { digits } from '../section.ts';
import { spreadText, table } from '../markdown.ts';
import { GDB, NM } from './contenders.ts';
import type { Result } from './race.ts';

const HEAD = ['', 'time, s', 'processor time, s', 'peak memory, MiB', `time ÷ ${NM}`, `time ÷ ${GDB}`];

export function timesTable(results: readonly Result[]): string {
  const rows = results.map(({ name, index, cost, reason }) => {
    const label = index === null ? name : `${name}, ${index}`;
    if (cost === null) return [label, `not measured: ${reason ?? 'unknown'}`, '', '', '', ''];
    const { ms, cpuMs, peakKib } = cost;
    return [
      label,
      spreadText(ms, 1e-3),
      digits(cpuMs.median / 1000),
      digits(peakKib.median / 1024),
      digits(ms.median / medianMs(results, NM)),
      digits(ms.median / medianMs(results, GDB)),
    ];
  });
  return table(HEAD, rows);
}

/** What ours say of themselves. */
export function insideTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ inside }) => Array.from(inside, ([what, ms]) => [what, spreadText(ms)]));
  return table(['from within, warm', 'time, ms'], rows);
}

/** NaN where it was not measured. */
export function insideMs(results: readonly Result[], what: string): number {
  return results.flatMap(({ inside }) => inside.get(what)?.median ?? [])[0] ?? NaN;
}

/** NaN where the contender was not measured. */
export function medianKib(results: readonly Result[], name: string, index: Result['index']): number {
  return results.find(result => result.name === name && result.index === index)?.cost?.peakKib.median ?? NaN;
}

/** NaN where the contender was not measured. */
export function medianMs(results: readonly Result[], name: string, index: Result['index'] = null): number {
  return results.find(result => result.name === name && result.index === index)?.cost?.ms.median ?? NaN;
}
