/** Whether a tracer can become root, and whether that root may trace. Pure. */

import { installCommand } from '../tracer/distribution.ts';
import type { RootAccess } from '../tracer/rootAccess.ts';
import { capabilities } from './capabilities.ts';
import { BOTH_TRACERS, type Finding } from './finding.ts';
import type { MachineFacts } from './machineFacts.ts';
import { START_PRIVILEGED } from './surroundings.ts';

export function privilegeFindings(facts: MachineFacts, access: RootAccess): Finding[] {
  return [root(facts, access), bpfRight(facts)];
}

function root({ distribution, processStatus }: MachineFacts, access: RootAccess): Finding {
  const base = { id: 'root', group: 'Privilege', title: 'Root', neededBy: BOTH_TRACERS, fix: null } as const;
  if (access.kind === 'root') return { ...base, status: 'ok', detail: 'this is root already' };
  // prctl(2): a setuid program such as sudo stays what its caller is.
  if (/^NoNewPrivs:\s*1$/m.test(processStatus)) {
    return {
      ...base,
      status: 'bad',
      detail: 'this process was started with "no new privileges", so sudo cannot become root',
      fix: { sentence: 'Start the editor or the container without that flag.', command: null },
    };
  }
  switch (access.kind) {
    case 'free':
      return { ...base, status: 'ok', detail: `${sudoText(access.sudo)} asks for no password` };
    case 'asks':
      return { ...base, status: 'ok', detail: `${sudoText(access.sudo)} asks for your password at a trace` };
    case 'absent': {
      const install = installCommand(distribution, 'sudo', true);
      const command = install === null ? null : `su -c '${install}'`;
      return { ...base, status: 'bad', detail: 'sudo is not installed', fix: { sentence: 'Install sudo.', command } };
    }
    case 'refused': {
      const { message, advice } = access.error;
      const fix = advice === undefined ? null : { sentence: advice, command: null };
      return { ...base, status: 'bad', detail: message.replace(/\.$/, ''), fix };
    }
  }
}

function bpfRight({ processStatus, isRoot }: MachineFacts): Finding {
  const base = { id: 'capabilities', group: 'Privilege', title: 'Capabilities', neededBy: ['bcc'], fix: null } as const;
  const root = capabilities(processStatus, isRoot);
  if (root === null)
    return { ...base, status: 'unknown', detail: '/proc/self/status does not tell; the self-test does' };
  if (root.bpf) return { ...base, status: 'ok', detail: 'root may load BPF programs' };
  return {
    ...base,
    status: 'bad',
    detail: 'root may not load BPF programs here: no CAP_SYS_ADMIN, nor CAP_BPF with CAP_PERFMON',
    fix: { sentence: START_PRIVILEGED, command: null },
  };
}

function sudoText({ path, version }: { readonly path: string; readonly version: string | null }): string {
  return version === null ? path : `${path} ${version}`;
}
