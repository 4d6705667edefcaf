/** On what the bench ran, as clauses. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

export function machineFacts(): string[] {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  return [
    `${availableParallelism()} × ${processor}, ${memoryGib} GiB of memory`,
    `${system}, kernel ${release()}`,
    ['node', 'rustc', 'nm', 'gdb', 'perf', 'bpftrace'].map(version).join('; '),
    `a load of ${loadavg()
      .map(load => load.toFixed(1))
      .join(', ')} (1, 5, 15 minutes) when it began`,
  ];
}

function version(tool: string): string {
  const { stdout } = spawnSync(tool, ['--version'], { encoding: 'utf8' });
  const found = /\d+(?:\.\d+)+/.exec((stdout as string | null)?.split('\n')[0] ?? '')?.[0];
  return found === undefined ? `no ${tool}` : `${tool} ${found}`;
}
