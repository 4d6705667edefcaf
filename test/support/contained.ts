/** A program in a root folder, mount and PID namespace of its own, as in a container: nothing but its own files is there. */

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../harness/until.ts';

export interface Contained {
  /** As this machine numbers it. */
  readonly pid: number;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

export interface ContainedFiles {
  /** As containers do it, or as the older chroot: the paths that /proc shows from outside differ. */
  readonly rootedBy?: 'pivot_root' | 'chroot';
  /** From here to a place below the root. */
  readonly withFiles?: readonly (readonly [from: string, to: string])[];
  readonly withFolders?: readonly (readonly [from: string, to: string])[];
}

/** A shell's words with the root folder as `$0` and the program behind. */
const PIVOT = 'mount --bind "$0" "$0" && cd "$0" && pivot_root . . && cd / && exec "$@"';

/** `place`: absolute path of the program in there. Needs root. */
export async function startContained(
  program: string,
  place: string,
  args: readonly string[],
  { withFiles = [], withFolders = [], rootedBy = 'pivot_root' }: ContainedFiles = {},
): Promise<Contained> {
  const root = mkdtempSync(path.join(tmpdir(), 'rt-root-'));
  const put = (from: string, to: string): void => {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    copyFileSync(from, path.join(root, to));
  };
  put(program, place);
  for (const library of librariesOf(program)) put(library, library);
  for (const [from, to] of withFiles) put(from, to);
  for (const [from, to] of withFolders) cpSync(from, path.join(root, to), { recursive: true });
  const enter = rootedBy === 'chroot' ? ['chroot', root] : ['sh', '-c', PIVOT, root];
  const unshare = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', ...enter, place, ...args], {
    stdio: 'ignore',
  });
  const gone = once(unshare, 'exit');
  const pid = await until(
    () => childOf(unshare.pid ?? 0, place),
    found => found !== null,
    { what: `${place} in its own root folder` },
  );
  return {
    pid: pid ?? 0,
    end: async () => {
      unshare.kill('SIGKILL');
      await gone;
      rmSync(root, { recursive: true });
    },
  };
}

/** The loader and the shared libraries. */
function librariesOf(program: string): string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' });
  return Array.from(text.matchAll(/(\/\S+) \(0x/g), ([, file = '']) => file);
}

/** The child that runs the program by now. */
function childOf(parent: number, place: string): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const isChild = new RegExp(`^PPid:\t${String(parent)}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      if (isChild && readlinkSync(`/proc/${name}/exe`).endsWith(place)) return Number(name);
    } catch {
      // it has ended meanwhile
    }
  }
  return null;
}
