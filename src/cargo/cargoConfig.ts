/**
 * The configuration files that cargo reads when it runs in a folder.
 * https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure
 */

import path from 'node:path';
import { cargoHome } from './sourceOrigin.ts';
import { readToml, valueAt, type TomlDocument } from './tomlDocument.ts';

/** Files that include each other end here. */
const MAX_FILES = 32;

/** The first has the last word. */
export async function cargoConfig(folder: string, environment = process.env): Promise<TomlDocument[]> {
  const folders: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    folders.push(path.join(current, '.cargo'));
    if (current === path.dirname(current)) break;
  }
  const home = cargoHome(environment);
  if (!folders.includes(home)) folders.push(home);
  const found: TomlDocument[] = [];
  for (const configFolder of folders) {
    // The older name wins where there are both.
    const document =
      (await readToml(path.join(configFolder, 'config'))) ?? (await readToml(path.join(configFolder, 'config.toml')));
    if (document !== null) await addWithIncludes(document, found);
  }
  return found;
}

/** What a file includes stands behind it, the last of several first. */
async function addWithIncludes(document: TomlDocument, found: TomlDocument[]): Promise<void> {
  if (found.length >= MAX_FILES || found.some(({ file }) => file === document.file)) return;
  found.push(document);
  const include = valueAt(document.root, ['include']);
  for (const entry of [include].flat().reverse()) {
    const file: unknown = typeof entry === 'string' ? entry : valueAt(entry, ['path']);
    if (typeof file !== 'string') continue;
    const included = await readToml(path.resolve(path.dirname(document.file), file));
    if (included !== null) await addWithIncludes(included, found);
  }
}
