/**
 * Function indexes on disk, so that a binary is walked once and not once a start. A file of the cache is believed only
 * when its checksum, its version and the binary's identity fit; otherwise it is as good as absent and written anew.
 */

import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { ElfFile } from './elf.ts';
import { decodeTable, encodeTable } from './functionTableFile.ts';
import type { FunctionTable } from './functionTable.ts';

const MAXIMUM_BYTES = 256 * 2 ** 20;
const ENDING = '.functions';

export class IndexCache {
  readonly #folder: string;
  readonly #maximumBytes: number;

  /** `folder` is made when the first index is kept. */
  constructor(folder: string, maximumBytes = MAXIMUM_BYTES) {
    this.#folder = folder;
    this.#maximumBytes = maximumBytes;
  }

  /** The complete table of a file; null when there is none, or none that can be believed. Does not throw. */
  load(elf: ElfFile): FunctionTable | null {
    if (elf.identity === null) return null;
    const file = this.#fileOf(elf.identity);
    try {
      const table = decodeTable(readFileSync(file), elf.identity);
      const now = new Date();
      if (table !== null) utimesSync(file, now, now); // the order of use
      return table;
    } catch {
      return null;
    }
  }

  /** Keeps a complete table and removes those used longest ago beyond the limit. Throws errors of the file system. */
  save(elf: ElfFile, table: FunctionTable): void {
    if (elf.identity === null) return;
    const bytes = encodeTable(table, elf.identity);
    if (bytes.length > this.#maximumBytes) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
    const temporary = path.join(this.#folder, `.${randomUUID()}${ENDING}`);
    try {
      writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.#fileOf(elf.identity));
    } finally {
      rmSync(temporary, { force: true });
    }
    this.#removeOldest();
  }

  #removeOldest(): void {
    const files = readdirSync(this.#folder)
      .filter(name => name.endsWith(ENDING))
      .map(name => path.join(this.#folder, name))
      .flatMap(file => {
        const stat = statSync(file, { throwIfNoEntry: false });
        return stat === undefined ? [] : [{ file, bytes: stat.size, usedMs: stat.mtimeMs }];
      })
      .sort((a, b) => b.usedMs - a.usedMs);
    let bytes = 0;
    for (const entry of files) {
      bytes += entry.bytes;
      if (bytes > this.#maximumBytes) rmSync(entry.file, { force: true });
    }
  }

  #fileOf(identity: string): string {
    return path.join(this.#folder, `${identity.replaceAll(':', '-')}${ENDING}`);
  }
}
