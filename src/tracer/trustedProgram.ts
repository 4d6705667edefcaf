/**
 * Whether a program and all that interprets it may be run as root. Whoever can change a script's interpreter decides
 * what the script does. Follows execve(2): `#!INTERPRETER [ARGUMENT]`, of which the interpreter may be a script again.
 */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resolvedPath, whyNotTrusted } from './trustedPath.ts';

/** Where a program that runs as root finds others: its whole PATH. */
export const ROOT_PATH: readonly string[] = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** How much of the first line the kernel reads (BINPRM_BUF_SIZE). */
const FIRST_LINE_BYTES = 256;

/** How deep the kernel follows scripts that interpret scripts. */
const MOST_INTERPRETERS = 5;

/** One clause naming what somebody other than root can change, or why it is no program; null when it may run. */
export function whyNotRunAsRoot(path: string, depth = 0): string | null {
  const weakness = whyNotTrusted(path);
  if (weakness !== null) return weakness;
  const status = statSync(path);
  if (!status.isFile() || (status.mode & 0o111) === 0) return `${path} is not a program`;
  const firstLine = readFirstLine(path);
  if (!firstLine.startsWith('#!')) return null;
  if (depth === MOST_INTERPRETERS) return `${path} is a script of too many scripts`;
  const [interpreter = '', ...words] = firstLine
    .slice(2)
    .trim()
    .split(/[ \t]+/);
  const itself = whyNotRunAsRoot(interpreter, depth + 1);
  if (itself !== null) return `its interpreter is not safe: ${itself}`;
  if (basename(interpreter) !== 'env') return null;
  const found = foundByEnv(words);
  if (found === null) return `${path} does not name its interpreter plainly: ${firstLine}`;
  const behind = whyNotRunAsRoot(found, depth + 1);
  return behind === null ? null : `its interpreter is not safe: ${behind}`;
}

/** What `env NAME` and `env -S NAME ARGUMENTS...` find; null when it is nothing, or said in another way. */
function foundByEnv(words: readonly string[]): string | null {
  const name = words[0] === '-S' ? words[1] : words[0];
  if (name === undefined || !/^[\w./+-]+$/.test(name) || name.startsWith('-')) return null;
  if (name.includes('/')) return name;
  return ROOT_PATH.map(folder => join(folder, name)).find(path => resolvedPath(path) !== null) ?? null;
}

function readFirstLine(path: string): string {
  const bytes = Buffer.alloc(FIRST_LINE_BYTES);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return bytes.toString('latin1', 0, length).split('\n', 1)[0] ?? '';
  } finally {
    closeSync(file);
  }
}
