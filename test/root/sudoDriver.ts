/**
 * A process of its own that becomes root as an unprivileged user does: `sudoDriver JOB`, where JOB is a JSON object.
 * Says every event on stdout as a line of JSON. A line on its stdin, or SIGINT, stops the trace.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { AskPassword } from '../../src/tracer/askpass.ts';
import { createBccTracer, bccTracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import { launch } from '../../src/tracer/launcher.ts';
import { findSudo, obtainPrivilege } from '../../src/tracer/privilege.ts';
import { superviseCommand } from '../../src/tracer/supervisor.ts';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { createTracefsTracer } from '../../src/tracer/tracefs/tracefsTracer.ts';
import type { Tracer, TracerName } from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

export interface SudoJob {
  /** Traces odd.rs at this path. */
  readonly trace?: string;
  /** Default bcc. */
  readonly tracer?: TracerName;
  /** Where tracefs needs more than the symbols: the plan itself. */
  readonly plan?: ProbePlan;
  /** A stand-in for bcc's `trace`, which takes seconds to start. */
  readonly tool?: string;
  /** Or runs this command under the supervisor, and tells of what it writes. */
  readonly run?: readonly string[];
  /** What the person types, in turn; null cancels. Without it nobody can be asked. */
  readonly answers?: readonly (string | null)[];
  /** How long the person thinks. */
  readonly thinksMs?: number;
  readonly hasTerminal?: boolean;
  /** Traces one after the other; default 1. */
  readonly times?: number;
  /** Runs the traced program and stops at its hits. */
  readonly runsProgram?: boolean;
  readonly seconds?: number;
}

const job = JSON.parse(process.argv[2] ?? '{}') as SudoJob;
const answers = [...(job.answers ?? [])];

function say(event: object): void {
  console.log(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}

const askPassword: AskPassword = async ({ prompt, attempt, signal }) => {
  say({ type: 'asked', prompt, attempt });
  const answer = answers.shift();
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, job.thinksMs ?? 0);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return answer ?? undefined;
};
const options = {
  ...(job.answers === undefined ? {} : { askPassword }),
  hasTerminal: job.hasTerminal === true,
  limits: () => ({ recordedPerSecond: null, seconds: job.seconds ?? null }),
};

function createTracer(): Tracer {
  const { tool } = job;
  if (job.tracer === 'tracefs') return createTracefsTracer(options);
  if (tool === undefined) return createBccTracer(options);
  return bccTracerOn({ ...options, isRoot: false, findSudo, findTool: () => tool });
}

async function trace(tracer: Tracer, binary: string): Promise<void> {
  let hits = 0;
  const run = tracer.start(job.plan ?? oddPlan(binary), event => {
    say(event);
    if (event.type === 'attached' && job.runsProgram === true) execFile(binary, () => undefined).stdin?.end('\n');
    if (event.type === 'hit' && ++hits === 20 && job.runsProgram === true) run.stop();
  });
  const stop = (): void => {
    run.stop();
  };
  // At a terminal sudo reads what is typed.
  if (job.hasTerminal !== true) process.stdin.on('data', stop);
  process.on('SIGINT', stop);
  await run.done;
  process.stdin.off('data', stop);
}

async function runCommand(argv: readonly string[]): Promise<void> {
  const command = superviseCommand(argv, 1, job.seconds ?? null);
  const privilege = await obtainPrivilege({ ...options, isRoot: false, findSudo }, command.display);
  const child = launch([...privilege.prefix, ...command.argv], privilege.environment);
  const hash = createHash('sha256');
  let bytes = 0;
  const texts: Uint8Array[] = [];
  await Promise.all([
    (async () => {
      for await (const chunk of child.stdout) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    })(),
    (async () => {
      for await (const chunk of child.stderr) texts.push(chunk);
    })(),
  ]);
  const exit = await child.exit;
  await privilege.askpass?.dispose();
  say({ type: 'ran', ...exit, bytes, sha256: hash.digest('hex'), stderr: Buffer.concat(texts).toString() });
}

if (job.trace !== undefined) {
  const tracer = createTracer();
  for (let time = 0; time < (job.times ?? 1); time++) await trace(tracer, job.trace);
}
if (job.run !== undefined)
  await runCommand(job.run).catch((error: unknown) => {
    say({ type: 'threw', message: String(error) });
  });
process.stdin.destroy();
