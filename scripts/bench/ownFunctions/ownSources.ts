/** The Rust files of a package's own crates: what stands below src/, and the build script. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Absolute paths, sorted. */
export function ownSources(folder: string): string[] {
  const below = readdirSync(path.join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  const files = below.filter(name => name.endsWith('.rs')).map(name => path.join(folder, 'src', name));
  const buildScript = path.join(folder, 'build.rs');
  return [...files, ...(existsSync(buildScript) ? [buildScript] : [])].sort();
}
