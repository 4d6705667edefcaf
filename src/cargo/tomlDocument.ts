/** A TOML file with the places of its values, which smol-toml does not tell. */

import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { FileMemory } from './fileMemory.ts';

export interface TomlDocument {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly root: unknown;
}

export interface TomlPlace {
  readonly file: string;
  readonly line1: number;
  /** The line without the blanks around it. */
  readonly text: string;
}

const documents = new FileMemory((file): TomlDocument | null => {
  const text = readFileSync(file, 'utf8');
  const root = parsed(text);
  return root === undefined ? null : { file, text, root };
});

/** Null for a file that is missing or is no TOML. */
export function readToml(file: string): TomlDocument | null {
  return documents.get(file);
}

/** The value at a path of keys; undefined where there is none. */
export function valueAt(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** The line that gives a value on one line its value: the first after which the file, cut there, has it. */
export function placeOf({ file, text }: TomlDocument, keys: readonly string[]): TomlPlace | null {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!line.includes(keys.at(-1) ?? '')) continue;
    if (valueAt(parsed(`${lines.slice(0, index + 1).join('\n')}\n`), keys) === undefined) continue;
    return { file, line1: index + 1, text: line.trim() };
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
