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
export function cargoConfig(folder: string, environment = process.env): TomlDocument[] {
  const found: TomlDocument[] = [];
  for (const [older, newer] of placesOf(folder, environment)) {
    // The older name wins where there are both.
    const document = readToml(older) ?? readToml(newer);
    if (document !== null) addWithIncludes(document, found);
  }
  return found;
}

/** Every file that says, or could say, something for a folder, there or not. */
export function configFiles(folder: string, environment = process.env): string[] {
  const files = placesOf(folder, environment).flat();
  const included = cargoConfig(folder, environment).flatMap(includesOf);
  return [...new Set([...files, ...included])];
}

function placesOf(folder: string, environment: NodeJS.ProcessEnv): (readonly [older: string, newer: string])[] {
  const folders: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    folders.push(path.join(current, '.cargo'));
    if (current === path.dirname(current)) break;
  }
  const home = cargoHome(environment);
  if (!folders.includes(home)) folders.push(home);
  return folders.map(each => [path.join(each, 'config'), path.join(each, 'config.toml')]);
}

/** What a file includes stands behind it, the last of several first. */
function addWithIncludes(document: TomlDocument, found: TomlDocument[]): void {
  if (found.length >= MAX_FILES || found.some(({ file }) => file === document.file)) return;
  found.push(document);
  for (const file of includesOf(document).reverse()) {
    const included = readToml(file);
    if (included !== null) addWithIncludes(included, found);
  }
}

/** Absolute; one that is optional may not be there. */
function includesOf({ file, root }: TomlDocument): string[] {
  const include = valueAt(root, ['include']);
  return [include].flat().flatMap(entry => {
    const named: unknown = typeof entry === 'string' ? entry : valueAt(entry, ['path']);
    return typeof named === 'string' ? path.resolve(path.dirname(file), named) : [];
  });
}
