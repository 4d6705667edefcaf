/** What the running kernel can do for a tracer: version, build options, lockdown, type information. Pure. */

import type { Distribution } from '../tracer/distribution.ts';
import { BOTH_TRACERS, type Finding, type Fix } from './finding.ts';
import { parseKernelOptions, type KernelOptions } from './kernelOptions.ts';
import type { MachineFacts } from './machineFacts.ts';
import { isWsl } from './surroundings.ts';

export function kernelFindings(facts: MachineFacts): Finding[] {
  const options = facts.kernelConfig === null ? null : parseKernelOptions(facts.kernelConfig.text);
  return [version(facts), uprobes(facts, options), bpf(facts, options), lockdown(facts, options), btf(facts)];
}

/** The first with several probes under one event and constants among its arguments: what tracefs is used for. */
const TRACEFS_VERSION = 5.04;
/** The first with bpf_probe_read_user, which reads texts for bcc. */
const BCC_TEXT_VERSION = 5.05;

function version(facts: MachineFacts): Finding {
  const { kernelRelease } = facts;
  const base = { id: 'kernel.version', group: 'Kernel', title: 'Kernel', neededBy: [], fix: null } as const;
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernelRelease) ?? [];
  const number = Number(major) + Number(minor) / 100;
  if (number >= BCC_TEXT_VERSION) return { ...base, status: 'ok', detail: kernelRelease };
  // Red Hat's kernels have the parts of later versions under an old number.
  if (Number.isNaN(number) || /\.el\d/.test(kernelRelease)) {
    return {
      ...base,
      status: 'unknown',
      detail: `${kernelRelease}: the number does not say what it can; the self-test does`,
    };
  }
  const noTexts = 'bcc cannot read texts with a kernel before 5.5';
  if (number >= TRACEFS_VERSION) return { ...base, status: 'warning', detail: `${kernelRelease}: ${noTexts}` };
  return {
    ...base,
    status: 'bad',
    detail: `${kernelRelease}: tracefs needs 5.4; ${noTexts}`,
    neededBy: ['tracefs'],
    fix: newerKernel(facts, 'Start a newer kernel.'),
  };
}

function uprobes(facts: MachineFacts, options: KernelOptions | null): Finding {
  const base = { id: 'kernel.uprobes', group: 'Kernel', title: 'Uprobes', neededBy: BOTH_TRACERS, fix: null } as const;
  if (facts.has.uprobePmu || facts.has.uprobeEvents === true) {
    return { ...base, status: 'ok', detail: 'the kernel offers uprobe events' };
  }
  if (options === null) return { ...base, status: 'unknown', detail: configUnknown };
  const missing = ['UPROBES', 'UPROBE_EVENTS'].filter(name => !options.isSet(name));
  if (missing.length === 0) return { ...base, status: 'ok', detail: 'CONFIG_UPROBES and CONFIG_UPROBE_EVENTS are set' };
  return {
    ...base,
    status: 'bad',
    detail: `built without ${missing.map(name => `CONFIG_${name}`).join(' and ')}`,
    fix: newerKernel(facts, 'Only another kernel has them: start one of the distribution.'),
  };
}

function bpf(facts: MachineFacts, options: KernelOptions | null): Finding {
  const base = { id: 'kernel.bpf', group: 'Kernel', title: 'BPF', neededBy: ['bcc'], fix: null } as const;
  if (options === null) return { ...base, status: 'unknown', detail: configUnknown };
  const missing = ['BPF_SYSCALL', 'PERF_EVENTS', 'BPF_EVENTS'].filter(name => !options.isSet(name));
  if (missing.length > 0) {
    return {
      ...base,
      status: 'bad',
      detail: `built without ${missing.map(name => `CONFIG_${name}`).join(' and ')}`,
      fix: newerKernel(facts, 'Only another kernel has it; tracefs needs no BPF.'),
    };
  }
  if (!options.isSet('BPF_JIT')) {
    return {
      ...base,
      status: 'warning',
      detail: 'without CONFIG_BPF_JIT programs are interpreted: each hit costs more',
    };
  }
  return { ...base, status: 'ok', detail: 'CONFIG_BPF_SYSCALL, CONFIG_BPF_EVENTS and CONFIG_BPF_JIT are set' };
}

/** kernel_lockdown(7): `confidentiality` closes tracefs and perf to root, `integrity` does not. */
function lockdown({ lockdown: text, mounts, distribution }: MachineFacts, options: KernelOptions | null): Finding {
  const base = {
    id: 'kernel.lockdown',
    group: 'Kernel',
    title: 'Lockdown',
    neededBy: BOTH_TRACERS,
    fix: null,
  } as const;
  if (text === null) {
    const isAbsent = options?.isSet('SECURITY_LOCKDOWN_LSM') === false || /^\S+ \S+ securityfs /m.test(mounts);
    return isAbsent
      ? { ...base, status: 'ok', detail: 'none: the kernel has no lockdown' }
      : { ...base, status: 'unknown', detail: 'securityfs is not mounted, so it cannot be read; the self-test tells' };
  }
  const mode = /\[(\w+)\]/.exec(text)?.[1];
  if (mode === 'none' || mode === 'integrity') return { ...base, status: 'ok', detail: mode };
  if (mode !== 'confidentiality') return { ...base, status: 'unknown', detail: `not understood: ${text.trim()}` };
  return {
    ...base,
    status: 'bad',
    detail: 'confidentiality: the kernel lets nobody trace, root included',
    fix: {
      sentence: 'Take lockdown=confidentiality off the kernel’s command line and start the machine again.',
      command: editCommandLine(distribution),
    },
  };
}

function btf({ has }: MachineFacts): Finding {
  const detail = has.btf ? '/sys/kernel/btf/vmlinux' : 'not in this kernel; neither tracer needs it';
  return { id: 'kernel.btf', group: 'Kernel', title: 'BTF', status: 'ok', detail, neededBy: [], fix: null };
}

const configUnknown = 'the kernel’s configuration is not to be read here (/proc/config.gz, /boot); the self-test tells';

function newerKernel(facts: MachineFacts, sentence: string): Fix {
  if (isWsl(facts)) return { sentence: `${sentence} In WSL, Windows brings the kernel.`, command: 'wsl.exe --update' };
  return { sentence, command: null };
}

function editCommandLine({ packageManager }: Distribution): string | null {
  if (packageManager === 'dnf') return 'sudo grubby --update-kernel=ALL --args=lockdown=integrity';
  return packageManager === 'apt' ? 'sudoedit /etc/default/grub && sudo update-grub' : null;
}
