/** What the text of the sources alone says of a function. Comments and string literals are left out. */

import { FileMemory, sourceText } from '../cargo/fileMemory.ts';
import type { RustFunction } from '../model/rustFunction.ts';

/** Whether any of the source files (absolute paths) calls something of its name, or hands it on as a value. */
export function isCalled({ name, file }: RustFunction, sources: readonly string[]): boolean {
  const call = new RegExp(`(?<!\\bfn\\s+(?:r#)?)(?<!\\w)${name}\\s*(?:::<[^;{}]*>\\s*)?[(),;\\]]`, 'u');
  for (const text of texts(file, sources)) if (call.test(text)) return true;
  return false;
}

/** Whether the sources define one function like it and no more: of its name, or for a trait impl of its types. */
export function isOnlyDefinition(fn: RustFunction, sources: readonly string[]): boolean {
  const definition = new RegExp(definitionOf(fn), 'gu');
  let count = 0;
  for (const text of texts(fn.file, sources)) count += Array.from(text.matchAll(definition)).length;
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

/** Sources without comments: one absence after the other asks for all of them. */
const plainTexts = new FileMemory((source, stat) => withoutComments(sourceText(source, stat)), 512);

function texts(file: string, sources: readonly string[]): string[] {
  return [...new Set([file, ...sources])].map(source => plainTexts.get(source) ?? '');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"/g, match => (match.startsWith('"') ? '""' : ''));
}
