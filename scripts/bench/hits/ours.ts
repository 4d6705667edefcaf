/** Our tracers and counters, read by another process as in the editor. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TracerName } from '../../../src/tracer/tracer.ts';
import { bundleDriver } from '../bundleDriver.ts';
import { type Contender, isAdd, type Watching } from './contender.ts';
import type { Job } from './editorSide.ts';
import type { HitTask } from './task.ts';

export const OURS: readonly Contender[] = [
  counting('tracefs', () => true),
  counting('bcc', isAdd),
  recording('tracefs', () => true),
  {
    ...recording('tracefs', isAdd),
    name: 'rust-trace records, tracefs, with returns',
    calls: 30_000,
    watch: recordsReturns,
  },
  recording('bcc', ({ profile }) => profile === 'release'),
];

export function countingName(tracer: TracerName): string {
  return `rust-trace counts, ${tracer}`;
}

export function recordingName(tracer: TracerName): string {
  return `rust-trace records, ${tracer}`;
}

function counting(tracer: TracerName, watches: Contender['watches']): Contender {
  return {
    name: countingName(tracer),
    watches,
    calls: 300_000,
    watch: ({ countPlan }) => inEditor({ kind: 'count', tracer, plan: countPlan }),
  };
}

function recording(tracer: TracerName, watches: Contender['watches']): Contender {
  return {
    name: recordingName(tracer),
    watches,
    calls: 100_000,
    watch: task => inEditor({ kind: 'trace', tracer, function: task.function, plan: task.plan }),
  };
}

function recordsReturns({ function: fn, planWithReturns }: HitTask): Promise<Watching> {
  return inEditor({ kind: 'trace', tracer: 'tracefs', function: fn, plan: planWithReturns });
}

let bundle: Promise<string> | null = null;

async function inEditor(job: Job): Promise<Watching> {
  bundle ??= bundleDriver('scripts/bench/hits/editorSide.ts');
  const child = spawn(process.execPath, [await bundle, JSON.stringify(job)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  if ((await lines.next()).value !== 'attached') throw new Error('it was not attached');
  return {
    end: async () => {
      child.stdin.write('stop\n');
      const { value } = (await lines.next()) as { value: string | undefined };
      await exited(child);
      return Number(value);
    },
  };
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
