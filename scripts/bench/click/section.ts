/** From a click to the first hit, beside the commands that a person would enter. */

import { spreadText, table } from '../markdown.ts';
import { atMost, type Aim, digits, type Section } from '../section.ts';
import { rowName, TRACE } from './contenders.ts';
import { clickRace, type ClickResult } from './race.ts';

const TEXT = `The sample runs and calls each function about once a millisecond. _Click_: the moment in which the command is called, in
a window whose server has read the binary; the plan, the way to root and the tracer's start follow, and reading two integers
and what is returned. \`trace-bpfcc\` and \`bpftrace\` are told the symbol, and read the two integers alone. _Attached_: the
probes are in place, as the tracer says it (\`bpftrace\` does not). _First hit_: it is in the session, with its values, and is
shown with the next refresh; for the tools, their first line of a hit.`;

export const click: Section = {
  name: 'click',
  document: 'docs/benchmarks.md',
  title: 'From a click to the first hit',
  tools: { nm: 'binutils', bpftrace: 'bpftrace', 'trace-bpfcc': 'bpfcc-tools' },
  run: async context => {
    const results = await clickRace(context);
    return { text: `${TEXT}\n\n${clickTable(results)}`, aims: aimsOf(results) };
  },
};

function clickTable(results: readonly ClickResult[]): string {
  const base = attachedMs(results, TRACE);
  const head = ['contender', 'attached, s', 'first hit, s', 'attached ÷ `trace-bpfcc`'];
  const rows = results.map(({ contender, cost, reason }) => {
    if (cost === null) return [contender, `not measured: ${reason ?? 'unknown'}`, '', ''];
    const { attachedMs: attached, hitMs } = cost;
    const ratio = attached === null ? 'not said' : digits(attached.median / base);
    return [contender, attached === null ? 'not said' : spreadText(attached, 1e-3), spreadText(hitMs, 1e-3), ratio];
  });
  return table(head, rows);
}

function aimsOf(results: readonly ClickResult[]): Aim[] {
  const base = attachedMs(results, TRACE);
  const aim = (what: string, limit: number, name: string): Aim =>
    atMost(`click to attached, ${what}`, limit, attachedMs(results, name) / base, x => `${x} × \`trace-bpfcc\``);
  return [
    aim('bcc, first trace', 1.1, rowName('bcc', 'first')),
    aim('tracefs, first trace', 0.1, rowName('tracefs', 'first')),
    aim('bcc, second trace', 0.2, rowName('bcc', 'second')),
    aim('tracefs, second trace', 0.2, rowName('tracefs', 'second')),
  ];
}

/** NaN where it was not measured. */
function attachedMs(results: readonly ClickResult[], contender: string): number {
  return results.find(each => each.contender === contender)?.cost?.attachedMs?.median ?? NaN;
}
