/** A trace from tasks.json: its terminal shows command, hits and end; ending the task ends the trace. */

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { buildDemo } from '../support/demo.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { runningTracers } from '../support/leftovers.ts';

describe('a trace as a task of tasks.json', function () {
  this.timeout(90_000);
  let program = '';
  let child: ChildProcess | null = null;
  const vscode = useDemoWindow(async folder => {
    program = await buildDemo(folder);
    const task = { label: 'trace add', type: 'rust-trace', file: 'src/main.rs', function: 'add' };
    mkdirSync(path.join(folder, '.vscode'));
    writeFileSync(path.join(folder, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    return {};
  });

  after(() => {
    child?.kill();
  });

  it('shows the command, and then each hit, in its terminal', async () => {
    const { quickInput, panel, editor } = vscode().workbench;
    await editor.lensAbove('fn add', 'Trace');
    await quickInput.runCommand('Tasks: Run Task');
    await quickInput.pick('trace add');
    await until(
      () => panel.terminalLines(),
      lines => lines.includes('demo::add: attached, 1 probe'),
      { timeoutMs: 30_000, what: 'an attached trace' },
    );
    child = spawn(program, ['--rounds', '200', '--pause-ms', '10'], { stdio: 'ignore' });
    const lines = await until(
      () => panel.terminalLines(),
      seen => seen.some(line => line.includes('demo::add(a=199, b=13)')),
      { what: 'the last hit' },
    );
    assert.match(lines.join(''), /trace-bpfcc/);
    // A return that comes late has a line of its own.
    const hits = lines.filter(line =>
      /^\d\d:\d\d:\d\d\.\d{6} demo\[\d+\/\d+ demo\] demo::add\(a=\d+, b=13\)(?: → \d+ in [\d.]+ [nµm]s)?$/.test(line),
    );
    assert.equal(hits.length, 200);
    await vscode().screenshot('task-terminal');
  });

  it('is a trace like any other at the line', async () => {
    const { editor } = vscode().workbench;
    await editor.lensAbove('fn add', 'Stop');
    await until(
      () => editor.textsAfterLines(),
      texts => texts.some(text => /^200 hits · a=199 b=13 → 212 in [\d.]+ [nµm]s$/.test(text.trim())),
      { what: 'the last call at the line' },
    );
  });

  it('stops when the task is ended', async () => {
    const { quickInput, editor } = vscode().workbench;
    await quickInput.runCommand('Tasks: Terminate Task');
    await quickInput.pick('trace add');
    await until(
      () => editor.textsAfterLines(),
      texts => texts.some(text => /^200 hits · a=199 b=13 → 212 in [\d.]+ [nµm]s · stopped$/.test(text.trim())),
      { timeoutMs: 20_000, what: 'the end of the trace at the line' },
    );
    await until(
      () => runningTracers(program),
      alive => alive.length === 0,
      { what: 'the end of the tracer' },
    );
  });
});
