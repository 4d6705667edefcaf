/** Where `cargo` is, and with what environment it runs. It runs as the user, never with privileges. */

import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../model/humanError.ts';

export interface CargoCommand {
  /** Absolute path of the program. */
  readonly file: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Looks in `PATH`, then where rustup installs: `$CARGO_HOME/bin`, `~/.cargo/bin`. An editor that was not started from
 * a shell often lacks the latter in its `PATH`. Throws a HumanError when there is none.
 */
export async function findCargo(environment: NodeJS.ProcessEnv = process.env): Promise<CargoCommand> {
  const searchPath = environment.PATH ?? '';
  const folders = [
    ...searchPath.split(path.delimiter),
    path.join(environment.CARGO_HOME ?? '', 'bin'),
    path.join(environment.HOME ?? homedir(), '.cargo', 'bin'),
  ].filter(folder => path.isAbsolute(folder));
  for (const folder of folders) {
    const file = path.join(folder, 'cargo');
    // A cargo outside of PATH finds its rustc only when its own folder is in PATH.
    if (await isExecutable(file)) return { file, env: { PATH: [folder, searchPath].join(path.delimiter) } };
  }
  throw new HumanError({
    message: 'cargo was not found in PATH, in $CARGO_HOME/bin or in ~/.cargo/bin.',
    advice: 'Install Rust from https://rustup.rs, or start the editor from a shell that knows cargo.',
  });
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
