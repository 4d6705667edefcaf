/** From the kernel to the session: what of a flood is shown, and what the extension host's other work waits for meanwhile. */

import { spreadText, table } from '../markdown.ts';
import { type Aim, atMost, digits, type Section } from '../section.ts';
import { spreadOf } from '../spread.ts';
import { type Flood, RATES, SECONDS } from './flood.ts';
import { COUNTED_RATE, streamRace, type StreamResult, TRACERS } from './race.ts';

const MIB = 2 ** 20;
const LATEST_MS = 20;
/** What the program comes to of the calls that are asked for, where nothing keeps it from them. */
const REACHED = 0.95;
/** More than the heap differs by from one collection to the next. */
const MOST_GROWTH_MIB = 4;

const TEXT = `An optimised program calls a function of two integers at a steady rate, ${SECONDS} seconds at each. Ours is a process that
does what the extension host does: the tracer, its session, the lines of the panel and of the terminal, the text at the line.
_Late_: how late its timers of 1 ms come while the program calls, so how long other work of the extension host would wait;
the machine has its part in that, which the row without a trace shows. _Lost_: hits whose values did not come, by the
program's own number of calls. The other tools print both integers into a file.`;

export const stream: Section = {
  name: 'stream',
  document: 'docs/benchmarks.md',
  title: 'Hits a second, from the kernel to the screen',
  tools: { 'trace-bpfcc': 'bpfcc-tools', bpftrace: 'bpftrace' },
  run: async context => {
    const result = await streamRace(context);
    return { text: textOf(result), aims: aimsOf(result), failures: wrong(result) };
  },
};

function textOf(result: StreamResult): string {
  return [
    TEXT,
    `### ${COUNTED_RATE.toLocaleString('en')} hits a second, only counted (the default limit)`,
    countedTable(result),
    '### All hits recorded',
    'With how many of them lost, of 100; and the largest of these rates at which none was, in any run.',
    lostTable(result),
    'What it takes of the extension host:',
    delayTable(result),
    '### Memory',
    `Held by heap and buffers after a collection, all hits recorded with their returns.`,
    heldTable(result),
  ].join('\n\n');
}

function delayCells(delays: readonly Flood['delayMs'][]): string[] {
  const known = delays.filter(delay => delay !== null);
  return (['p50', 'p99', 'max'] as const).map(part => spreadText(spreadOf(known.map(delay => delay[part]))));
}

function countedTable({ counted, untraced }: StreamResult): string {
  const rows = TRACERS.map(tracer => {
    const runs = counted.get(tracer) ?? [];
    const reached = spreadText(spreadOf(runs.map(({ perSecond }) => perSecond)));
    const shown = runs.map(run => `${run.isExact ? '' : '≥ '}${digits((100 * run.shown) / run.calls)}`);
    return [tracer, reached, [...new Set(shown)].join(', '), ...delayCells(runs.map(run => run.delayMs))];
  });
  const head = ['tracer', 'calls a second', 'shown, of 100 calls', 'late p50, ms', 'p99, ms', 'most, ms'];
  return table(head, [...rows, ['no trace', '', '', ...delayCells(untraced)]]);
}

function lostTable({ recorded }: StreamResult): string {
  const rows = [...recorded].map(([name, runs]) => {
    if (typeof runs === 'string') return [name, `not measured: ${runs}`, ...RATES.map(() => '')];
    const cells = RATES.map(rate => {
      const floods = runs.flatMap(run => run.filter(flood => flood.rate === rate));
      const lost = spreadText(spreadOf(floods.map(({ calls, brought }) => (100 * (calls - brought)) / calls)));
      const { median } = spreadOf(floods.map(({ perSecond }) => perSecond));
      return median < REACHED * rate ? `${lost} at ${thousands(median)}` : lost;
    });
    return [name, ...cells, thousands(largestWithoutLoss(runs))];
  });
  return table(['contender', ...RATES.map(rate => `${thousands(rate)}/s`), 'none lost'], rows);
}

