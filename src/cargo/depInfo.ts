/**
 * Dep-info files, `*.d`: what an artifact was made of, in the syntax of make. rustc writes them beside what it makes in
 * `deps/`, with paths relative to the workspace; cargo writes them beside the final artifact, with those of the
 * packages it depends on by path. https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 */

import { readFileSync, type Stats } from 'node:fs';
import path from 'node:path';
import { FileMemory } from './fileMemory.ts';

/** A longer list of sources is no list of sources. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface DepInfo {
  /** Absolute paths. */
  readonly sources: readonly string[];
  /** When it was written, milliseconds since the epoch. */
  readonly modifiedMs: number;
}

/** By the root of the workspace, against which they are resolved. */
const memories = new Map<string, FileMemory<DepInfo | null>>();

/** Null when there is no such file, or one that names no sources. */
export function readDepInfo(file: string, workspaceRoot: string): DepInfo | null {
  let memory = memories.get(workspaceRoot);
  if (memory === undefined) {
    memory = new FileMemory((noted, stat) => readNow(noted, stat, workspaceRoot));
    memories.set(workspaceRoot, memory);
  }
  return memory.get(file);
}

function readNow(file: string, { size, mtimeMs }: Stats, workspaceRoot: string): DepInfo | null {
  if (size > MAX_BYTES) return null;
  const sources = parseDepInfo(readFileSync(file, 'utf8'));
  if (sources.length === 0) return null;
  return { sources: sources.map(source => path.resolve(workspaceRoot, source)), modifiedMs: mtimeMs };
}

/**
 * The prerequisites of the first rule. Blanks in them are written `\ `; in the target before the colon rustc leaves
 * blanks as they are, so the rule is parted at its last colon with a blank after it.
 */
export function parseDepInfo(text: string): string[] {
  const sources = /^[^#\n].*: (.*)$/m.exec(text)?.[1] ?? '';
  return Array.from(sources.matchAll(/(?:\\ |[^ ])+/g), ([word]) => word.replaceAll('\\ ', ' '));
}
