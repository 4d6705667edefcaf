/** What the text of the sources alone says of a function. Comments and string literals are left out. */

import { readFile } from 'node:fs/promises';
import type { RustFunction } from '../model/rustFunction.ts';

/** Whether any of the source files (absolute paths) calls something of its name, or hands it on as a value. */
export async function isCalled({ name, file }: RustFunction, sources: readonly string[]): Promise<boolean> {
  const call = new RegExp(`(?<!\\bfn\\s+(?:r#)?)(?<!\\w)${name}\\s*(?:::<[^;{}]*>\\s*)?[(),;\\]]`, 'u');
  for (const text of await texts(file, sources)) if (call.test(text)) return true;
  return false;
}

/** Whether the sources define one function like it and no more: of its name, or for a trait impl of its types. */
export async function isOnlyDefinition(fn: RustFunction, sources: readonly string[]): Promise<boolean> {
  const definition = new RegExp(definitionOf(fn), 'gu');
  let count = 0;
  for (const text of await texts(fn.file, sources)) count += Array.from(text.matchAll(definition)).length;
  return count === 1;
}

function definitionOf({ kind, name, path }: RustFunction): string {
  const [, self = '', trait = ''] = /<(.+) as (.+)>::[^<>]+$/.exec(path) ?? [];
  if (kind !== 'traitImpl' || trait === '') return `\\bfn\\s+(?:r#)?${name}(?!\\w)`;
  return `\\bimpl\\b[^{;]*\\b${lastName(trait)}\\b[^{;]*\\bfor\\b[^{;]*${escaped(lastName(self))}`;
}

/** `Circle` of `shapes::Circle<T>`; other types as they are. */
function lastName(type: string): string {
  return /^(?:\w+::)*(\w+)/.exec(type)?.[1] ?? type;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

async function texts(file: string, sources: readonly string[]): Promise<string[]> {
  const read = [...new Set([file, ...sources])].map(async source => readFile(source, 'utf8').catch(() => ''));
  return (await Promise.all(read)).map(withoutComments);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"/g, match => (match.startsWith('"') ? '""' : ''));
}
