/** The build-id of an ELF file alone: what tells a copy of a binary from another build of it. */

import { readHeader } from './elf/header.ts';
import { readBuildId } from './elf/notes.ts';
import { readSegments } from './elf/segments.ts';
import { FileSource } from './fileSource.ts';
import { HumanError } from '../model/humanError.ts';

/** Lower-case hexadecimal; null for a file that has none, is none of ours, or cannot be read. */
export function buildIdOf(path: string): string | null {
  try {
    const file = new FileSource(path);
    try {
      return readBuildId(file, readSegments(file, readHeader(file)));
    } finally {
      file.dispose();
    }
  } catch (error) {
    if (error instanceof HumanError) return null;
    throw error;
  }
}
