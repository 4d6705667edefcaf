/** The sample crate, test/fixtures/demo: where it is, a copy to work in, and its program. */

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const demoFolder = fileURLToPath(new URL('../fixtures/demo', import.meta.url));

export interface DemoCopy {
  readonly folder: string;
  remove(): void;
}

/** The crate's sources in a new temporary folder; never built. */
export function copyDemo(): DemoCopy {
  const parent = mkdtempSync(path.join(tmpdir(), 'rt-demo-'));
  const folder = path.join(parent, 'demo');
  const target = path.join(demoFolder, 'target');
  cpSync(demoFolder, folder, { recursive: true, filter: source => source !== target });
  return {
    folder,
    remove() {
      // A cargo that was killed may write for a moment longer.
      rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

let own: DemoCopy | null = null;

/**
 * The folder of a copy that the tests of this process have for themselves, until it ends. The kernel counts the calls of
 * all processes of a program: where another test runs the same file, its calls are counted too.
 */
export function ownDemo(): string {
  if (own === null) {
    const copy = copyDemo();
    process.once('exit', () => {
      copy.remove();
    });
    own = copy;
  }
  return own.folder;
}

/**
 * Builds the crate in `folder`, into its own target folder whatever the environment says, and returns the program's
 * path as cargo names it. Quick when it is built already. Rejects with cargo's own words.
 */
export async function buildDemo(folder = demoFolder, profile: 'dev' | 'release' = 'dev'): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'cargo',
    ['build', '--offline', '--quiet', '--message-format=json', `--profile=${profile}`],
    { cwd: folder, env: { ...process.env, CARGO_TARGET_DIR: path.join(folder, 'target') } },
  );
  const messages = stdout.split('\n').filter(line => line.startsWith('{'));
  const executables = messages.map(line => (JSON.parse(line) as { executable?: string | null }).executable);
  const program = executables.find(executable => executable?.endsWith('/demo'));
  if (typeof program !== 'string') throw new Error(`cargo named no program of ${folder}`);
  return program;
}
