/** The source lines that a binary has instructions of, inlined copies included, as readelf decodes its line tables. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Absolute source file -> its lines with instructions, one-based, for the files below `folder`, which relative names
 * are relative to. Addresses below `firstAddress` are of code that the linker left out.
 */
export async function codeLines(
  binary: string,
  folder: string,
  firstAddress: bigint,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const readelf = spawn('readelf', ['--debug-dump=decodedline', '--wide', binary], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = new Map<string, Set<number>>();
  let current: Set<number> | null = null;
  for await (const text of createInterface({ input: readelf.stdout })) {
    // `src/walk.rs:` or `CU: src/walk.rs:` or `src/walk.rs:[++]` stands above the rows of a file.
    const header = /^(?:CU: )?(\S.*):(?:\[\+\+\])?$/.exec(text)?.[1];
    if (header !== undefined) {
      const file = path.resolve(folder, header);
      current = file.startsWith(folder + path.sep) ? (lines.get(file) ?? new Set()) : null;
      if (current !== null) lines.set(file, current);
      continue;
    }
    if (current === null) continue;
    const [, line, address] = /\s(\d+)\s+(0x[0-9a-f]+)(?:\s|$)/.exec(text) ?? [];
    if (line !== undefined && address !== undefined && BigInt(address) >= firstAddress) current.add(Number(line));
  }
  return lines;
}
