/**
 * What the setup check looks at, read once: texts of the kernel and the distribution, as they are. The rest of this
 * folder judges them and reads nothing. Nothing here needs root, and nothing starts a process.
 */

import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { thisDistribution, type Distribution } from '../tracer/distribution.ts';

export interface MachineFacts {
  readonly distribution: Distribution;
  /** As Node names it, e.g. `x64`. */
  readonly architecture: string;
  /** As Node names it, e.g. `linux`. */
  readonly platform: string;
  /** `uname -r`. */
  readonly kernelRelease: string;
  /** /proc/version. */
  readonly kernelVersion: string;
  /** The kernel's build configuration and where it was read; null when it is nowhere to be read. */
  readonly kernelConfig: { readonly path: string; readonly text: string } | null;
  /** /sys/kernel/security/lockdown; null when there is no such file. */
  readonly lockdown: string | null;
  /** /proc/mounts. */
  readonly mounts: string;
  /** /proc/self/status: capabilities(7) and no_new_privs of this process. */
  readonly processStatus: string;
  /** /proc/self/uid_map: user_namespaces(7). */
  readonly uidMap: string;
  /** /proc/1/cgroup: names the container on systems with cgroup v1. */
  readonly initCgroup: string;
  /** /run/systemd/container, or the variable `container` of this process: what the container calls itself. */
  readonly containerName: string | null;
  readonly isRoot: boolean;
  /** UTS_RELEASE of the headers at /lib/modules/RELEASE/build; null when they do not say. */
  readonly headersRelease: string | null;
  readonly has: {
    /** The kernel offers uprobes through perf_event_open: it was built with CONFIG_UPROBE_EVENTS. */
    readonly uprobePmu: boolean;
    readonly btf: boolean;
    /** The folder that bcc takes headers from. */
    readonly headers: boolean;
    /** Headers inside the kernel (CONFIG_IKHEADERS), already loaded. */
    readonly kernelOwnHeaders: boolean;
    /** tracefs' uprobe_events; null when only root could look. */
    readonly uprobeEvents: boolean | null;
    readonly dockerMark: boolean;
    readonly podmanMark: boolean;
  };
}

export function readMachineFacts(): MachineFacts {
  const kernelRelease = release();
  const headers = `/lib/modules/${kernelRelease}/build/include`;
  const isRoot = process.geteuid?.() === 0;
  return {
    distribution: thisDistribution(),
    architecture: process.arch,
    platform: process.platform,
    kernelRelease,
    kernelVersion: textOf('/proc/version') ?? '',
    kernelConfig: readKernelConfig(kernelRelease),
    lockdown: textOf('/sys/kernel/security/lockdown'),
    mounts: textOf('/proc/mounts') ?? '',
    processStatus: textOf('/proc/self/status') ?? '',
    uidMap: textOf('/proc/self/uid_map') ?? '',
    initCgroup: textOf('/proc/1/cgroup') ?? '',
    containerName: textOf('/run/systemd/container')?.trim() ?? process.env.container ?? null,
    isRoot,
    headersRelease: /UTS_RELEASE "([^"]+)"/.exec(textOf(`${headers}/generated/utsrelease.h`) ?? '')?.[1] ?? null,
    has: {
      uprobePmu: existsSync('/sys/bus/event_source/devices/uprobe'),
      btf: existsSync('/sys/kernel/btf/vmlinux'),
      headers: existsSync(headers),
      kernelOwnHeaders: existsSync('/sys/kernel/kheaders.tar.xz'),
      uprobeEvents: isRoot ? existsSync('/sys/kernel/tracing/uprobe_events') : null,
      dockerMark: existsSync('/.dockerenv'),
      podmanMark: existsSync('/run/.containerenv'),
    },
  };
}

/** At the places of CONFIG_IKCONFIG_PROC, of Debian and its kin, and of Fedora. */
function readKernelConfig(kernelRelease: string): MachineFacts['kernelConfig'] {
  const packed = '/proc/config.gz';
  try {
    return { path: packed, text: gunzipSync(readFileSync(packed)).toString() };
  } catch {
    // A kernel without it is the common case.
  }
  for (const path of [`/boot/config-${kernelRelease}`, `/lib/modules/${kernelRelease}/config`]) {
    const text = textOf(path);
    if (text !== null) return { path, text };
  }
  return null;
}

/** Null when the file is not there or not ours to read. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
