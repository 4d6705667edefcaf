/** What a trace could leave behind: probes in the kernel, processes of root. */

import { readdirSync, readFileSync } from 'node:fs';

const TRACERS = /trace-bpfcc|\/bcc\/tools\/trace|rust-trace/;

/** Command lines of tracers and supervisors of `program` that are alive. */
export function runningTracers(program: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const isTracer = words.some(word => TRACERS.test(word)) && words.some(word => word.includes(`${program}:`));
        return isTracer ? [`${pid} ${words.join(' ').slice(0, 120)}`] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** Lines of the kernel's own list of uprobe events in `program`; bcc's are bound to its process and do not stand there. */
export function uprobeEvents(program: string): string[] {
  return readFileSync('/sys/kernel/tracing/uprobe_events', 'utf8')
    .split('\n')
    .filter(line => line.includes(` ${program}:`));
}
