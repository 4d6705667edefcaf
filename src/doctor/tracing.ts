/** What each tracer needs besides the kernel's options: tracefs; bcc's tool and module, and perhaps headers. Pure. */

import type { BccState } from '../tracer/bcc/bccState.ts';
import { installTracingCommand } from '../tracer/distribution.ts';
import { capabilities } from './capabilities.ts';
import type { Finding, Fix } from './finding.ts';
import { parseKernelOptions } from './kernelOptions.ts';
import type { MachineFacts } from './machineFacts.ts';
import { containerKind, isWsl, START_PRIVILEGED } from './surroundings.ts';

/** The first that bccKernel.sh gives our header. */
const SMALL_KERNEL_VERSION = 5;

const MOUNT_TRACEFS = 'mount -t tracefs tracefs /sys/kernel/tracing';

export function tracingFindings(facts: MachineFacts, bcc: BccState): Finding[] {
  return [tracefs(facts), bccTool(facts, bcc), headers(facts)];
}

function tracefs(facts: MachineFacts): Finding {
  const { mounts, has, isRoot } = facts;
  const base = { id: 'tracefs', group: 'Tracers', title: 'tracefs', neededBy: ['tracefs'], fix: null } as const;
  // proc_pid_mounts(5): device, place, type, options.
  const [, options] = /^\S+ \/sys\/kernel\/tracing tracefs (\S+)/m.exec(mounts) ?? [];
  if (options === undefined) {
    const mount = { sentence: 'Mount it.', command: asRoot(MOUNT_TRACEFS, isRoot) };
    const mayMount = capabilities(facts.processStatus, isRoot)?.sysAdmin !== false;
    const fix = mayMount ? mount : { sentence: START_PRIVILEGED, command: null };
    return { ...base, status: 'bad', detail: 'not mounted at /sys/kernel/tracing', fix };
  }
  if (options.split(',').includes('ro')) {
    const fix = { sentence: START_PRIVILEGED, command: asRoot('mount -o remount,rw /sys/kernel/tracing', isRoot) };
    return { ...base, status: 'bad', detail: 'mounted at /sys/kernel/tracing, but read-only', fix };
  }
  const mounted = 'mounted at /sys/kernel/tracing';
  if (has.uprobeEvents === false) return { ...base, status: 'bad', detail: `${mounted}, without uprobe_events` };
  if (has.uprobeEvents === true) return { ...base, status: 'ok', detail: mounted };
  return { ...base, status: 'ok', detail: `${mounted}; only root may look inside` };
}

function bccTool(facts: MachineFacts, bcc: BccState): Finding {
  const base = { id: 'bcc', group: 'Tracers', title: 'bcc', neededBy: ['bcc'], fix: null } as const;
  if (bcc.kind === 'unusable') {
    const { message, advice, action } = bcc.error;
    const offered: Fix = { sentence: 'Install it.', command: action?.kind === 'runInTerminal' ? action.command : null };
    const fix = offered.command === null ? { sentence: advice ?? 'Install it.', command: null } : offered;
    return { ...base, status: 'bad', detail: message.replace(/\.$/, ''), fix: isWsl(facts) ? NO_HEADERS_IN_WSL : fix };
  }
  if (bcc.version === null) {
    const detail = `${bcc.toolPath}, but its Python does not find the module bcc`;
    return { ...base, status: 'bad', detail, fix: install(facts) };
  }
  return { ...base, status: 'ok', detail: `${bcc.version}, ${bcc.toolPath}` };
}

/** bcc compiles every probe against the headers of the running kernel, or a small one of ours (bccKernel.sh) that does for most. */
function headers(facts: MachineFacts): Finding {
  const { has, headersRelease, kernelRelease, kernelConfig } = facts;
  const base = { id: 'headers', group: 'Tracers', title: 'Kernel headers', neededBy: ['bcc'], fix: null } as const;
  const place = `/lib/modules/${kernelRelease}/build`;
  if (has.headers) {
    if (headersRelease === null || headersRelease === kernelRelease) return { ...base, status: 'ok', detail: place };
    const detail = `${place} has those of another kernel, ${headersRelease}; whether they serve, the self-test tells`;
    return { ...base, status: 'warning', detail, fix: install(facts) };
  }
  if (has.kernelOwnHeaders) return { ...base, status: 'ok', detail: 'in the kernel itself' };
  if (kernelConfig !== null && parseKernelOptions(kernelConfig.text).isSet('IKHEADERS')) {
    return { ...base, status: 'ok', detail: 'in the module kheaders, which bcc loads' };
  }
  const none = `none of kernel ${kernelRelease} (${place})`;
  if (Number.parseInt(kernelRelease) < SMALL_KERNEL_VERSION) {
    return { ...base, status: 'bad', detail: none, fix: install(facts) };
  }
  const detail = `${none}; whether bcc does without, the self-test tells`;
  return { ...base, status: 'unknown', detail, fix: install(facts) };
}

const NO_HEADERS_IN_WSL: Fix = {
  sentence: 'No package has the headers of WSL’s kernel, which bcc may need; tracefs needs none.',
  command: null,
};

function install(facts: MachineFacts): Fix {
  if (isWsl(facts)) return NO_HEADERS_IN_WSL;
  const command = installTracingCommand(facts.distribution, facts.isRoot);
  const sentence = 'Install bcc and the headers of the running kernel.';
  if (containerKind(facts) === null) return { sentence, command };
  return { sentence: `${sentence} A container’s distribution may have none for its host’s kernel.`, command };
}

function asRoot(command: string, isRoot: boolean): string {
  return isRoot ? command : `sudo ${command}`;
}