function delayTable({ recorded }: StreamResult): string {
  const rows = [...recorded].flatMap(([name, runs]) => {
    if (typeof runs === 'string') return [];
    return RATES.flatMap(rate => {
      const floods = runs.flatMap(run => run.filter(flood => flood.rate === rate));
      const processor = floods.map(({ processorUs }) => processorUs).filter(each => each !== null);
      if (processor.length === 0) return [];
      const delays = delayCells(floods.map(({ delayMs }) => delayMs));
      return [[name, `${thousands(rate)}/s`, ...delays, spreadText(spreadOf(processor))]];
    });
  });
  return table(['tracer', 'rate', 'late p50, ms', 'p99, ms', 'most, ms', 'processor, µs a hit'], rows);
}

function heldTable({ held }: StreamResult): string {
  const rows = [...held].map(([tracer, all]) => [
    tracer,
    ...all.map(({ hits, bytes }) => `${digits(bytes / MIB)} after ${digits(hits / 1e6)} million`),
  ]);
  return table(['tracer', 'MiB', 'MiB'], rows);
}

/** Calls a second, as the program came to them; 0 where some were lost at the lowest rate. */
function largestWithoutLoss(runs: readonly (readonly Flood[])[]): number {
  let largest = 0;
  for (const rate of RATES) {
    const floods = runs.flatMap(run => run.filter(flood => flood.rate === rate));
    if (floods.some(({ brought, calls }) => brought < calls)) break;
    largest = Math.min(...floods.map(({ perSecond }) => perSecond));
  }
  return largest;
}

function thousands(perSecond: number): string {
  return `${digits(perSecond / 1000)}k`;
}

function aimsOf({ counted, held }: StreamResult): Aim[] {
  const runs = counted.get('tracefs') ?? [];
  const exact = runs.filter(run => run.shown === run.calls && run.isExact).length;
  // A busy machine may not come to so many calls: then nothing is shown by it.
  const { median } = spreadOf(runs.map(({ perSecond }) => perSecond));
  const most = `${COUNTED_RATE.toLocaleString('en')} hits a second, only counted`;
  return [
    {
      what: `${most}, tracefs: runs whose count is the program's own`,
      wanted: 'all',
      measured: `${exact} of ${runs.length}, at ${thousands(median)}/s`,
      isMet: exact === runs.length && median > REACHED * COUNTED_RATE,
    },
    ...TRACERS.map(tracer => {
      const p99 = spreadOf((counted.get(tracer) ?? []).map(({ delayMs }) => delayMs.p99)).median;
      return atMost(`${most}, ${tracer}: extension host late, p99`, LATEST_MS, p99, ms => `${ms} ms`);
    }),
    ...[...held].map(([tracer, [first, last]]) =>
      atMost(
        `memory from 1 to ${digits((last?.hits ?? NaN) / 1e6)} million recorded hits, ${tracer}: growth`,
        MOST_GROWTH_MIB,
        ((last?.bytes ?? NaN) - (first?.bytes ?? NaN)) / MIB,
        mib => `${mib} MiB`,
      ),
    ),
  ];
}

/** A hit is recorded, or said to be lost. */
function wrong({ recorded, counted }: StreamResult): string[] {
  const floods = [...recorded].flatMap(([name, runs]) =>
    typeof runs === 'string' ? [] : runs.flat().map(flood => ({ name, ...flood })),
  );
  return [
    ...floods
      .filter(({ calls, brought, said }) => said !== null && brought + said !== calls)
      .map(
        ({ name, rate, calls, brought, said }) => `${name} at ${rate}/s: ${brought} and ${said ?? 0} lost of ${calls}`,
      ),
    ...[...counted].flatMap(([tracer, runs]) =>
      runs.filter(run => run.shown > run.calls).map(run => `${tracer} counts ${run.shown} of ${run.calls}`),
    ),
  ];
}
