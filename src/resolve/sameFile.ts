/** Whether a path in the debug information is the file that a person has open. */

import { statSync } from 'node:fs';
import { basename } from 'node:path';

/** rustc writes this for the standard library, wherever its sources lie. */
const COMPILED_STD = /^\/rustc\/[0-9a-f]{40}\/(library\/.+)$/;
/** Where rustup's component `rust-src` puts them. */
const INSTALLED_STD = '/lib/rustlib/src/rust/';

/**
 * Debug information names thousands of files, and one question after the other asks about all of them. What has another
 * name than the file could only be a link to it, and is looked at again after this time; what has its name, each time.
 */
const REMEMBERED_MS = 2_000;

const ofOtherNames = { identities: new Map<string, string | null>(), untilMs: 0 };

/** `file` is absolute. Links, symbolic or hard, are the file too; a source that is not there any more keeps its name. */
export function sameFile(file: string): (path: string) => boolean {
  const stdAt = file.indexOf(INSTALLED_STD);
  const stdPath = stdAt < 0 ? null : file.slice(stdAt + INSTALLED_STD.length);
  const identity = identityOf(file);
  const name = basename(file);
  const known = new Map<string, boolean>([[file, true]]);
  return path => {
    let isSame = known.get(path);
    if (isSame === undefined) {
      const std = path.startsWith('/rustc/') ? COMPILED_STD.exec(path)?.[1] : undefined;
      if (std !== undefined) isSame = std === stdPath;
      else isSame = identity !== null && mayBe(path, name, identity) && identityOf(path) === identity;
      known.set(path, isSame);
    }
    return isSame;
  };
}

/** What is remembered may be of a file that has been renamed since, or whose inode has been given to another. */
function mayBe(path: string, name: string, identity: string): boolean {
  return path.endsWith(name) || remembered(path) === identity;
}

function remembered(path: string): string | null {
  const { identities } = ofOtherNames;
  const nowMs = performance.now();
  if (nowMs > ofOtherNames.untilMs) {
    identities.clear();
    ofOtherNames.untilMs = nowMs + REMEMBERED_MS;
  }
  const known = identities.get(path);
  if (known !== undefined) return known;
  const identity = identityOf(path);
  identities.set(path, identity);
  return identity;
}

/** Device and inode; null when there is no such file, or none that may be looked at. */
function identityOf(file: string): string | null {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
  } catch {
    return null;
  }
}
