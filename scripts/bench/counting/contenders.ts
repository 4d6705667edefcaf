/** Who counts: our command line and our counters, bcc's funccount, and bpftrace with a probe for each function. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CountPlan } from '../../../src/model/countPlan.ts';
import { createMachineCounter } from '../../../src/tracer/machineCounter.ts';
import { NO_LIMITS, type TracerName } from '../../../src/tracer/tracer.ts';
import { countWhile } from '../../../test/support/counted/countWhile.ts';
import { root } from '../../root.ts';
import type { CountedSet } from './countedSet.ts';

/** A program that is run once while its functions are counted. */
export interface CountTask {
  readonly set: CountedSet;
  /** Of the same functions. */
  readonly plan: CountPlan;
  /** Folder of its Cargo.toml. */
  readonly folder: string;
  readonly binary: string;
  readonly argv: readonly [string, ...string[]];
  /** A folder for files. */
  readonly scratch: string;
  /** After so long a contender has failed. */
  readonly deadlineMs: number;
}

export interface CountContender {
  readonly name: string;
  /** Whether it is tried with so many functions, which may take it many minutes; else why not. */
  readonly whyNot: (functions: number) => string | null;
  /** Counts while the task's program runs, and ends. Answers counts by function. Rejects with its own words. */
  readonly count: (task: CountTask) => Promise<ReadonlyMap<string, number>>;
}

const always = (): null => null;

export const IN_EDITOR = 'rust-trace in the editor, tracefs';

export const CONTENDERS: readonly CountContender[] = [
  { name: '`rust-trace count`, tracefs', whyNot: always, count: task => commandLine(task, 'tracefs') },
  { name: '`rust-trace count`, bcc', whyNot: upTo(10), count: task => commandLine(task, 'bcc') },
  { name: IN_EDITOR, whyNot: always, count: task => inEditor(task, 'tracefs') },
  { name: 'rust-trace in the editor, bcc', whyNot: upTo(10), count: task => inEditor(task, 'bcc') },
  { name: '`funccount-bpfcc`', whyNot: upTo(300, 'refuses more than 1,000'), count: funccount },
  { name: '`bpftrace`', whyNot: upTo(300, 'needs more than 10 minutes'), count: bpftrace },
];

function upTo(most: number, reason = '`auto` takes tracefs'): CountContender['whyNot'] {
  return functions => (functions <= most ? null : reason);
}

async function commandLine(task: CountTask, tracer: TracerName): Promise<ReadonlyMap<string, number>> {
  const options = ['--tracer', tracer, '--json', '--', ...task.argv];
  const argv = [
    path.join(root, 'dist/cli.js'),
    'count',
    task.set.pattern,
    '--bin',
    path.basename(task.binary),
    ...options,
  ];
  const { said } = await ended(spawn(process.execPath, argv, { cwd: task.folder }), task);
  const counts = new Map<string, number>();
  for (const text of said.split('\n').filter(line => line.startsWith('{'))) {
    const line = JSON.parse(text) as { type: string; tracer?: string; function?: string; count?: number };
    if (line.type === 'attached' && line.tracer !== tracer) throw new Error(`${line.tracer ?? 'nobody'} counted`);
    if (line.type === 'count') counts.set(line.function ?? '', line.count ?? NaN);
  }
  return counts;
}

/** The editor's process runs, and the plan of what is to be counted is there. */
async function inEditor({ plan, argv }: CountTask, tracer: TracerName): Promise<ReadonlyMap<string, number>> {
  const counter = createMachineCounter({
    limits: () => NO_LIMITS,
    prefer: () => tracer,
    bccFunccountPath: () => '',
  });
  const { functions, tracer: carrier } = await countWhile(counter, plan, argv);
  if (carrier !== tracer) throw new Error(`${carrier ?? 'nobody'} counted`);
  return new Map(functions.map(({ name, count }) => [name, count]));
}

/** It starts no program: that is started when it says that it counts, and it is interrupted when that has ended. */
async function funccount(task: CountTask): Promise<ReadonlyMap<string, number>> {
  const { symbols } = task.set;
  const pattern = `${task.binary}:^(${[...symbols.values()].map(symbol => symbol.replaceAll(/[.$]/g, '\\$&')).join('|')})$`;
  const tool = spawn('funccount-bpfcc', ['-r', pattern], { env: { ...process.env, PYTHONUNBUFFERED: '1' } });
  const end = ended(tool, task);
  while (!(await isSaid(tool, end, /^Tracing \d+ functions/m)));
  const [file, ...args] = task.argv;
  await once(spawn(file, args, { stdio: 'ignore' }), 'exit');
  tool.kill('SIGINT');
  const { said } = await end;
  const rows = [...said.matchAll(/^(\S+) +(\d+)$/gm)].map(([, symbol = '', count]) => [symbol, Number(count)] as const);
  return bySymbol(rows, symbols);
}

async function bpftrace(task: CountTask): Promise<ReadonlyMap<string, number>> {
  const { symbols } = task.set;
  const script = path.join(task.scratch, 'count.bt');
  const probe = `uprobe:${task.binary}:`;
  writeFileSync(script, `${[...symbols.values()].map(symbol => probe + symbol).join(',\n')} { @[probe] = count(); }\n`);
  const limits = { BPFTRACE_MAX_PROBES: '9999', BPFTRACE_MAX_BPF_PROGS: '9999' };
  const tool = spawn('bpftrace', ['-c', task.argv.join(' '), script], { env: { ...process.env, ...limits } });
  const { said } = await ended(tool, task);
  const rows = [...said.matchAll(/^@\[(.*)\]: (\d+)$/gm)].map(
    ([, name = '', count]) => [name.slice(probe.length), Number(count)] as const,
  );
  return bySymbol(rows, symbols);
}

/** Neither tool says zeros. */
function bySymbol(
  rows: readonly (readonly [string, number])[],
  symbols: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const counts = new Map(rows);
  return new Map([...symbols].map(([name, symbol]) => [name, counts.get(symbol) ?? 0]));
}

const outputs = new WeakMap<ChildProcess, { said: string }>();

/** What it has said when it ends by itself. Rejects with its own words where it fails or takes too long. */
async function ended(tool: ChildProcess, { deadlineMs }: CountTask): Promise<{ readonly said: string }> {
  const output = { said: '', complained: '' };
  outputs.set(tool, output);
  tool.stdout?.on('data', (chunk: Buffer) => (output.said += chunk.toString()));
  tool.stderr?.on('data', (chunk: Buffer) => (output.complained += chunk.toString()));
  const deadline = setTimeout(() => {
    output.complained += `\nit did not end within ${deadlineMs / 1000} s`;
    tool.kill('SIGKILL');
  }, deadlineMs);
  const [exitCode] = (await once(tool, 'close')) as [number | null];
  clearTimeout(deadline);
  if (exitCode !== 0) throw new Error(output.complained.trim().split('\n').at(-1) ?? `it ended with ${exitCode}`);
  return output;
}

/** Waits a little; true once it has said the words. Rejects when it has ended. */
async function isSaid(tool: ChildProcess, end: Promise<unknown>, words: RegExp): Promise<boolean> {
  const hasEnded = await Promise.race([end.then(() => true), sleep(5, false)]);
  if (hasEnded) throw new Error(`it ended early: ${outputs.get(tool)?.said ?? ''}`);
  return words.test(outputs.get(tool)?.said ?? '');
}
