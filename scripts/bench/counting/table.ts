/** The results of the race as a table. */

import { spreadText, table } from '../markdown.ts';
import type { Spread } from '../spread.ts';
import type { CountResult } from './race.ts';

const HEAD = ['functions', 'contender', 'start, s', 'stop, s', 'processor, s', 'a hit, µs', 'counts'];

export function countingTable(results: readonly CountResult[]): string {
  const rows = results.map(({ functions, contender, cost, reason }) => {
    const cells =
      cost === null
        ? [`not measured: ${reason ?? 'unknown'}`, '', '', '', '']
        : [
            spreadText(cost.startMs, 1e-3),
            spreadText(cost.stopMs, 1e-3),
            spreadText(cost.processorMs, 1e-3),
            spreadText(cost.hitNs, 1e-3),
            verdict(cost.wrong),
          ];
    return [String(functions), contender, ...cells];
  });
  return table(HEAD, rows);
}

function verdict({ maximum }: Spread): string {
  return maximum === 0 ? 'all right' : `${maximum} wrong`;
}
