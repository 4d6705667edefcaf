/** Where indexes of binaries are kept: in the user's cache (XDG Base Directory Specification). */

import { homedir } from 'node:os';
import path from 'node:path';

/** Absolute path. */
export function indexCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME ?? '';
  // The specification: relative paths are invalid.
  return path.join(path.isAbsolute(cache) ? cache : path.join(homedir(), '.cache'), 'rust-trace', 'indexes');
}
