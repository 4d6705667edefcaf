/** What the machine is: distribution, processor, and whether a container or Windows stands between it and the kernel. Pure. */

import { BOTH_TRACERS, type Finding } from './finding.ts';
import type { MachineFacts } from './machineFacts.ts';

/** Advice for what only the starter of a container can change. */
export const START_PRIVILEGED =
  'Start the container with --privileged --pid=host -v /sys/kernel/tracing:/sys/kernel/tracing (in devcontainer.json: runArgs), or trace on the host.';

export function surroundingFindings(facts: MachineFacts): Finding[] {
  return [system(facts), container(facts)];
}

/** Whether the kernel is Windows' own: it says so in its version. */
export function isWsl({ kernelVersion }: Pick<MachineFacts, 'kernelVersion'>): boolean {
  return /microsoft/i.test(kernelVersion);
}

/** Which kind of container this is, e.g. `docker`; null for none. */
export function containerKind({ has, containerName, initCgroup }: MachineFacts): string | null {
  if (has.podmanMark) return 'podman';
  if (has.dockerMark) return 'docker';
  // WSL with systemd calls itself one.
  if (containerName !== null && containerName !== '' && containerName !== 'wsl') return containerName;
  return /\/(docker|lxc|kubepods|containerd)\b/.exec(initCgroup)?.[1] ?? null;
}

function system(facts: MachineFacts): Finding {
  const { distribution, architecture, platform } = facts;
  const base = { id: 'system', group: 'System', title: 'System', neededBy: BOTH_TRACERS, fix: null } as const;
  if (platform !== 'linux') {
    const detail = `${platform}: uprobes are Linux’ own`;
    return { ...base, status: 'bad', detail, fix: { sentence: 'Open the folder on a Linux machine.', command: null } };
  }
  if (architecture !== 'x64') {
    const sentence = 'Trace on an x86-64 machine.';
    const detail = `${distribution.name} on ${architecture}; only x86-64 is known`;
    return { ...base, status: 'bad', detail, fix: { sentence, command: null } };
  }
  if (/-Microsoft\b/.test(facts.kernelRelease)) {
    const fix = { sentence: 'Turn this distribution into WSL 2.', command: 'wsl.exe --set-version $WSL_DISTRO_NAME 2' };
    return { ...base, status: 'bad', detail: `${distribution.name} in WSL 1, which has no Linux kernel`, fix };
  }
  return { ...base, status: 'ok', detail: `${distribution.name} on x86-64${isWsl(facts) ? ', in WSL 2' : ''}` };
}

function container(facts: MachineFacts): Finding {
  const kind = containerKind(facts);
  const base = {
    id: 'container',
    group: 'System',
    title: 'Container',
    neededBy: BOTH_TRACERS,
    fix: null,
  } as const;
  if (!isInitialUserNamespace(facts.uidMap)) {
    return {
      ...base,
      status: 'bad',
      detail: `${kind ?? 'a user namespace'}, whose root is an ordinary user for the kernel`,
      fix: { sentence: START_PRIVILEGED, command: null },
    };
  }
  if (kind === null) return { ...base, status: 'ok', detail: 'none' };
  return { ...base, status: 'ok', detail: `${kind}; what it may do stands below` };
}

/** user_namespaces(7): the initial one maps every number to itself. */
function isInitialUserNamespace(uidMap: string): boolean {
  return uidMap === '' || /^\s*0\s+0\s+4294967295\s*$/.test(uidMap);
}
