/**
 * What a person knows a process by: owner, command line, age, container. From files of /proc that every user may read,
 * but for the root folder, which is shown to those alone who may look into the process.
 */

import { readFileSync, statSync } from 'node:fs';
import { readStat, TICKS_PER_SECOND } from './processStat.ts';

export interface ProcessFacts {
  readonly pid: number;
  readonly startTicks: number;
  /** Name of the user whose rights it has, or the number of one without a name. */
  readonly owner: string;
  /** Its argv as it is now; a process may overwrite it. Empty for a kernel thread. */
  readonly command: readonly string[];
  readonly ageMs: number;
  /** It has a root folder or a PID namespace of its own; null where it has not, as far as may be seen. */
  readonly container: { readonly id: string | null } | null;
}

/** Null when the process has ended. */
export function processFacts(pid: number, users: UserNames = readUserNames()): ProcessFacts | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  try {
    const { uid, pidNamespaces } = parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
    const isContained = pidNamespaces > 1 || hasOwnRoot(pid);
    return {
      pid,
      startTicks: stat.startTicks,
      owner: users.get(uid) ?? String(uid),
      command: parseCommandLine(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
      ageMs: Math.max(0, uptimeMs() - (stat.startTicks * 1000) / TICKS_PER_SECOND),
      container: isContained ? { id: containerId(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) } : null,
    };
  } catch {
    return null;
  }
}

/** Names by number. */
export type UserNames = ReadonlyMap<number, string>;

/** Those of this machine's own file; users of a directory service are known by number. */
export function readUserNames(): UserNames {
  try {
    const rows = readFileSync('/etc/passwd', 'utf8').matchAll(/^([^:\n]+):[^:\n]*:(\d+):/gm);
    // The first name of a number counts, as for getpwuid.
    return new Map(Array.from(rows, ([, name = '', uid]): [number, string] => [Number(uid), name]).reverse());
  } catch {
    return new Map();
  }
}

/** proc_pid_status(5). The kernel escapes newlines in the name, its first line. */
export function parseStatus(text: string): { readonly uid: number; readonly pidNamespaces: number } {
  const effective = /^Uid:\t\d+\t(\d+)\t/m.exec(text)?.[1];
  const ids = /^NSpid:((?:\t\d+)+)$/m.exec(text)?.[1]?.trim().split('\t') ?? [''];
  if (effective === undefined) throw new Error('/proc/PID/status has no Uid');
  return { uid: Number(effective), pidNamespaces: ids.length };
}

/** Each argument ends in NUL; a process that has written its own title leaves one text. */
export function parseCommandLine(text: string): string[] {
  const whole = text.replace(/\0+$/, '');
  return whole === '' ? [] : whole.split('\0');
}

/** What Docker, Podman, containerd, CRI-O and LXC call the container of a control group (cgroups(7)); null for none of theirs. */
export function containerId(cgroups: string): string | null {
  const hash = /[/-](?<id>[0-9a-f]{64})(?:\.scope)?(?=[/\n]|$)/.exec(cgroups)?.groups?.id;
  if (hash !== undefined) return hash.slice(0, SHOWN_ID_DIGITS);
  return /\/lxc(?:\.payload\.|\/)(?<id>[\w.-]+)/.exec(cgroups)?.groups?.id ?? null;
}

/** As many as `docker ps` shows. */
const SHOWN_ID_DIGITS = 12;

/** False also where it may not be seen. */
function hasOwnRoot(pid: number): boolean {
  try {
    const [own, other] = ['/', `/proc/${pid}/root/`].map(root => statSync(root, { bigint: true }));
    return own?.dev !== other?.dev || own?.ino !== other?.ino;
  } catch {
    return false;
  }
}

/** Time since the boot, suspended time included: the clock of `startTicks`. */
function uptimeMs(): number {
  return Number(/^[\d.]+/.exec(readFileSync('/proc/uptime', 'utf8'))?.[0]) * 1000;
}
