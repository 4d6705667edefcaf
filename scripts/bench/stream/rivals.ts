/** The tools that a person would print the same two arguments with, each into a file: how many lines come. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Flood, RATES, SECONDS } from './flood.ts';
import { PacedProgram, type PacedTarget } from './paced.ts';

export interface Rival {
  readonly name: string;
  readonly argv: (target: PacedTarget) => readonly [string, ...string[]];
  /** The line that says that it is attached. */
  readonly attached: RegExp;
  /** Of a hit. */
  readonly line: RegExp;
}

export const RIVALS: readonly Rival[] = [
  {
    name: '`trace-bpfcc`',
    argv: ({ binary, symbol }) => ['trace-bpfcc', `p:${binary}:${symbol} "%llu %llu", arg1, arg2`],
    attached: /^PID +TID/,
    line: / \d+ \d+$/,
  },
  {
    name: '`bpftrace` with `printf`',
    argv: ({ binary, symbol }) => [
      'bpftrace',
      '-e',
      `uprobe:${binary}:${symbol} { printf("%lu %lu\\n", arg0, arg1); }`,
    ],
    attached: /^Attaching 1 probe/,
    line: /^\d+ \d+$/,
  },
];

const ATTACH_MS = 60_000;
const LOOK_EVERY_MS = 50;
/** It has attached some moment after it has said so, or before. */
const AFTER_ATTACHED_MS = 1000;
/** Nothing more comes once nothing has for so long. */
const QUIET_MS = 1500;

/** @throws what the tool says when it does not attach */
export async function printed(rival: Rival, target: PacedTarget, scratch: string): Promise<Flood[]> {
  const [file, errors] = [path.join(scratch, 'printed'), path.join(scratch, 'complaints')];
  const [stdout, stderr] = [openSync(file, 'w'), openSync(errors, 'w')];
  const [command, ...args] = rival.argv(target);
  const tool = spawn(command, args, {
    stdio: ['ignore', stdout, stderr],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  closeSync(stdout);
  closeSync(stderr);
  const program = new PacedProgram(target);
  try {
    const endMs = performance.now() + ATTACH_MS;
    while ((await linesOf(file, rival.attached)) === 0) {
      if (tool.exitCode !== null || performance.now() > endMs) throw new Error(`${rival.name} does not attach`);
      await sleep(LOOK_EVERY_MS);
    }
    await sleep(AFTER_ATTACHED_MS);
    const floods: Flood[] = [];
    let before = 0;
    for (const rate of RATES) {
      const { calls, perSecond } = await program.run(rate, SECONDS);
      await quiet(file);
      const all = await linesOf(file, rival.line);
      floods.push({ rate, perSecond, calls, brought: all - before, said: null, delayMs: null, processorUs: null });
      before = all;
    }
    return floods;
  } finally {
    await program.end();
    tool.kill('SIGINT');
    if (tool.exitCode === null && tool.signalCode === null) await once(tool, 'exit');
  }
}

async function linesOf(file: string, pattern: RegExp): Promise<number> {
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) if (pattern.test(line)) lines++;
  return lines;
}

/** Resolves when the file has not grown for a while. */
async function quiet(file: string): Promise<void> {
  let before = -1;
  while (statSync(file).size !== before) {
    before = statSync(file).size;
    await sleep(QUIET_MS);
  }
}
