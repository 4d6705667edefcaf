/** A trace that stays while its program is started, is not, and is built again; with real cargo, bcc and sample. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from '../harness/until.ts';
import { buildDemo } from '../support/demo.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { runningTracers } from '../support/leftovers.ts';

/** bcc compiles its program for each build. */
const ATTACH_MS = 60_000;

describe('a trace that lives through builds', function () {
  this.timeout(180_000);
  let program = '';
  const vscode = useDemoWindow(async folder => {
    program = await buildDemo(folder);
    return {};
  });
  const mainFile = (): string => path.join(vscode().folder, 'src/main.rs');

  /** Runs the sample to its end; it calls `add` once a round. */
  async function runDemo(rounds: number): Promise<void> {
    await promisify(execFile)(program, ['--rounds', String(rounds), '--pause-ms', '5']);
  }

  function inline(expected: RegExp, timeoutMs = 15_000): Promise<string | undefined> {
    const { editor } = vscode().workbench;
    return until(
      async () => (await editor.textsAfterLines()).find(text => expected.test(text)),
      text => text !== undefined,
      { timeoutMs, what: `a line that ends in ${String(expected)}` },
    );
  }

  it('says at the line that no process runs the program, and in the hover what to do', async () => {
    const { editor } = vscode().workbench;
    await editor.clickLens('fn add', 'Trace');
    await inline(/^\s*waiting: no process runs demo/, ATTACH_MS);
    assert.match(await editor.hover('fn add', 'add'), /No process runs demo/);
    await vscode().screenshot('not-running');
    await vscode().workbench.page.keyboard.press('Escape');
  });

  it('counts when the program runs, and says nothing more of it', async () => {
    await runDemo(4);
    await inline(/^\s*4 hits · a=3 b=13 → 16 in [^·]+$/);
  });

  it('goes on counting in a new build, marked with its time, and tells the builds apart in the hover', async () => {
    const { editor } = vscode().workbench;
    const source = readFileSync(mainFile(), 'utf8');
    writeFileSync(
      mainFile(),
      source.replace('fn add(a: u64, b: u64)', '// moved\nfn add(x: u64, y: u64)').replace('a + b', 'x + y'),
    );
    await buildDemo(vscode().folder);
    await inline(/^\s*4 hits · a=3 b=13 → 16 in [^·]+ · rebuilt \d\d:\d\d:\d\d/, ATTACH_MS);
    await runDemo(2);
    await inline(/^\s*6 hits · x=1 y=13 → 14 in [^·]+ · rebuilt \d\d:\d\d:\d\d$/);
    const hover = await editor.hover('fn add', 'add');
    await vscode().screenshot('rebuilt');
    assert.match(hover, /since \d\d:\d\d:\d\d: 2 hits/);
    assert.match(hover, /\d\d:\d\d:\d\d to \d\d:\d\d:\d\d: 4 hits/);
    // Calls of the build before still read as they were.
    assert.match(hover, /x=1 y=13/);
    assert.match(hover, /a=3 b=13/);
  });

  it('leaves no tracer of any build behind', async () => {
    const { editor } = vscode().workbench;
    await editor.clickLens('fn add', 'Stop');
    await inline(/^\s*6 hits · x=1 y=13 → 14 in [^·]+ · rebuilt \d\d:\d\d:\d\d · stopped/, 30_000);
    assert.deepEqual(runningTracers(program), []);
    assert.deepEqual(vscode().messages, []);
  });

  it('says at the line why a function cannot be traced, until it is cleared', async () => {
    const { editor, quickInput } = vscode().workbench;
    const source = readFileSync(mainFile(), 'utf8');
    writeFileSync(mainFile(), `${source}\n#[cfg(windows)]\nfn elsewhere() {}\n`);
    await buildDemo(vscode().folder);
    await quickInput.openFile(`src/main.rs:${String(source.split('\n').length + 2)}`);
    await editor.clickLens('fn elsewhere', 'Trace');
    await inline(/^\s*cannot be traced: /, ATTACH_MS);
    assert.match(await editor.hover('fn elsewhere', 'elsewhere'), /cannot be traced/);
    await vscode().screenshot('refused');
    await quickInput.runCommand('Rust Trace: Clear Traces and Counts');
    await until(
      () => editor.textsAfterLines(),
      texts => !texts.some(text => text.includes('cannot be traced')),
      { what: 'an empty line' },
    );
  });
});

describe('the binary that functions are traced in', function () {
  this.timeout(120_000);
  const vscode = useDemoWindow(async folder => {
    await buildDemo(folder);
    await buildDemo(folder, 'release');
    return {};
  });

  it('is chosen in the status bar, of those that were built', async () => {
    const { workbench } = vscode();
    await workbench.statusItem('auto').click();
    const labels = (await workbench.quickInput.labels()).map(label => label.trim());
    assert.deepEqual(labels, ['Automatic', 'demo', 'demo']);
    await vscode().screenshot('choose-artifact');
    await workbench.quickInput.type('release');
    await workbench.statusItem('demo · release').waitFor();
  });

  it('is the automatic one again when that is chosen', async () => {
    const { workbench } = vscode();
    await workbench.quickInput.runCommand('Rust Trace: Choose Traced Binary');
    await workbench.quickInput.pick('Automatic');
    await workbench.statusItem('auto').waitFor();
  });
});
