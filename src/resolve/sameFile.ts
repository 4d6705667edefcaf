/** Whether a path in the debug information is the file that a person has open. */

import { statSync } from 'node:fs';

/** rustc writes this for the standard library, wherever its sources lie. */
const COMPILED_STD = /^\/rustc\/[0-9a-f]{40}\/(library\/.+)$/;
/** Where rustup's component `rust-src` puts them. */
const INSTALLED_STD = '/lib/rustlib/src/rust/';

/** `file` is absolute. Links, symbolic or hard, are the file too; a source that is not there any more keeps its name. */
export function sameFile(file: string): (path: string) => boolean {
  const stdAt = file.indexOf(INSTALLED_STD);
  const stdPath = stdAt < 0 ? null : file.slice(stdAt + INSTALLED_STD.length);
  const identity = identityOf(file);
  const known = new Map<string, boolean>([[file, true]]);
  return path => {
    let isSame = known.get(path);
    if (isSame === undefined) {
      const std = COMPILED_STD.exec(path)?.[1];
      isSame = std === undefined ? identity !== null && identityOf(path) === identity : std === stdPath;
      known.set(path, isSame);
    }
    return isSame;
  };
}

/** Device and inode; null when there is no such file, or none that may be looked at. */
function identityOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
