/** Which cargo and which rustc a build would use, outside of any project: nothing of a workspace is asked or run. */

import { toHumanDetail, type HumanErrorDetail } from '../model/humanError.ts';
import { findCargo } from './cargoCommand.ts';

export interface RustTools {
  readonly cargo: ToolVersion;
  readonly rustc: ToolVersion;
}

export type ToolVersion =
  /** `text` is the tool's own line, e.g. `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`. */
  { readonly kind: 'found'; readonly text: string } | { readonly kind: 'failed'; readonly error: HumanErrorDetail };

const LIMIT_MS = 10_000;

export async function rustTools(environment: NodeJS.ProcessEnv = process.env): Promise<RustTools> {
  try {
    const { file, env } = await findCargo(environment);
    const [cargo, rustc] = await Promise.all([versionOf(file, env), versionOf('rustc', env)]);
    return { cargo, rustc };
  } catch (error) {
    const failed = { kind: 'failed', error: toHumanDetail(error) } as const;
    return { cargo: failed, rustc: failed };
  }
}

/** Run in `/`, since a folder may name a toolchain of its own. */
async function versionOf(program: string, env: Readonly<Record<string, string>>): Promise<ToolVersion> {
  const { execa } = await import('execa');
  const { exitCode, stdout, stderr, shortMessage } = await execa(program, ['--version'], {
    cwd: '/',
    env,
    timeout: LIMIT_MS,
    reject: false,
    stdin: 'ignore',
  });
  if (exitCode === 0) return { kind: 'found', text: stdout.trim() };
  const words = stderr.trim().split('\n')[0] ?? '';
  return { kind: 'failed', error: { message: words === '' ? (shortMessage ?? `${program} did not run`) : words } };
}
