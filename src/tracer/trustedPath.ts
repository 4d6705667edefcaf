/** Whether a program may be run as root: nobody but root can have changed it or put another in its place. */

import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** As many symbolic links as the kernel follows in one path (path_resolution(7)). */
const MOST_LINKS = 40;

/** The path with every symbolic link resolved, or null when there is no such file. */
export function resolvedPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/**
 * One clause naming the first thing on the way to a file that somebody other than root can change; null when there is
 * none. The way is walked as the kernel walks it: a link that others can replace is refused, wherever it leads now.
 * A sticky folder is writable by others all the same. Where a POSIX access list stands, the group bits are its mask
 * (acl(5)), so that whoever it lets write shows in them.
 */
export function whyNotTrusted(path: string): string | null {
  if (!isAbsolute(path)) return `${path} is not an absolute path`;
  const names = path.split('/');
  let at = '/';
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '..') at = dirname(at);
    else if (name === '' || name === '.') {
      const weakness = weaknessOf(at);
      if (weakness !== null) return weakness;
    } else {
      const next = join(at, name);
      const weakness = weaknessOf(next);
      if (weakness !== null) return weakness;
      const target = lstatSync(next).isSymbolicLink() ? readlinkSync(next) : null;
      if (target === null) at = next;
      else if (++links > MOST_LINKS) return `${path} leads through too many symbolic links`;
      else {
        names.unshift(...target.split('/'));
        if (isAbsolute(target)) at = '/';
      }
    }
  }
  return null;
}

function weaknessOf(path: string): string | null {
  let status: Stats;
  try {
    status = lstatSync(path);
  } catch {
    return `${path} cannot be looked at`;
  }
  if (status.uid !== 0) return `${path} belongs to user ${status.uid}`;
  // The mode of a link means nothing (symlink(7)): its folder says who can replace it.
  if (!status.isSymbolicLink() && (status.mode & 0o022) !== 0) return `${path} is writable by others than root`;
  return null;
}
