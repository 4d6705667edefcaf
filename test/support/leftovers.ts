/** What a trace could leave behind: probes in the kernel, processes of root. */

import { readdirSync, readFileSync } from 'node:fs';

const TRACERS = /trace-bpfcc|\/bcc\/tools\/trace|rust-trace/;

interface TracerProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function tracerProcesses(program: string): TracerProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        // bcc's `p:PATH:SYMBOL`, and `EVENT PATH:OFFSET FIELDS` of tracefs.sh.
        const names = (word: string): boolean => word.startsWith(`p:${program}:`) || word.includes(` ${program}:0x`);
        if (!words.some(word => TRACERS.test(word)) || !words.some(names)) return [];
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(pid), parent, command: words.join(' ') }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** Command lines of tracers and supervisors of `program` that are alive. */
export function runningTracers(program: string): string[] {
  return tracerProcesses(program).map(({ pid, command }) => `${pid} ${command.slice(0, 120)}`);
}

/** How many traces of `program` there are, whatever processes each consists of. */
export function runningTraces(program: string): number {
  const processes = tracerProcesses(program);
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.filter(({ parent }) => !pids.has(parent)).length;
}

/** Lines of the kernel's own list of uprobe events in `program`; bcc's are bound to its process and do not stand there. */
export function uprobeEvents(program: string): string[] {
  return readFileSync('/sys/kernel/tracing/uprobe_events', 'utf8')
    .split('\n')
    .filter(line => line.includes(` ${program}:0x`));
}
