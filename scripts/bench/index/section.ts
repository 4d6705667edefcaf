/** From a file to its functions: time and memory beside the tools that read the same symbols and debug information. */

import { statSync } from 'node:fs';
import { bundleResolveAll } from '../ownFunctions/bundleResolveAll.ts';
import { subjects, type Subject } from '../programs/subjects.ts';
import { atMost, type Aim, type Section } from '../section.ts';
import { ALL, GDB, NM } from './contenders.ts';
import { race, type Result } from './race.ts';
import { medianMs, timesTable } from './tables.ts';

const TEXT = `A new process each, the files in the kernel's page cache. _First answer_ is \`rust-trace resolve FILE:LINE --json\`: it
starts, asks cargo about the workspace, and resolves one function. _Every own function_ resolves each \`fn\` of the program's own
sources one after the other in one process. _Cold_ finds no index on disk, _warm_ finds what an earlier run left there.
The other tools list the functions of the same file (\`nm -C\`, gdb, perf, bpftrace) or find one line (gdb).`;

export const index: Section = {
  name: 'index',
  document: 'docs/benchmarks.md',
  title: 'From a file to its functions',
  tools: { '/usr/bin/time': 'time', nm: 'binutils', gdb: 'gdb', bpftrace: 'bpftrace', perf: 'linux-perf' },
  run: async context => {
    const resolveAll = await bundleResolveAll();
    const texts = [TEXT];
    const aims: Aim[] = [];
    for (const subject of await subjects(context)) {
      const results = await race(subject, { ...context, resolveAll });
      const megabytes = (statSync(subject.binary).size / 1e6).toFixed(1);
      texts.push(`### ${capital(subject.title)}: ${megabytes} MB`, timesTable(results));
      if (subject.isAimedAt) aims.push(...aimsOf(subject, results));
    }
    return { text: texts.join('\n\n'), aims };
  },
};

function aimsOf({ title }: Subject, results: readonly Result[]): Aim[] {
  const cold = medianMs(results, ALL, 'cold');
  return [
    atMost(`${title}: every own function, cold`, 0.5, cold / medianMs(results, GDB), figure => `${figure} × gdb`),
    atMost(`${title}: every own function, cold`, 3, cold / medianMs(results, NM), figure => `${figure} × ${NM}`),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
