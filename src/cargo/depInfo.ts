/**
 * Dep-info files, `*.d`: what an artifact was made of, in the syntax of make. rustc writes them beside what it makes in
 * `deps/`, with paths relative to the workspace; cargo writes them beside the final artifact, with those of the
 * packages it depends on by path. https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 */

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A longer list of sources is no list of sources. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface DepInfo {
  /** Absolute paths. */
  readonly sources: readonly string[];
  /** When it was written, milliseconds since the epoch. */
  readonly modifiedMs: number;
}

/** Null when there is no such file, or one that is unreadable. */
export async function readDepInfo(file: string, workspaceRoot: string): Promise<DepInfo | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > MAX_BYTES) return null;
    const sources = parseDepInfo(await readFile(file, 'utf8'));
    return { sources: sources.map(source => path.resolve(workspaceRoot, source)), modifiedMs: mtimeMs };
  } catch {
    return null;
  }
}

/** The prerequisites of the first rule. Blanks in a path are written `\ `. */
export function parseDepInfo(text: string): string[] {
  const rule = /^(?:\\ |[^ \n#])(?:\\ |[^ \n])*: (.*)$/m.exec(text)?.[1] ?? '';
  return Array.from(rule.matchAll(/(?:\\ |[^ ])+/g), ([word]) => word.replaceAll('\\ ', ' '));
}
