/** Who traces the sample's functions: a window of ours with each tracer, and the two tools with the symbol known. */

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { TracerName } from '../../../src/tracer/tracer.ts';
import type { WindowTimes } from './window.ts';

/** A program that calls the functions every millisecond, all the time. */
export interface ClickTask {
  readonly binary: string;
  /** Of the functions. */
  readonly file: string;
  /** The functions that are clicked one after the other in a window. */
  readonly functions: readonly { readonly name: string; readonly symbol: string }[];
  /** Bundle of window.ts. */
  readonly window: string;
}

/** Milliseconds since the click, or since the command was entered. */
export interface ClickTimes {
  /** Null where the tool does not say when its probe is in place. */
  readonly attachedMs: number | null;
  readonly hitMs: number;
}

export interface ClickContender {
  /** Rows of the table, one for each of the times that it answers. */
  readonly names: readonly string[];
  /** Traces until the first hit has come, and ends. Rejects with its own words. */
  readonly trace: (task: ClickTask) => Promise<readonly ClickTimes[]>;
}

/** After so long a contender has failed. */
const DEADLINE_MS = 60_000;

export const TRACE = '`trace-bpfcc`, its command entered';

export function rowName(tracer: TracerName, which: 'first' | 'second'): string {
  return `rust-trace, ${tracer}, ${which} trace of a window`;
}

export const CONTENDERS: readonly ClickContender[] = [
  ours('tracefs'),
  ours('bcc'),
  { names: [TRACE], trace: async task => [await traceBpfcc(task)] },
  { names: ['`bpftrace`, its command entered'], trace: async task => [await bpftrace(task)] },
];

function ours(tracer: TracerName): ClickContender {
  return {
    names: [rowName(tracer, 'first'), rowName(tracer, 'second')],
    trace: async ({ window, file, functions }) => {
      const words = [window, tracer, file, ...functions.map(({ name }) => name)];
      const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: DEADLINE_MS });
      return JSON.parse(stdout) as WindowTimes[];
    },
  };
}

/** Its header says that the probe is in place. At a terminal each line is written at once. */
async function traceBpfcc(task: ClickTask): Promise<ClickTimes> {
  const probe = `p:${task.binary}:${firstSymbol(task)} "%llu %llu", arg1, arg2`;
  const marks = await marksOf('trace-bpfcc', [probe], [/^PID /, /^\d+ /]);
  return { attachedMs: marks[0] ?? NaN, hitMs: marks[1] ?? NaN };
}

/** What it says first, it says before it attaches. */
async function bpftrace(task: ClickTask): Promise<ClickTimes> {
  const script = `uprobe:${task.binary}:${firstSymbol(task)} { printf("%lu %lu\\n", arg0, arg1); }`;
  const marks = await marksOf('bpftrace', ['-B', 'line', '-e', script], [/^\d+ \d+$/]);
  return { attachedMs: null, hitMs: marks[0] ?? NaN };
}

function firstSymbol({ functions: [first] }: ClickTask): string {
  return first?.symbol ?? '';
}

/** When the tool had said each of the lines, milliseconds since it was started; it is gone then. */
async function marksOf(tool: string, words: readonly string[], lines: readonly RegExp[]): Promise<number[]> {
  const startMs = performance.now();
  const child = spawn(tool, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  const end = once(child, 'close');
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', line => said.push(line));
  try {
    return await marksIn(child, lines, startMs);
  } catch (cause) {
    throw new Error(said.at(-1) ?? `${tool} ended early`, { cause });
  } finally {
    child.kill('SIGINT');
    await end;
    clearTimeout(deadline);
  }
}

async function marksIn(
  child: ChildProcessByStdio<null, Readable, Readable>,
  lines: readonly RegExp[],
  startMs: number,
): Promise<number[]> {
  const marks: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines[marks.length]?.test(line) === true) marks.push(performance.now() - startMs);
    // What it says from now on is not read: it is ended.
    if (marks.length === lines.length) return marks;
  }
  throw new Error('it ended early');
}
