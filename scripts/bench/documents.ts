/**
 * Puts the results into docs/: benchmarks.md is written in two parts, which can be measured apart; of resolver.md what
 * stands between two markers.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../root.ts';

const benchmarks = path.join(root, 'docs/benchmarks.md');

/** All but what `writeCounting` has written. Throws when the document has lost its markers. */
export async function writeBenchmarks(text: string): Promise<void> {
  const { begin, content, end } = partOf(benchmarks, 'counting');
  await writeFormatted(benchmarks, `${text}\n\n${begin}${content}${end}\n`);
}

/** Throws when the document has lost its markers. */
export async function writeCounting(text: string): Promise<void> {
  await writePart(benchmarks, 'counting', text);
}

/** Throws when there is no such document, or it has lost its markers. */
export async function writeCoverage(table: string): Promise<void> {
  await writePart(path.join(root, 'docs/resolver.md'), 'coverage', table);
}

async function writePart(file: string, name: string, content: string): Promise<void> {
  const { before, begin, end, after } = partOf(file, name);
  await writeFormatted(file, `${before}${begin}\n\n${content}\n\n${end}${after}`);
}

type Part = Readonly<Record<'before' | 'begin' | 'content' | 'end' | 'after', string>>;

function partOf(file: string, name: string): Part {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers ${begin} and ${end}`);
  const content = text.slice(from + begin.length, to);
  return { before: text.slice(0, from), begin, content, end, after: text.slice(to + end.length) };
}

async function writeFormatted(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
