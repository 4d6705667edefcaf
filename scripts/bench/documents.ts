/** Puts the results into docs/: benchmarks.md is written whole, of resolver.md what stands between two markers. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../root.ts';

const begin = '<!-- coverage:begin -->';
const end = '<!-- coverage:end -->';

export async function writeBenchmarks(text: string): Promise<void> {
  await writeFormatted(path.join(root, 'docs/benchmarks.md'), text);
}

/** Throws when there is no such document, or it has lost its markers. */
export async function writeCoverage(table: string): Promise<void> {
  const file = path.join(root, 'docs/resolver.md');
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers ${begin} and ${end}`);
  await writeFormatted(file, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}

async function writeFormatted(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
