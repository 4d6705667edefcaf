/**
 * Which Linux distribution this is and how a person installs the tracing tools on it.
 * Only names the command; running it is left to the person, or to scripts/machine.ts on test machines.
 * Follows os-release(5): `ID`, then the words of `ID_LIKE`.
 */

import { readFileSync } from 'node:fs';

export type PackageManager = 'apt' | 'dnf' | 'pacman' | 'zypper' | 'apk';

export interface Distribution {
  /** For a sentence, e.g. `Debian GNU/Linux 12 (bookworm)`; `this Linux` when it does not say. */
  readonly name: string;
  /** Null when the family is not one of the known ones. */
  readonly packageManager: PackageManager | null;
}

const MANAGER_BY_ID: ReadonlyMap<string, PackageManager> = new Map([
  ['debian', 'apt'],
  ['ubuntu', 'apt'],
  ['fedora', 'dnf'],
  ['rhel', 'dnf'],
  ['centos', 'dnf'],
  ['amzn', 'dnf'],
  ['arch', 'pacman'],
  ['suse', 'zypper'],
  ['opensuse', 'zypper'],
  ['sles', 'zypper'],
  ['alpine', 'apk'],
]);

const INSTALL: Readonly<Record<PackageManager, string>> = {
  apt: 'apt-get install -y',
  dnf: 'dnf install -y',
  pacman: 'pacman -S --needed',
  zypper: 'zypper install -y',
  apk: 'apk add',
};

/** `$(uname -r)` is left to the shell of the person, so that the line stays true after a kernel update. */
const TRACING_PACKAGES: Readonly<Record<PackageManager, string>> = {
  apt: 'bpfcc-tools linux-headers-$(uname -r)',
  dnf: 'bcc-tools kernel-devel-$(uname -r)',
  pacman: 'bcc bcc-tools python-bcc linux-headers',
  zypper: 'bcc-tools kernel-default-devel',
  apk: 'bcc-tools linux-lts-dev',
};

/** The distribution an os-release text describes. */
export function parseOsRelease(text: string): Distribution {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(["']?)(.*)\2$/.exec(line.trim());
    if (match?.[1] !== undefined && match[3] !== undefined) fields.set(match[1], match[3]);
  }
  const ids = [fields.get('ID') ?? '', ...(fields.get('ID_LIKE') ?? '').split(' ')];
  const known = ids.map(id => MANAGER_BY_ID.get(id.split('-')[0] ?? '')).find(manager => manager !== undefined);
  return { name: fields.get('PRETTY_NAME') ?? fields.get('NAME') ?? 'this Linux', packageManager: known ?? null };
}

/** The distribution of this machine. */
export function thisDistribution(): Distribution {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      return parseOsRelease(readFileSync(path, 'utf8'));
    } catch {
      continue;
    }
  }
  return { name: 'this Linux', packageManager: null };
}

/** The line that installs `packages`, for a shell; null for an unknown distribution. */
export function installCommand(distribution: Distribution, packages: string, isRoot = isRootUser()): string | null {
  if (distribution.packageManager === null) return null;
  return `${isRoot ? '' : 'sudo '}${INSTALL[distribution.packageManager]} ${packages}`;
}

/** The line that installs bcc and the kernel headers it compiles against; null for an unknown distribution. */
export function installTracingCommand(distribution: Distribution, isRoot = isRootUser()): string | null {
  if (distribution.packageManager === null) return null;
  return installCommand(distribution, TRACING_PACKAGES[distribution.packageManager], isRoot);
}

function isRootUser(): boolean {
  return process.geteuid?.() === 0;
}
