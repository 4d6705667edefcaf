/** The main job in the real workbench, with real bcc on the real sample: click, run, read, stop. */

import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { buildDemo } from '../support/demo.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { readEcho, readReturns, type EchoedCall } from '../support/echo.ts';
import { runningTracers, uprobeEvents } from '../support/leftovers.ts';

/** bcc compiles its program for each trace. */
const ATTACH_MS = 30_000;

/** How long a call took: `3.1 µs`. */
const TIME = '[\\d.]+ [nµm]s';

describe('a traced function in the workbench', function () {
  this.timeout(90_000);
  let program = '';
  let echoFile = '';
  let child: ChildProcess | null = null;
  const vscode = useDemoWindow(async folder => {
    program = await buildDemo(folder);
    echoFile = path.join(folder, '..', 'echo.jsonl');
    return { settings: { 'rustTrace.runArguments': ['--rounds', '20', '--pause-ms', '5'] } };
  });

  after(() => {
    child?.kill();
    rmSync(echoFile, { force: true });
  });

  /** Runs the sample to its end and returns what it says of its calls of a function. */
  async function runDemo(rounds: number, name: string): Promise<EchoedCall[]> {
    const args = ['--rounds', String(rounds), '--pause-ms', '5', '--echo', echoFile];
    child = spawn(program, args, { stdio: 'ignore' });
    await new Promise(resolve => child?.once('exit', resolve));
    return readEcho(echoFile).filter(call => call.function === name);
  }

  /** The text at the end of a line, once it is as expected. */
  function inline(expected: RegExp, timeoutMs = 10_000): Promise<string | undefined> {
    const { editor } = vscode().workbench;
    return until(
      async () => (await editor.textsAfterLines()).find(text => expected.test(text)),
      text => text !== undefined,
      { timeoutMs, what: `a line that ends in ${String(expected)}` },
    );
  }

  it('says at the line when it waits for calls', async () => {
    const { editor } = vscode().workbench;
    await editor.clickLens('fn add', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    await editor.lensAbove('fn add', 'Stop');
    await vscode().workbench.statusItem('1 trace').waitFor();
  });

  it('shows hits and the last arguments at the line, as the program echoes them', async () => {
    const calls = await runDemo(40, 'demo::add');
    const last = calls.at(-1)?.args;
    const sum = readReturns(echoFile).get(calls.at(-1)?.call ?? 0) ?? '';
    await inline(new RegExp(`^\\s*40 hits · a=${last?.a ?? ''} b=${last?.b ?? ''} → ${sum} in ${TIME}$`));
    await vscode().screenshot('inline');
  });

  it('tells on hover the count, the last ten calls, the symbol and the command', async () => {
    const hover = await vscode().workbench.editor.hover('fn add', 'add');
    await vscode().screenshot('hover');
    assert.match(hover, /demo::add/);
    assert.match(hover, /40 hits/);
    const calls = readEcho(echoFile).filter(call => call.function === 'demo::add');
    const shown = [...hover.matchAll(/\d\d:\d\d:\d\d\.\d{3}\s+demo \d+\s+(a=\d+ b=\d+)/g)].map(([, args]) => args);
    const expected = calls.slice(-10).map(call => `a=${call.args.a ?? ''} b=${call.args.b ?? ''}`);
    assert.deepEqual(shown, expected.reverse());
    const symbol = /\S*4demo3add17h\S*/.exec(execFileSync('nm', [program]).toString())?.[0] ?? 'none';
    assert.ok(hover.includes(symbol));
    assert.match(hover, /trace-bpfcc/);
  });

  it('writes a line a call into the output panel', async () => {
    const { quickInput, panel } = vscode().workbench;
    await quickInput.runCommand('Rust Trace: Show Output');
    const lines = await until(
      () => panel.outputLines(),
      seen => seen.some(line => line.includes('demo::add(a=39, b=13) → 52')),
      { what: 'the last call in the output panel' },
    );
    assert.ok(
      lines.some(line =>
        /\d\d:\d\d:\d\d\.\d{6} demo\[\d+\/\d+ demo\] demo::add\(a=39, b=13\) → 52 in [\d.]+ [µm]s$/.test(line),
      ),
      lines.join('\n'),
    );
    await vscode().screenshot('output');
  });

  it('leaves no process and no probe behind when it is stopped', async () => {
    const { editor } = vscode().workbench;
    await editor.clickLens('fn add', 'Stop');
    await editor.lensAbove('fn add', 'Trace');
    await inline(/40 hits · a=39 b=13 → 52 in .* · stopped/, 20_000);
    await until(
      () => runningTracers(program),
      alive => alive.length === 0,
      { what: 'the end of the tracer' },
    );
    assert.deepEqual(uprobeEvents(program), []);
  });

  it('shows text and says why a value is not shown', async () => {
    const { editor, quickInput } = vscode().workbench;
    await editor.clickLens('fn greet', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    const calls = await runDemo(7, 'demo::greet');
    await inline(new RegExp(`7 hits · name=${calls.at(-1)?.args.name ?? ''} n=${calls.at(-1)?.args.n ?? ''}`));
    await editor.clickLens('fn greet', 'Stop');
    await inline(/7 hits .*stopped/, 20_000);
    await quickInput.runCommand('Rust Trace: Clear');
  });

  it('attaches before the program runs, so that no call is missed', async () => {
    const { editor, panel, quickInput } = vscode().workbench;
    await quickInput.openFile('src/main.rs:40');
    await editor.clickLens('fn main', 'Trace & Run');
    await until(
      () => panel.terminalLines(),
      lines => lines.some(line => line.startsWith('round 0: add(0, 13) = 13')),
      { timeoutMs: ATTACH_MS, what: 'the output of the program' },
    );
    await inline(/^\s*1 hit · in [\d.]+ m?s · stopped/, 20_000);
    await vscode().screenshot('trace-and-run');
  });

  it('ends with its window, however busy', async () => {
    const { editor, quickInput } = vscode().workbench;
    await quickInput.openFile('src/main.rs:19');
    await editor.clickLens('fn add', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    child = spawn(program, ['--pause-ms', '5'], { stdio: 'ignore' });
    await inline(/^\s*\d+ hits · a=\d+ b=13 → \d+ in .*$/);
    assert.equal(runningTracers(program).length > 0, true);
    assert.deepEqual(vscode().messages, []);
    await vscode().leavePage();
    await until(
      () => runningTracers(program),
      alive => alive.length === 0,
      { timeoutMs: 30_000, what: 'the end of the tracer' },
    );
    assert.deepEqual(uprobeEvents(program), []);
  });
});
