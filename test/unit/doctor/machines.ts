/** Machines for the tests of the setup check: texts as kernels and distributions have them, shortened to what matters. */

import type { RustTools } from '../../../src/cargo/toolVersions.ts';
import type { Evidence } from '../../../src/doctor/checkSetup.ts';
import type { MachineFacts } from '../../../src/doctor/machineFacts.ts';
import type { BccState } from '../../../src/tracer/bcc/bccState.ts';
import { parseOsRelease } from '../../../src/tracer/distribution.ts';

/** Of a Debian 12: every option there. */
const DEBIAN_CONFIG = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 6.1.158 Kernel Configuration
#
CONFIG_BPF=y
CONFIG_BPF_SYSCALL=y
CONFIG_BPF_JIT=y
CONFIG_PERF_EVENTS=y
CONFIG_UPROBES=y
CONFIG_SECURITY_LOCKDOWN_LSM=y
CONFIG_DEBUG_INFO_BTF=y
# CONFIG_IKHEADERS is not set
CONFIG_UPROBE_EVENTS=y
CONFIG_BPF_EVENTS=y
`;

/** Of a kernel for small virtual machines, with neither uprobes nor BPF for tracing. */
export const MICRO_CONFIG = `# Linux/x86 6.1.158 Kernel Configuration
CONFIG_BPF=y
CONFIG_BPF_SYSCALL=y
CONFIG_PERF_EVENTS=y
# CONFIG_UPROBES is not set
# CONFIG_SECURITY_LOCKDOWN_LSM is not set
# CONFIG_FTRACE is not set
CONFIG_UPROBE_EVENTS_NOT=y
`;

const DEBIAN_MOUNTS = `sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
/dev/sda1 / ext4 rw,relatime,errors=remount-ro 0 0
securityfs /sys/kernel/security securityfs rw,nosuid,nodev,noexec,relatime 0 0
debugfs /sys/kernel/debug debugfs rw,nosuid,nodev,noexec,relatime 0 0
tracefs /sys/kernel/tracing tracefs rw,nosuid,nodev,noexec,relatime 0 0
`;

/** In a container that docker started without --privileged. */
const DOCKER_MOUNTS = `overlay / overlay rw,relatime,lowerdir=/var/lib/docker/overlay2/l/ABC 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0
cgroup /sys/fs/cgroup cgroup2 ro,nosuid,nodev,noexec,relatime 0 0
`;

const FULL = '000001ffffffffff';
const NONE = '0000000000000000';
/** What docker leaves its root. */
const DOCKER = '00000000a80425fb';

export function processStatus(effective: string, bounding: string, noNewPrivileges = 0): string {
  return `Name:\tnode\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t${effective}\nCapBnd:\t${bounding}\nNoNewPrivs:\t${noNewPrivileges}\n`;
}

/** An ordinary user of a Debian 12 with everything installed. */
export const DEBIAN: MachineFacts = {
  distribution: parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'),
  architecture: 'x64',
  platform: 'linux',
  kernelRelease: '6.1.0-41-amd64',
  kernelVersion:
    'Linux version 6.1.0-41-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)\n',
  kernelConfig: { path: '/boot/config-6.1.0-41-amd64', text: DEBIAN_CONFIG },
  lockdown: '[none] integrity confidentiality\n',
  mounts: DEBIAN_MOUNTS,
  processStatus: processStatus(NONE, FULL),
  uidMap: '         0          0 4294967295\n',
  initCgroup: '0::/init.scope\n',
  containerName: null,
  isRoot: false,
  headersRelease: '6.1.0-41-amd64',
  has: {
    uprobePmu: true,
    btf: true,
    headers: true,
    kernelOwnHeaders: false,
    uprobeEvents: null,
    dockerMark: false,
    podmanMark: false,
  },
};

/** Ubuntu in WSL 2, where no package has headers of the kernel. */
export const WSL2: MachineFacts = {
  ...DEBIAN,
  distribution: parseOsRelease('PRETTY_NAME="Ubuntu 24.04.3 LTS"\nID=ubuntu\nID_LIKE=debian\n'),
  kernelRelease: '6.6.87.2-microsoft-standard-WSL2',
  kernelVersion:
    'Linux version 6.6.87.2-microsoft-standard-WSL2 (root@439a258ad544) (gcc (GCC) 11.2.0, GNU ld (GNU Binutils) 2.37) #1 SMP PREEMPT_DYNAMIC Thu Jun  5 18:30:46 UTC 2025\n',
  kernelConfig: { path: '/proc/config.gz', text: DEBIAN_CONFIG },
  lockdown: null,
  containerName: 'wsl',
  headersRelease: null,
  has: { ...DEBIAN.has, headers: false },
};

/** Root of a container that docker started without --privileged, on a Debian host. */
export const DOCKER_CONTAINER: MachineFacts = {
  ...DEBIAN,
  kernelConfig: null,
  lockdown: null,
  mounts: DOCKER_MOUNTS,
  processStatus: processStatus(DOCKER, DOCKER),
  isRoot: true,
  headersRelease: null,
  has: { ...DEBIAN.has, headers: false, uprobeEvents: false, dockerMark: true },
};

export const BCC: BccState = { kind: 'found', toolPath: '/usr/sbin/trace-bpfcc', version: '0.26.0' };
export const NO_BCC: BccState = {
  kind: 'unusable',
  error: {
    message: "bcc's trace is not installed (looked for /usr/sbin/trace-bpfcc and /usr/share/bcc/tools/trace).",
    advice: 'Install it with: sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)',
    action: { kind: 'runInTerminal', command: 'sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)' },
  },
};
export const RUST: RustTools = {
  cargo: { kind: 'found', text: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)' },
  rustc: { kind: 'found', text: 'rustc 1.95.0 (59807616e 2026-04-14)' },
};

export function evidenceOf(machine: MachineFacts, other: Partial<Evidence> = {}): Evidence {
  const sudo = { path: '/usr/bin/sudo', version: '1.9.13p3' };
  const root = machine.isRoot ? ({ kind: 'root' } as const) : ({ kind: 'asks', sudo } as const);
  return { machine, bcc: BCC, root, rust: RUST, ...other };
}
