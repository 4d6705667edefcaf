/**
 * `npm run demo [-- --no-open] [--no-install]`: the product on the sample crate, from nothing. Prepares the machine,
 * builds, traces two functions of the running sample live in the terminal, and opens VS Code on it until Ctrl-C.
 * With --no-open, or without a terminal, it ends after the live trace. Exit code 0 only when hits were seen.
 */

import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildDemo, demoFolder } from '../test/support/demo.ts';
import { bundleOnce } from './bundle.ts';
import { findDesktop, openDesktop, serveInBrowser } from './demo/editor.ts';
import { liveTrace } from './demo/liveTrace.ts';
import { prepare, type Need } from './prepare.ts';

const { values } = parseArgs({ options: { 'no-open': { type: 'boolean' }, 'no-install': { type: 'boolean' } } });
const traceSeconds = 5;
const interruptedCode = 130;
const opensEditor = !values['no-open'] && process.stdout.isTTY;
const desktop = findDesktop();

/** Aborts on Ctrl-C and its kin: every step below ends then, and `finally` clears up. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort();
  });
}

try {
  process.exitCode = await demo(interrupted.signal);
} catch (error) {
  if (!interrupted.signal.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = interrupted.signal.aborted ? interruptedCode : 1;
}

async function demo(signal: AbortSignal): Promise<number> {
  say('Looking at what this machine has for tracing');
  const needs: Need[] = ['cargo', 'tracefs'];
  if (opensEditor && desktop === null) needs.push('vscode');
  const unmet = await prepare(new Set(needs), { install: !values['no-install'], log: indented });
  for (const reason of unmet.values()) console.error(`  ${reason}`);
  if (unmet.size > 0) return 1;

  say('Building the extension and the sample, test/fixtures/demo');
  await bundleOnce({ production: false, log: indented });
  const binary = await buildDemo();
  signal.throwIfAborted();

  const program = spawn(binary, [], { stdio: 'ignore' });
  process.once('exit', () => program.kill());
  try {
    say(`The sample runs as process ${program.pid}; nothing in it is made for tracing`);
    for (const target of ['demo::add', 'demo::greet']) {
      const { exitCode, hits } = await liveTrace({ target, folder: demoFolder, seconds: traceSeconds, signal });
      signal.throwIfAborted();
      if (exitCode !== 0 || hits === 0) {
        console.error(`Tracing ${target} ended with ${exitCode} and ${hits} hits.`);
        return 1;
      }
    }
    if (!opensEditor) return 0;
    if (desktop !== null) await openDesktop(desktop, demoFolder, signal);
    else await serveInBrowser(demoFolder, signal);
    return 0;
  } finally {
    program.kill();
  }
}

function indented(line: string): void {
  console.log(`  ${line}`);
}

function say(sentence: string): void {
  console.log(`\n${sentence}.`);
}
