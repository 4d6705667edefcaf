/** Our own command line at work, as a person would use it, with its hits counted. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../root.ts';

export interface LiveTraceOptions {
  /** Function to trace, as the command line takes it. */
  readonly target: string;
  /** Folder of its crate. */
  readonly folder: string;
  readonly seconds: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Prints every hit as it comes; `hits` is how many lines named the function. */
export async function liveTrace({ target, folder, seconds, signal }: LiveTraceOptions): Promise<{
  readonly exitCode: number;
  readonly hits: number;
}> {
  const words = ['trace', target, '--for', `${seconds}s`];
  console.log(`\n$ rust-trace ${words.join(' ')}`);
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...words], {
    cwd: folder,
    // sudo may ask in the terminal.
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  let hits = 0;
  createInterface({ input: child.stdout }).on('line', line => {
    console.log(line);
    if (line.includes(`${target}(`)) hits++;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? 1, hits };
}
