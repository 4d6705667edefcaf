/** The results of the race as a part of docs/benchmarks.md. */

import type { Spread } from '../measure.ts';
import type { CountResult } from './race.ts';

export function countingText(
  results: readonly CountResult[],
  { rounds, facts }: { rounds: number; facts: readonly string[] },
): string {
  const rows = results.map(({ functions, contender, cost, reason }) => {
    const cells =
      cost === null
        ? [`not measured: ${reason ?? 'unknown'}`, '', '', '']
        : [seconds(cost.startMs), seconds(cost.stopMs), (cost.hitNs.median / 1000).toFixed(1), verdict(cost.wrong)];
    return `| ${[functions, contender, ...cells].join(' | ')} |`;
  });
  return `## Counting the calls of many functions

Written by \`npm run bench -- count\` on ${new Date().toISOString().slice(0, 10)}, as root.

${facts.map(fact => `- ${fact}`).join('\n')}

One program of 3,219 functions without optimisation, which counts its own calls; it runs once for each figure. Each is
the median of ${rounds} runs (and the smallest and the largest), all contenders in turn. _Start_: from the command, or in
the editor from the click with the plan at hand, until the program's first call, when every call is counted. _Stop_: from
the program's last call until the contender has ended. _A hit_: processor time of the program beyond that of the same
run without a probe. _Counts_: functions whose count is not the program's own.

| functions | contender | start, s | stop, s | a hit, µs | counts |
| --: | --- | --: | --: | --: | --- |
${rows.join('\n')}`;
}

function verdict({ maximum }: Spread): string {
  return maximum === 0 ? 'all right' : `${maximum} wrong`;
}

function seconds({ median, minimum, maximum }: Spread): string {
  const [middle, low, high] = [median, minimum, maximum].map(ms => (ms / 1000).toFixed(2));
  return `${middle} (${low} to ${high})`;
}
