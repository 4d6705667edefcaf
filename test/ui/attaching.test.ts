/** A running process chosen from the list, and the trace of a function in it alone. */

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { buildDemo } from '../support/demo.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { startContained, type Contained } from '../support/contained.ts';

const COMMAND = 'Rust Trace: Trace Function in a Running Process…';

describe('the choice of a running process', function () {
  this.timeout(180_000);
  const children: ChildProcess[] = [];
  let program = '';
  let contained: Contained | null = null;
  const vscode = useDemoWindow(async folder => {
    program = await buildDemo(folder);
    return {};
  });
  const start = (...args: string[]): ChildProcess => {
    const child = spawn(program, ['--pause-ms', '200', ...args], { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const lineTexts = async (): Promise<string> => (await vscode().workbench.editor.textsAfterLines()).join();

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await contained?.end();
  });

  it('says what to do while nothing runs, and shows a program that is started meanwhile', async () => {
    const { workbench } = vscode();
    const lines = readFileSync(path.join(vscode().folder, 'src/main.rs'), 'utf8').split('\n');
    const line1 = lines.findIndex(line => line.startsWith('fn add(')) + 1;
    await workbench.quickInput.openFile(`src/main.rs:${String(line1)}`);
    await workbench.quickInput.runCommand(COMMAND);
    await until(
      () => workbench.quickInput.labels(),
      labels => labels.some(label => label.includes('No process that could be looked into runs this function')),
      { what: 'the word that nothing runs' },
    );
    start('--rounds', '100000');
    start('--threads', '2');
    if (process.geteuid?.() === 0) contained = await startContained(program, '/app/server', ['--pause-ms', '500']);
    await until(
      () => workbench.quickInput.labels(),
      labels => labels.filter(label => label.startsWith('demo ')).length >= 2,
      { what: 'two processes' },
    );
    await until(
      () => workbench.quickInput.labels(),
      labels => contained === null || labels.some(label => label.startsWith('server ')),
      { what: 'the process in a container' },
    );
    await vscode().screenshot('processes');
  });

  it('traces the one that is taken, says which it is, and that it has ended', async () => {
    const { workbench } = vscode();
    const [, chosen] = children;
    assert.ok(chosen?.pid !== undefined);
    await workbench.quickInput.type(String(chosen.pid));
    const text = await until(lineTexts, shown => /\d+ hits/.test(shown), { timeoutMs: 60_000, what: 'hits' });
    assert.match(text, new RegExp(`process ${String(chosen.pid)}`));
    await vscode().screenshot('process-traced');
    chosen.kill('SIGKILL');
    await until(lineTexts, shown => shown.includes('process ended'), { timeoutMs: 30_000, what: 'the end' });
    await workbench.editor.lensAbove('fn add', 'Trace');
  });
});
