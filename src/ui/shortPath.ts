/** Paths as people of this window know them. */

import { workspace } from 'vscode';

/** Relative to its workspace folder; absolute outside of all. */
export function shortPath(path: string): string {
  return workspace.asRelativePath(path);
}
