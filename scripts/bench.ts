/**
 * `npm run bench [-- --rounds N] [--large] [--no-install] [--coverage-only]`: time, memory and coverage of the
 * resolver on the sample and on real programs, beside the tools that read the same files. `npm run bench -- count`: the
 * counting of many functions, beside the tools that count. Prints tables, and writes docs/benchmarks.md and the table of
 * docs/resolver.md. Times are results: none of them fails the run. Exit code 1 when a function is left
 * without an answer, or when binutils contradict one.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleResolveAll } from './bench/bundleResolveAll.ts';
import { coverageOf } from './bench/coverage.ts';
import { countRace } from './bench/counting/race.ts';
import { countingText } from './bench/counting/table.ts';
import { writeBenchmarks, writeCounting, writeCoverage } from './bench/documents.ts';
import { machineFacts } from './bench/machineFacts.ts';
import { race } from './bench/race.ts';
import { subjects } from './bench/subjects.ts';
import { answersTable, coverageTable, timesTable, type Measured } from './bench/tables.ts';
import { bundleOnce } from './bundle.ts';
import { ensurePackages } from './machine.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
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
  if (positionals.includes('count')) await benchCounting();
  else await bench();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Packages of the tools, by command. */
function ensureTools(tools: Readonly<Record<string, string>>): void {
  console.log('Getting what is to be measured, and what it is measured with.');
  const needed = Object.entries(tools).map(([command, name]) => ({ command, package: name }));
  const { done, missing } = ensurePackages(needed, { install });
  for (const sentence of done) log(sentence);
  for (const { what, command } of missing) log(command === null ? what : `${what}; try: ${command}`);
}

async function benchCounting(): Promise<void> {
  const facts = machineFacts();
  ensureTools({ nm: 'binutils', bpftrace: 'bpftrace', 'funccount-bpfcc': 'bpfcc-tools' });
  await bundleOnce({ production: true, log: () => undefined });
  const text = countingText(await countRace({ rounds, scratch, log }), { rounds, facts });
  console.log(`\n${text}`);
  await writeCounting(text);
}

async function bench(): Promise<void> {
  const facts = machineFacts();
  ensureTools({ '/usr/bin/time': 'time', nm: 'binutils', gdb: 'gdb', bpftrace: 'bpftrace', perf: 'linux-perf' });
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
