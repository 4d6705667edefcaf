/** The licences of the packages whose code or files are in `dist/`: most of them ask to be carried along. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Packages that are shipped as files, not through a bundle. */
const shippedAsFiles = ['gecko-profiler-demangle', 'tree-sitter-rust', 'web-tree-sitter'];

/**
 * One section a package: name, version and its licence files in full.
 * `inputs` are the paths in esbuild's metafiles, relative to `root`. Throws for a package without a licence.
 */
export function thirdPartyNotices(root: string, inputs: readonly string[]): string {
  const folders = new Set(shippedAsFiles.map(name => path.join('node_modules', name)));
  for (const input of inputs) {
    const folder = packageFolderOf(input);
    if (folder !== null) folders.add(folder);
  }
  return [...folders]
    .sort()
    .map(folder => sectionOf(path.join(root, folder)))
    .join('\n');
}

/** `node_modules/a/node_modules/@b/c/lib/x.js` -> `node_modules/a/node_modules/@b/c`. */
function packageFolderOf(input: string): string | null {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? null;
}

function sectionOf(folder: string): string {
  const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest) as Record<string, unknown>;
  const texts = readdirSync(folder)
    .filter(file => /^(?:licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map(file => readFileSync(path.join(folder, file), 'utf8').trim());
  if (typeof license !== 'string') throw new Error(`${folder} names no licence`);
  return [`${String(name)} ${String(version)} (${license})`, ...texts, ''].join('\n\n');
}
