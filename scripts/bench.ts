/**
 * `npm run bench [-- --rounds N] [--large] [--no-install] [--coverage-only]`: time, memory and coverage of the
 * resolver on the sample and on real programs, beside the tools that read the same files. Prints tables, and writes docs/benchmarks.md
 * and the table of docs/resolver.md. Times are results: none of them fails the run. Exit code 1 when a function is left
 * without an answer, or when binutils contradict one.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleResolveAll } from './bench/bundleResolveAll.ts';
import { coverageOf } from './bench/coverage.ts';
import { writeBenchmarks, writeCoverage } from './bench/documents.ts';
import { machineFacts } from './bench/machineFacts.ts';
import { race } from './bench/race.ts';
import { subjects } from './bench/subjects.ts';
import { answersTable, coverageTable, timesTable, type Measured } from './bench/tables.ts';
import { bundleOnce } from './bundle.ts';
import { ensurePackages } from './machine.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
    'coverage-only': { type: 'boolean', default: false },
  },
});
const install = !values['no-install'];
const rounds = Number(values.rounds);
const log = (line: string): void => {
  console.log(`  ${line}`);
};

const scratch = mkdtempSync(path.join(tmpdir(), 'rt-bench-'));
try {
  await bench();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const facts = machineFacts();
  console.log('Getting what is to be measured, and what it is measured with.');
  const tools = ['time', 'binutils', 'gdb', 'bpftrace', 'linux-perf'];
  const commands = ['/usr/bin/time', 'nm', 'gdb', 'bpftrace', 'perf'];
  const needed = tools.map((name, index) => ({ command: commands[index] ?? name, package: name }));
  const { done, missing } = ensurePackages(needed, { install });
  for (const sentence of done) log(sentence);
  for (const { what, command } of missing) log(command === null ? what : `${what}; try: ${command}`);
  const programs = await subjects({ install, log, large: values.large });
  await bundleOnce({ production: true, log: () => undefined });
  const resolveAll = await bundleResolveAll();

  const measured: Measured[] = [];
  for (const subject of programs) {
    console.log(`\n${subject.title}`);
    const coverage = await coverageOf(subject, resolveAll);
    for (const line of [...coverage.unexplained, ...coverage.contradicted]) console.error(`  ${line}`);
    if (coverage.unexplained.length + coverage.contradicted.length > 0) process.exitCode = 1;
    const results = values['coverage-only'] ? [] : await race(subject, { rounds, scratch, resolveAll, log });
    measured.push({ subject, results, coverage });
  }

  const coverage = coverageTable(measured);
  console.log(`\n${coverage}`);
  await writeCoverage(coverage);
  if (values['coverage-only']) return;
  const times = [...measured.map(timesTable), '## Further answers in the same process', answersTable(measured)];
  console.log(`\n${times.join('\n\n')}`);
  await writeBenchmarks(benchmarksText(facts, times));
}

function benchmarksText(facts: readonly string[], tables: readonly string[]): string {
  const text = `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; run it again to repeat it, on an apt system
and as root (bpftrace answers nobody else), with \`-- --large\` for all of it. It takes some minutes, the first time some
more to build fd and cargo from the sources of Debian's archive into \`~/.cache/rust-trace/bench\`.

${facts.map(fact => `- ${fact}`).join('\n')}

Each figure is the median of ${rounds} runs (and the smallest and the largest), a new process each, all contenders in
turn, the files in the kernel's page cache. *First answer* is \`rust-trace resolve FILE:LINE --json\`: it starts, asks
cargo about the workspace, and resolves one function. *Every own function* resolves each \`fn\` of the program's own
sources one after the other in one process. *Cold* finds no index on disk, *warm* finds what an earlier run left there.
The other tools list the functions of the same file (\`nm -C\`, gdb, perf, bpftrace) or find one line (gdb).
`;
  return [text, ...tables].join('\n\n');
}
