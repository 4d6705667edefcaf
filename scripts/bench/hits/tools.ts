/** What a person would type instead. Each tool writes to a file, whose lines are counted afterwards. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CalledProgram } from './calledProgram.ts';
import { type Contender, isAdd, type Watching } from './contender.ts';
import type { HitTask } from './task.ts';

/** bcc's compiler on a busy machine. */
const ATTACH_MS = 60_000;

/** What it has seen has been said when nothing more came for so long. */
const QUIET_MS = 300;

const isNoStruct: Contender['watches'] = ({ called, profile }) => called !== 'take' && profile === 'release';

export const TRACE_BPFCC = '`trace-bpfcc`';

export const TOOLS: readonly Contender[] = [
  { name: '`funccount-bpfcc`', watches: isAdd, calls: 300_000, watch: funccount },
  { name: TRACE_BPFCC, watches: isNoStruct, calls: 30_000, watch: traceBpfcc },
  { name: '`bpftrace`, `printf`', watches: isNoStruct, calls: 30_000, watch: bpftrace },
  { name: '`perf record`', watches: isAdd, calls: 100_000, watch: perfRecord },
  { name: 'gdb, `dprintf`', watches: isAdd, calls: 500, stops: true, watch: gdb },
  { name: 'lldb, a command of a breakpoint', watches: isAdd, calls: 200, stops: true, watch: lldb },
];

async function funccount({ binary, symbol, scratch }: HitTask): Promise<Watching> {
  const tool = new Tool(['funccount-bpfcc', `${binary}:${symbol}`], scratch);
  await tool.says(/^Tracing 1 functions/m);
  return { end: async () => Number(/^\S*hits\S* +(\d+)$/m.exec(await tool.end())?.[1] ?? NaN) };
}

async function traceBpfcc({ called, binary, symbol, scratch }: HitTask): Promise<Watching> {
  const format = called === 'add' ? '"%lld %lld", arg1, arg2' : '"%s", arg1';
  const tool = new Tool(['trace-bpfcc', `p:${binary}:${symbol} ${format}`], scratch);
  await tool.says(/^PID +TID/m);
  return { end: async () => linesOf(await tool.end(), symbol) };
}

/** It says that it attaches, not that it has: some calls more tell. */
async function bpftrace({ called, binary, symbol, scratch }: HitTask, program: CalledProgram): Promise<Watching> {
  const format = called === 'add' ? '"hit %d %d\\n", arg0, arg1' : '"hit %s\\n", str(arg0, arg1)';
  const script = `uprobe:${binary}:${symbol} { printf(${format}); }`;
  const tool = new Tool(['bpftrace', '-B', 'line', '-e', script], scratch);
  await tool.says(/^hit /m, () => program.call(called, 1));
  return { end: async () => linesOf(await tool.end(), 'hit ') };
}

/** Its own probe, which stays in the kernel until it is deleted. The command that it runs begins once all is recorded. */
async function perfRecord({ binary, symbol, scratch }: HitTask): Promise<Watching> {
  const event = `bench_${process.pid}`;
  execFileSync('perf', ['probe', '-q', '-x', binary, '--add', `${event}=${symbol} a=%di b=%si`]);
  const data = path.join(scratch, 'perf.data');
  const remove = (): void => {
    execFileSync('perf', ['probe', '-q', '--del', `probe_hits:${event}`]);
    rmSync(data, { force: true });
  };
  const command = ['sh', '-c', 'echo ready; read -r line'];
  const tool = new Tool(['perf', 'record', '-a', '-o', data, '-e', `probe_hits:${event}`, '--', ...command], scratch);
  await tool.says(/^ready/m);
  return {
    end: async () => {
      const said = await tool.end('\n');
      remove();
      return Number(/\((\d+) samples\)/.exec(said)?.[1] ?? NaN);
    },
  };
}

async function gdb({ scratch }: HitTask, { pid }: CalledProgram): Promise<Watching> {
  const commands = ['set pagination off', 'dprintf hits::add,"hit %d %d\\n",a,b', 'continue'];
  const tool = new Tool(
    ['gdb', '-nx', '-batch', '-p', String(pid), ...commands.flatMap(each => ['-ex', each])],
    scratch,
  );
  await tool.says(/^Dprintf 1 at/m);
  return { end: async () => linesOf(await tool.ended(), 'hit ') };
}

async function lldb({ scratch }: HitTask, { pid }: CalledProgram): Promise<Watching> {
  const commands = ['breakpoint set -n hits::add -G true -C "frame variable a b"', 'continue'];
  const tool = new Tool(['lldb', '-b', '-p', String(pid), ...commands.flatMap(each => ['-o', each])], scratch);
  await tool.says(/^\(lldb\) continue/m);
  return { end: async () => linesOf(await tool.ended(), '(long) a') };
}

/** So many lines have these words. */
function linesOf(said: string, words: string): number {
  return said.split('\n').filter(line => line.includes(words)).length;
}

class Tool {
  readonly #argv: readonly string[];
  readonly #child: ChildProcess;
  readonly #file: string;

  constructor(argv: readonly [string, ...string[]], scratch: string) {
    this.#argv = argv;
    this.#file = path.join(scratch, 'said');
    const output = openSync(this.#file, 'w');
    const env = { ...process.env, PYTHONUNBUFFERED: '1' };
    // Who was started in the background of a shell is deaf to Ctrl-C, and so is what it starts.
    this.#child = spawn('env', ['--default-signal=INT', ...argv], { stdio: ['pipe', output, output], env });
    closeSync(output);
  }

  /** Waits until it has said the words, and does `meanwhile` now and then. */
  async says(words: RegExp, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const untilMs = performance.now() + ATTACH_MS;
    while (!words.test(this.#said)) {
      await meanwhile();
      await sleep(20);
      if (this.#hasEnded || performance.now() > untilMs) throw new Error(this.#complaint());
    }
  }

  /** Ends it, by Ctrl-C or by what is typed, once it says nothing more; all that it has said. */
  async end(typed: string | null = null): Promise<string> {
    for (let bytes = -1; bytes !== this.#bytes;) {
      bytes = this.#bytes;
      await sleep(QUIET_MS);
    }
    if (typed === null) this.#child.kill('SIGINT');
    else this.#child.stdin?.write(typed);
    return this.ended();
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<string> {
    if (!this.#hasEnded) await once(this.#child, 'exit');
    return this.#said;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get #bytes(): number {
    return statSync(this.#file).size;
  }

  get #said(): string {
    return readFileSync(this.#file, 'utf8');
  }

  #complaint(): string {
    this.#child.kill('SIGKILL');
    return `${this.#argv[0] ?? ''}: ${this.#said.trim().split('\n').at(-1) ?? 'it says nothing'}`;
  }
}
