/**
 * Puts what was measured into documents, each section between two markers of its own; what stands outside of them is
 * written by hand. benchmarks.md begins with a table of all aims, gathered from its sections.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../root.ts';
import { table } from './markdown.ts';
import type { Aim, Section } from './section.ts';

const BENCHMARKS = 'docs/benchmarks.md';

/** Throws when there is no such document, or it has lost its markers. */
export async function writeSection({ document, name }: Section, text: string): Promise<void> {
  const file = path.join(root, document);
  await writeFormatted(file, withPart(readFileSync(file, 'utf8'), name, text));
}

/** Of every section of benchmarks.md as it stands there, measured now or earlier. */
export async function writeAims(): Promise<void> {
  const file = path.join(root, BENCHMARKS);
  const text = readFileSync(file, 'utf8');
  const sections = text.slice(text.indexOf(END_OF_AIMS));
  const rows = [...sections.matchAll(/^\| (.*) \| (.*) \| (.*) \| (met|missed) +\|$/gm)];
  const aims = rows.map(([, ...cells]) => cells.map(cell => cell.trim()));
  await writeFormatted(file, withPart(text, 'aims', table(AIM_HEAD, aims)));
}

const END_OF_AIMS = '<!-- aims:end -->';
const AIM_HEAD = ['aim', 'wanted', 'measured', ''];

/** The aims of one section. */
export function aimTable(aims: readonly Aim[]): string {
  return table(
    AIM_HEAD,
    aims.map(({ what, wanted, measured, isMet }) => [what, wanted, measured, isMet ? 'met' : 'missed']),
  );
}

function withPart(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there are no markers ${begin} and ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}

async function writeFormatted(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
