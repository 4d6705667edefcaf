/** The test files of a folder. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Absolute paths of a file, or of the test files below a folder, sorted; none when there is no such folder. */
export function testFilesOf(fileOrFolder: string): string[] {
  if (!existsSync(fileOrFolder)) return [];
  if (statSync(fileOrFolder).isFile()) return [path.resolve(fileOrFolder)];
  return readdirSync(fileOrFolder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .sort()
    .map(file => path.resolve(fileOrFolder, file));
}
