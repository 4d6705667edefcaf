/** What a small Rust program prints: rustc as the oracle of how values are shown. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Lines of its output. */
export function rustOutput(source: string): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'rust-output-'));
  try {
    writeFileSync(path.join(folder, 'printer.rs'), source);
    execFileSync('rustc', ['--edition', '2021', '-O', 'printer.rs', '-o', 'printer'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const output = execFileSync(path.join(folder, 'printer'), { maxBuffer: 1 << 28 }).toString();
    return output.split('\n').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
