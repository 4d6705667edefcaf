/**
 * `npm run bench [-- SECTION…] [--rounds N] [--large] [--no-install]`: measures this project beside what a user would use
 * instead, in one run, and writes docs/benchmarks.md and the table of docs/resolver.md. Without a section it is all of
 * them. Times are results: none of them fails the run. Exit code 1 when something is wrong, not slow.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { activation } from './bench/activation/section.ts';
import { click } from './bench/click/section.ts';
import { counting } from './bench/counting/section.ts';
import { coverage } from './bench/coverage/section.ts';
import { aimTable, writeAims, writeSection } from './bench/documents.ts';
import { hits } from './bench/hits/section.ts';
import { index } from './bench/index/section.ts';
import { lenses } from './bench/lenses/section.ts';
import { machineFacts } from './bench/machineFacts.ts';
import type { BenchContext, Section, SectionResult } from './bench/section.ts';
import { stream } from './bench/stream/section.ts';
import { bundleOnce } from './bundle.ts';
import { ensurePackages } from './machine.ts';

const SECTIONS: readonly Section[] = [index, activation, lenses, click, counting, hits, stream, coverage];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const log = (line: string): void => {
  console.log(`  ${line}`);
};

const unknown = positionals.filter(name => !SECTIONS.some(section => section.name === name));
if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`Sections are ${SECTIONS.map(({ name }) => name).join(', ')}; --rounds takes a number from 1.`);
  process.exitCode = 2;
} else await bench(SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)));

async function bench(sections: readonly Section[]): Promise<void> {
  const facts = machineFacts();
  ensureTools(Object.assign({}, ...sections.map(({ tools }) => tools)) as Section['tools']);
  await bundleOnce({ production: true, log: () => undefined });
  for (const section of sections) {
    console.log(`\n${section.title ?? section.name}`);
    const result = await measured(section);
    const text = textOf(section, result, facts);
    console.log(`\n${text}`);
    await writeSection(section, text);
    for (const line of result.failures ?? []) console.error(`  wrong: ${line}`);
    if ((result.failures ?? []).length > 0) process.exitCode = 1;
  }
  await writeAims();
}

async function measured(section: Section): Promise<SectionResult> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'rt-bench-'));
  const context: BenchContext = { rounds, large: values.large, install: !values['no-install'], scratch, log };
  try {
    return await section.run(context);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A document of its own speaks for itself. */
function textOf({ title, name }: Section, { text, aims }: SectionResult, facts: readonly string[]): string {
  if (title === null) return text;
  const parts = [
    `## ${title}`,
    `\`npm run bench -- ${name}${values.large ? ' --large' : ''}\` on ${new Date().toISOString().slice(0, 10)}, the median of ${rounds} runs (and the smallest and the
largest), all contenders in turn: ${facts.join('; ')}.`,
    text,
  ];
  return [...parts, ...(aims.length === 0 ? [] : [aimTable(aims)])].join('\n\n');
}

/** Packages of the tools, by command. */
function ensureTools(tools: Section['tools']): void {
  console.log('Getting what is to be measured, and what it is measured with.');
  const needed = Object.entries(tools).map(([command, name]) => ({ command, package: name }));
  const { done, missing } = ensurePackages(needed, { install: !values['no-install'] });
  for (const sentence of done) log(sentence);
  for (const { what, command } of missing) log(command === null ? what : `${what}; try: ${command}`);
}
