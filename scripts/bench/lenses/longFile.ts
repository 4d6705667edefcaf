/** A file of 10,000 lines of real Rust: the modules of Debian's fd and of two of its crates, in one. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ownSources } from '../ownFunctions/ownSources.ts';
import { RealProgram, type RealProgramOptions } from '../programs/realProgram.ts';
import { fd } from '../programs/recipes.ts';

/** Walking folders, and patterns. */
const CRATES = ['ignore', 'globset'];
const LINES = 10_000;

/** Whole modules, so many that it is no shorter. */
export async function longFile(options: RealProgramOptions): Promise<string> {
  const { folder } = await RealProgram.fetch(fd, options);
  const registry = path.join(folder, '../registry');
  const crates = readdirSync(registry).filter(name => CRATES.some(crate => name.startsWith(`${crate}-`)));
  let text = '';
  for (const [index, file] of [folder, ...crates.map(name => path.join(registry, name))]
    .flatMap(ownSources)
    .entries()) {
    text += `mod part_${index} {\n${readFileSync(file, 'utf8')}}\n\n`;
    if (lineCount(text) >= LINES) return text;
  }
  throw new Error(`fd and ${CRATES.join(', ')} have no ${LINES} lines`);
}

export function lineCount(text: string): number {
  return text.split('\n').length;
}
