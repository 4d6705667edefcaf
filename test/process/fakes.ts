/** Stand-ins for bcc's `trace` and for sudo: shell scripts in a temporary folder, and a tracer that uses them. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import type { BccMachine } from '../../src/tracer/bcc/bccTracer.ts';
import { bccTracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import { shellWord } from '../../src/tracer/shellWord.ts';
import {
  type EndReason,
  NO_LIMITS,
  type RunningTracer,
  type TraceLimits,
  type Tracer,
  type TracerEvent,
} from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

export function transcript(name: string): string {
  return path.join(here, 'transcripts', name);
}

/** The path of a transcript for a shell script. */
export function transcriptWord(name: string): string {
  return shellWord(transcript(name));
}

/** Goes on until it is ended, as `trace` does. */
export const UNTIL_ENDED = "trap 'exit 1' TERM; while :; do sleep 0.05; done";

export class Fakes {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rt-fakes-'));

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes a shell script and returns its path. */
  script(name: string, body: string): string {
    writeFileSync(this.path(name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return this.path(name);
  }

  /** The askpass program as it ships. */
  askpassProgram(): string {
    const outfile = this.path('askpass.cjs');
    const entry = path.join(here, '../../src/tracer/askpassMain.ts');
    buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
    return outfile;
  }

  /** A machine whose root runs `tool` as bcc's trace. */
  machine(tool: string, other: Partial<BccMachine> = {}): BccMachine {
    const findTool = (): string => tool;
    const limits = (): TraceLimits => NO_LIMITS;
    return {
      isRoot: true,
      limits,
      findSudo: () => null,
      findTool,
      graceSeconds: 1,
      ...other,
    };
  }
}

export interface Followed extends RunningTracer {
  readonly events: TracerEvent[];
  /** Resolves with the first event of a type; rejects when the run ends without one. */
  first<T extends TracerEvent['type']>(type: T): Promise<Extract<TracerEvent, { type: T }>>;
}

/** Starts a trace of a file that is there, with the plan of the recorded transcripts. */
export function follow(machine: BccMachine, plan: ProbePlan = oddPlan('/bin/sh')): Followed {
  return followTracer(bccTracerOn(machine), plan);
}

/** Starts a trace and keeps its events. */
export function followTracer(tracer: Tracer, plan: ProbePlan): Followed {
  const events: TracerEvent[] = [];
  const waiters = new Set<() => void>();
  const run = tracer.start(plan, event => {
    events.push(event);
    for (const wake of waiters) wake();
  });
  return {
    ...run,
    events,
    first: type =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          const found = events.find(event => event.type === type);
          if (found === undefined && events.at(-1)?.type !== 'ended') return;
          waiters.delete(wake);
          if (found === undefined) reject(new Error(`ended without ${type}: ${JSON.stringify(events.at(-1))}`));
          else resolve(found as never);
        };
        waiters.add(wake);
        wake();
      }),
  };
}

export function errorText(reason: EndReason): string {
  return reason.kind === 'failed' ? `${reason.error.message} ${reason.error.advice ?? ''}` : reason.kind;
}

/** Command lines of the processes that name `text` in theirs. */
export function processesNaming(text: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.some(word => word.includes(text)) ? [`${pid} ${words.join(' ')}`] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function until(what: string, isSo: () => boolean, limitMs = 5_000): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
