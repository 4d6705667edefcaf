/** Counting many functions of one program, beside the tools that count. */

import { atMost, type Aim, type Section } from '../section.ts';
import { IN_EDITOR } from './contenders.ts';
import { countRace, type CountResult } from './race.ts';
import { countingTable } from './table.ts';

const TEXT = `One program of 3,219 functions without optimisation, which counts its own calls; it runs once for each figure.
_Start_: from the command, or in the editor from the click with the plan at hand, until the program's first call, when every
call is counted. _Stop_: from the program's last call until the contender has ended. _Processor_: processor time of the
contender and of all that it started, from the start to the end, without the program's. _A hit_: processor time of the
program beyond that of the same run without a probe. _Counts_: functions whose count is not the program's own.`;

export const counting: Section = {
  name: 'counting',
  document: 'docs/benchmarks.md',
  title: 'Counting the calls of many functions',
  tools: { nm: 'binutils', bpftrace: 'bpftrace', 'funccount-bpfcc': 'bpfcc-tools' },
  run: async context => {
    const results = await countRace(context);
    return { text: `${TEXT}\n\n${countingTable(results)}`, aims: aimsOf(results), failures: wrongCounts(results) };
  },
};

function aimsOf(results: readonly CountResult[]): Aim[] {
  const cost = results.find(({ functions, contender }) => functions === 3000 && contender === IN_EDITOR)?.cost;
  const seconds = ((cost?.startMs.median ?? NaN) + (cost?.stopMs.median ?? NaN)) / 1000;
  return [atMost('3,000 functions: start and stop together, in the editor, tracefs', 2, seconds, s => `${s} s`)];
}

function wrongCounts(results: readonly CountResult[]): string[] {
  return results
    .filter(({ cost }) => cost !== null && cost.wrong.maximum > 0)
    .map(({ functions, contender }) => `${contender} miscounted some of ${functions} functions`);
}
