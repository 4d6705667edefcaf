/** What a call costs the traced program while it is watched, beside the tools that watch calls. */

import { type Aim, atMost, type Section } from '../section.ts';
import { countingName, recordingName } from './ours.ts';
import { hitRace, type HitResult } from './race.ts';
import { hitTables, toFloor } from './table.ts';
import { TRACE_BPFCC } from './tools.ts';

const TEXT = `A program calls a function as fast as it can and measures itself: a call by CLOCK_MONOTONIC, and the processor time
of its thread in it. Each figure is the median of three turns of so many calls. In a release build the functions begin
with a \`push\`, which the kernel carries out itself; in a debug build with a \`sub\`, for which it lets the program step once.
_The floor_ is the least that a uprobe costs: one uprobe event of tracefs without arguments, enabled in an instance of its
own, with a filter that no hit passes, and nobody who reads. Ours are read by the extension host's part in a process of its
own, with no limit of hits a second. _÷ the floor_: by processor time; for debuggers, which stop the program, by the clock.
_Brought_: how many of the calls have been told of in the end, in the worst round.`;

export const hits: Section = {
  name: 'hits',
  document: 'docs/benchmarks.md',
  title: 'What a hit costs the traced program',
  tools: {
    nm: 'binutils',
    'trace-bpfcc': 'bpfcc-tools',
    'funccount-bpfcc': 'bpfcc-tools',
    bpftrace: 'bpftrace',
    perf: 'linux-perf',
    gdb: 'gdb',
    lldb: 'lldb',
  },
  run: async context => {
    const results = await hitRace(context);
    return { text: `${TEXT}\n\n${hitTables(results)}`, aims: aimsOf(results), failures: wrongCounts(results) };
  },
};

function aimsOf(results: readonly HitResult[]): Aim[] {
  const times = (what: string) => (figure: string) => `${figure} × ${what}`;
  const ofAdd = (name: string, profile: HitResult['profile']): HitResult | undefined =>
    results.find(each => each.contender === name && each.called === 'add' && each.profile === profile);
  const processorNs = (name: string): number => ofAdd(name, 'release')?.cost?.processorNs.median ?? NaN;
  const floored = (name: string, profile: HitResult['profile']): number => toFloor(ofAdd(name, profile), results);
  return [
    ...(['release', 'dev'] as const).flatMap(profile => {
      const build = profile === 'dev' ? 'debug build' : 'release build';
      return [
        atMost(
          `recording two integers, read live, tracefs, ${build}`,
          1.15,
          floored(recordingName('tracefs'), profile),
          times('the floor'),
        ),
        atMost(`counting, tracefs, ${build}`, 1.05, floored(countingName('tracefs'), profile), times('the floor')),
      ];
    }),
    atMost(
      'recording two integers, read live, bcc',
      1.05,
      processorNs(recordingName('bcc')) / processorNs(TRACE_BPFCC),
      times('trace-bpfcc'),
    ),
  ];
}

function wrongCounts(results: readonly HitResult[]): string[] {
  const isOurCount = ({ contender }: HitResult): boolean =>
    contender === countingName('tracefs') || contender === countingName('bcc');
  return results
    .filter(result => isOurCount(result) && result.cost !== null)
    .filter(({ cost }) => cost?.brought?.minimum !== 1 || cost.brought.maximum !== 1)
    .map(({ contender, called, profile }) => `${contender} miscounted ${called}, ${profile}`);
}
