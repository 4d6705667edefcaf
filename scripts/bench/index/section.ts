/** From a file to its functions: time and memory beside the tools that read the same symbols and debug information. */

import { statSync } from 'node:fs';
import { bundleResolveAll } from '../ownFunctions/bundleResolveAll.ts';
import { bundleWholeIndex } from '../ownFunctions/bundleWholeIndex.ts';
import { subjects, type Subject } from '../programs/subjects.ts';
import { atMost, digits, type Aim, type Section } from '../section.ts';
import { ALL, GDB, LOADED, NEXT, NM, WHOLE } from './contenders.ts';
import { race, type Result } from './race.ts';
import { sectionBytes } from './sectionBytes.ts';
import { insideMs, insideTable, medianKib, medianMs, timesTable } from './tables.ts';

const TEXT = `A new process each, the files in the kernel's page cache. _First answer_ is \`rust-trace resolve FILE:LINE --json\`: it
starts, asks cargo about the workspace, and resolves one function. _Every own function_ resolves each \`fn\` of the program's own
sources one after the other in one process. _Cold_ finds no index on disk, _warm_ finds what an earlier run left there.
_Index of all functions_ reads the functions of every crate in the binary, std's too, as the product does ahead of questions.
_From within_ is measured by our own process, as a person meets it whose editor is open.
The other tools list the functions of the same file (\`nm -C\`, gdb, perf, bpftrace) or find one line (gdb).`;

export const index: Section = {
  name: 'index',
  document: 'docs/benchmarks.md',
  title: 'From a file to its functions',
  tools: {
    '/usr/bin/time': 'time',
    nm: 'binutils',
    readelf: 'binutils',
    gdb: 'gdb',
    bpftrace: 'bpftrace',
    perf: 'linux-perf',
  },
  run: async context => {
    const scripts = { resolveAll: await bundleResolveAll(), wholeIndex: await bundleWholeIndex() };
    const texts = [TEXT];
    const aims: Aim[] = [];
    for (const subject of await subjects(context)) {
      const results = await race(subject, { ...context, scripts });
      const megabytes = (statSync(subject.binary).size / 1e6).toFixed(1);
      texts.push(`### ${capital(subject.title)}: ${megabytes} MB`, timesTable(results));
      const memory = memoryText(subject, results);
      texts.push(memory, insideTable(results));
      if (subject.isAimedAt) aims.push(...aimsOf(subject, results));
    }
    return { text: texts.join('\n\n'), aims };
  },
};

function aimsOf(subject: Subject, results: readonly Result[]): Aim[] {
  const { title } = subject;
  const cold = medianMs(results, ALL, 'cold');
  const [own, whole] = timesOfSections(subject, results);
  const ms = (figure: string): string => `${figure} ms`;
  const times = (figure: string): string => `${figure} × the sections read`;
  return [
    atMost(`${title}: every own function, cold`, 0.5, cold / medianMs(results, GDB), figure => `${figure} × gdb`),
    atMost(`${title}: every own function, cold`, 3, cold / medianMs(results, NM), figure => `${figure} × ${NM}`),
    atMost(`${title}: ${NEXT}`, 50, insideMs(results, NEXT), ms),
    atMost(`${title}: ${LOADED}`, 50, insideMs(results, LOADED), ms),
    atMost(`${title}: peak memory of every own function, cold`, 2, own, times),
    atMost(`${title}: peak memory of the index of all functions, cold`, 2, whole, times),
  ];
}

/** Peak memory of both, as a multiple of the bytes in the sections that are read. */
function timesOfSections({ binary }: Subject, results: readonly Result[]): readonly [own: number, whole: number] {
  const kib = sectionBytes(binary) / 1024;
  return [medianKib(results, ALL, 'cold') / kib, medianKib(results, WHOLE, 'cold') / kib];
}

function memoryText(subject: Subject, results: readonly Result[]): string {
  const [own, whole] = timesOfSections(subject, results).map(digits);
  const megabytes = digits(sectionBytes(subject.binary) / 1e6);
  return `The sections read have ${megabytes} MB. Peak memory, node's own included: ${own} times that for every own function, ${whole} times for the index of all.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
