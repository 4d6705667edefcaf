/** The Cargo.toml files below a folder, for a window that is open above its projects. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { FileMemory } from './fileMemory.ts';
import { VENDORED } from './sourceOrigin.ts';

const MAX_DEPTH = 5;
const MAX_FOLDERS = 2_000;
const MAX_MANIFESTS = 200;

/**
 * Absolute paths, the nearest first. Hidden folders, `node_modules`, target folders, links and
 * vendored packages are passed over.
 */
export function manifestsBelow(folder: string): string[] {
  const manifests: string[] = [];
  const waiting = [{ path: folder, depth: 0 }];
  for (const { path: current, depth } of waiting) {
    if (manifests.length >= MAX_MANIFESTS) break;
    const inside = entries.get(current) ?? [];
    // Cargo marks its target folders so, whatever they are called.
    if (inside.some(({ name }) => name === 'CACHEDIR.TAG' || name === VENDORED)) continue;
    if (inside.some(entry => entry.isFile() && entry.name === 'Cargo.toml')) {
      manifests.push(path.join(current, 'Cargo.toml'));
    }
    if (depth === MAX_DEPTH) continue;
    for (const entry of inside) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      if (waiting.length < MAX_FOLDERS) waiting.push({ path: path.join(current, entry.name), depth: depth + 1 });
    }
  }
  return manifests;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'target']);

const entries = new FileMemory(folder =>
  readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)),
);
