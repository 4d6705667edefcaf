/** Finds out what the machine has of what tests or the demo need, and gets what it may. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findChromium } from '../test/harness/browser.ts';
import { findVSCode, installVSCode } from '../test/harness/installVSCode.ts';
import { ensureBcc, ensurePackages, ensureTracefs, type MachineReport } from './machine.ts';

/** A property of the machine. */
export type Need = 'cargo' | 'binaryTools' | 'root' | 'sudo' | 'tracefs' | 'bcc' | 'chromium' | 'vscode';

/** Programs that read or rewrite binaries: what the resolver is compared with. */
const BINARY_TOOLS = [
  { command: 'readelf', package: 'binutils' },
  { command: 'eu-strip', package: 'elfutils' },
  { command: 'gdb', package: 'gdb' },
  { command: 'llvm-dwp', package: 'llvm' },
  { command: 'perf', package: 'linux-perf' },
  { command: 'rustfilt', package: 'rustfilt' },
] as const;

export interface PrepareOptions {
  /** May anything be installed? */
  readonly install: boolean;
  readonly log: (line: string) => void;
}

/** For each need that the machine does not meet: why, and the command that would help where one is known. */
export type Unmet = ReadonlyMap<Need, string>;

export async function prepare(needs: ReadonlySet<Need>, options: PrepareOptions): Promise<Unmet> {
  const unmet = new Map<Need, string>();
  for (const need of needs) {
    const reason = await reasonAgainst(need, options);
    if (reason !== null) unmet.set(need, reason);
  }
  return unmet;
}

async function reasonAgainst(need: Need, { install, log }: PrepareOptions): Promise<string | null> {
  switch (need) {
    case 'cargo':
      return spawnSync('cargo', ['--version']).status === 0 ? null : 'there is no cargo; install Rust with rustup';
    case 'binaryTools':
      return reasonIn(ensurePackages(BINARY_TOOLS, { install }), log);
    case 'root':
      return reasonAgainstRoot();
    case 'sudo':
      return reasonIn(ensurePackages([{ command: '/usr/bin/sudo', package: 'sudo' }], { install }), log);
    case 'tracefs':
      return reasonIn(ensureTracefs({ install }), log);
    case 'bcc':
      return reasonIn(ensureBcc({ install }), log);
    case 'chromium': {
      if (findChromium() !== null) return null;
      const packages = ['chromium', 'fonts-dejavu-core'].map(name => ({ command: 'chromium', package: name }));
      return reasonIn(ensurePackages(packages, { install }), log);
    }
    case 'vscode':
      if (findVSCode() !== null) return null;
      if (!install) return 'VS Code is not in the cache, and may not be fetched with --no-install';
      try {
        await installVSCode(log);
        return null;
      } catch (error) {
        return `VS Code could not be fetched: ${error instanceof Error ? error.message : String(error)}`;
      }
  }
}

function reasonIn({ done, missing }: MachineReport, log: (line: string) => void): string | null {
  for (const sentence of done) log(sentence);
  if (missing.length === 0) return null;
  return missing.map(({ what, command }) => (command === null ? what : `${what}; try: ${command}`)).join('; ');
}

/** A container's root may lack what loading a BPF program takes: capabilities(7). */
function reasonAgainstRoot(): string | null {
  if (process.geteuid?.() !== 0) return 'these tests look at the kernel as root; run them with sudo';
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const hasCapability = (bit: number): boolean => ((BigInt(`0x${effective}`) >> BigInt(bit)) & 1n) === 1n;
  const [perfmon, bpf, sysAdmin] = [38, 39, 21].map(hasCapability);
  return sysAdmin || (perfmon && bpf) ? null : 'this root may not load BPF programs (no CAP_SYS_ADMIN, a container?)';
}
