/**
 * Counting in the real workbench, on the real sample with the kernel's own counts: from a project that was never built to
 * the numbers of two runs beside each other. The truth is what the sample says of its own calls.
 */

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { type CountLine, CountsInWorkbench } from '../support/countsInWorkbench.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { type EchoedCall, groupBy, readEcho } from '../support/echo.ts';
import { runningTracers } from '../support/leftovers.ts';

const ROUNDS = 40;
const BUILD_MS = 60_000;
const ATTACH_MS = 30_000;
const NO_FUNCCOUNT = '/opt/no-such-tool/funccount';

const THEMES = [
  ['light', 'Light Modern'],
  ['dark', 'Dark Modern'],
  ['high-contrast', 'Dark High Contrast'],
  ['high-contrast-light', 'Light High Contrast'],
] as const;

describe('counting calls in the workbench', function () {
  this.timeout(90_000);
  let child: ChildProcess | null = null;
  const vscode = useDemoWindow(() =>
    Promise.resolve({ machineSettings: { 'rustTrace.tracer': 'bcc', 'rustTrace.bccFunccountPath': NO_FUNCCOUNT } }),
  );
  const counts = (): CountsInWorkbench => new CountsInWorkbench(vscode().workbench);
  const program = (): string => path.join(vscode().folder, 'target/debug/demo');

  after(() => {
    child?.kill();
  });

  /** Runs the sample to its end: what it says of its own calls. */
  async function runDemo({ rounds = ROUNDS, pauseMs = 5 } = {}): Promise<EchoedCall[]> {
    const echoFile = path.join(vscode().folder, '..', 'counted.jsonl');
    const options = ['--rounds', String(rounds), '--pause-ms', String(pauseMs), '--echo', echoFile];
    child = spawn(program(), options, { stdio: 'ignore' });
    await new Promise(resolve => child?.once('exit', resolve));
    return readEcho(echoFile);
  }

  /** The texts at the ends of lines, once one of them is as expected. */
  function inline(expected: RegExp, timeoutMs = 10_000): Promise<string[]> {
    return until(
      () => vscode().workbench.editor.textsAfterLines(),
      texts => texts.some(text => expected.test(text)),
      { timeoutMs, what: `a line that ends in ${String(expected)}` },
    );
  }

  /** The labels of the question, once one of them is as expected. */
  function labels(expected: RegExp, timeoutMs = 10_000): Promise<string[]> {
    return until(
      async () => (await vscode().workbench.quickInput.labels()).map(label => label.trim()),
      found => found.some(label => expected.test(label)),
      { timeoutMs, what: `a row ${String(expected)}` },
    );
  }

  async function useTheme(name: string): Promise<void> {
    const { quickInput } = vscode().workbench;
    await quickInput.runCommand('Preferences: Color Theme');
    await quickInput.type(name);
  }

  it('says what to do where nothing has been counted, and leads there', async () => {
    const { quickInput } = vscode().workbench;
    await quickInput.runCommand('Rust Trace: Show Counts');
    const button = counts().page.getByRole('button', { name: 'Count Calls Matching…' });
    await button.waitFor();
    await vscode().screenshot('counts-view-empty');
    await button.click();
    const found = await labels(/^Build demo$/);
    assert.ok(
      found.some(label => label.includes('demo has not been built yet')),
      found.join('\n'),
    );
    await vscode().screenshot('count-not-built');
  });

  it('builds the program, and then shows what there is to count', async () => {
    await vscode().workbench.quickInput.pick('Build demo');
    await labels(/^Count \d+ functions$/, BUILD_MS);
  });

  it('shows while a pattern is written what it matches, and what is wrong with it', async () => {
    const { quickInput } = vscode().workbench;
    await quickInput.type('/(/', { accept: false });
    await labels(/^\/\(\/ is no regular expression: Unterminated group/);
    await vscode().screenshot('count-bad-pattern');
    await quickInput.type('no_such_function_anywhere', { accept: false });
    await labels(/^No function of the workspace in demo \(dev\) matches no_such_function_anywhere\.$/);
    await vscode().screenshot('count-nothing-matches');
    await quickInput.type('demo::ad', { accept: false });
    assert.ok((await labels(/^Count 1 function$/)).includes('demo::add'));
    assert.match(await quickInput.title(), /demo · dev · 1 function in own crates$/);
  });

  it('tells of matches elsewhere, and lists the first hundred of all once std is taken in', async () => {
    const { quickInput, page } = vscode().workbench;
    await quickInput.type('core::fmt::Formatter::', { accept: false });
    await labels(/^No function of the workspace in demo \(dev\) matches core::fmt::Formatter::\.$/);
    await labels(/^\d+ of Rust’s own libraries do, such as core::fmt::Formatter::\w+\. Count those too\.$/);
    await vscode().screenshot('count-elsewhere');
    await quickInput.type('core::', { accept: false });
    await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Take in std' }).click();
    await labels(/^Count \d{3} functions$|^Count [\d,]{4,} functions$/);
    const title = await quickInput.title();
    const total = Number(/([\d,]+) functions in own crates, std$/.exec(title)?.[1]?.replaceAll(',', ''));
    assert.ok(total > 100, title);
    await page.locator('.quick-input-list', { hasText: `the first 100 of ${total.toLocaleString('en-US')}` }).waitFor();
    await vscode().screenshot('count-first-hundred');
    await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Leave out std' }).click();
    await labels(/^In own crates$/);
  });

  it('says that bcc is missing where bcc alone may count, and starts again with another tracer', async () => {
    const { workbench } = vscode();
    const { quickInput } = workbench;
    // Enter is pressed before the answer to what was typed can have come.
    await quickInput.type('demo::*');
    const text = await workbench.notificationText(NO_FUNCCOUNT);
    assert.match(text, /there is no such file/);
    assert.match(text, /rustTrace\.bccFunccountPath/);
    await counts().head(/Counting failed/);
    await vscode().screenshot('count-no-bcc');
    await workbench.clearNotifications();
    vscode().server.writeMachineSettings({ 'rustTrace.tracer': 'tracefs' });
    await until(
      async () => {
        // The setting may take a moment.
        await quickInput.runCommand('Rust Trace: Count Again');
        return counts().head(/functions Counting \d/, 5000);
      },
      () => true,
      { timeoutMs: ATTACH_MS, what: 'a count with tracefs' },
    );
    await workbench.clearNotifications();
    await workbench.statusItem('1 count').waitFor();
    await inline(/^\s*0 calls$/, ATTACH_MS);
  });

  it('draws how the numbers grow, and ends at those of the program', async () => {
    const { quickInput } = vscode().workbench;
    await quickInput.runCommand('View: Toggle Maximized Panel');
    const calls = await runDemo({ pauseMs: 60 });
    await counts().head(/functions Counting \d/);
    const byName = groupBy(calls, call => call.function.replace(/^([^<]+)<.*>$/, '$1'));
    assert.ok(byName.size > 20);
    for (const module of ['add', 'greet', 'largest', 'values', 'orders', 'stock']) {
      const own = [...byName].filter(([name]) => name.includes(`demo::${module}`));
      assert.ok(own.length > 0, module);
      await counts().shows(
        `demo::${module}`,
        own.map(([name, all]): CountLine => ({ name, count: String(all.length) })),
      );
    }
    await counts().filter('');
    const first = counts().lines.first();
    const widths = await counts()
      .page.locator('.line .bar')
      .evaluateAll((bars: { offsetWidth: number }[]) => bars.map(bar => bar.offsetWidth));
    assert.ok(Math.max(...widths) > 100 && Math.min(...widths) < 10, widths.join());
    assert.match((await first.locator('.sparkline path').getAttribute('d')) ?? '', /^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/);
    await vscode().screenshot('counts-view');
  });

  it('shows the instances of a generic function, each with its own number', async () => {
    const { page } = vscode().workbench;
    await counts().filter('demo::largest');
    await counts().lines.first().focus();
    await page.keyboard.press('ArrowRight');
    const instance = (type: string): CountLine => ({ name: `demo::largest<${type}>`, count: String(ROUNDS) });
    await counts().shows('demo::largest', ['u64', 'f64', '&str'].map(instance));
    await vscode().screenshot('counts-view-instances');
  });

  it('leads from a row to the source', async () => {
    const { workbench } = vscode();
    await workbench.quickInput.runCommand('View: Toggle Maximized Panel');
    const main = readFileSync(path.join(vscode().folder, 'src/main.rs'), 'utf8');
    const line1 = main.split('\n').findIndex(line => line.startsWith('fn largest')) + 1;
    await counts().page.getByRole('button', { name: 'demo::largest', exact: true }).click();
    await workbench.statusItem(`Ln ${String(line1)}, Col 1`).waitFor();
    await counts().filter('');
  });

  it('tells in the hover of each instance', async () => {
    const { editor, page } = vscode().workbench;
    // Nothing moves below the mouse any more.
    await editor.lensAbove('fn largest', 'Trace');
    const hover = await editor.hover('fn largest', 'largest');
    for (const type of ['u64', 'f64', '&str']) assert.ok(hover.includes(`demo::largest<${type}> ${ROUNDS}`), hover);
    await vscode().screenshot('count-hover');
    await page.keyboard.press('Escape');
  });

  it('counts nothing while it is paused, goes on afterwards, and begins anew with Reset', async () => {
    const { quickInput } = vscode().workbench;
    const add = (count: number): Promise<void> =>
      counts().shows('demo::add', [{ name: 'demo::add', count: String(count) }]);
    await quickInput.runCommand('Rust Trace: Pause Counting');
    await counts().head(/Paused/);
    await inline(/^\s*40 calls · paused$/);
    await runDemo({ rounds: 5 });
    await quickInput.runCommand('Rust Trace: Resume Counting');
    await counts().head(/functions Counting \d/);
    await runDemo({ rounds: 7 });
    await add(ROUNDS + 7);
    await quickInput.runCommand('Rust Trace: Reset Counts to Zero');
    await add(0);
    await runDemo();
    await add(ROUNDS);
    await counts().filter('');
  });

  for (const [name, theme] of THEMES) {
    it(`is readable in each theme: ${name}`, async () => {
      const { quickInput, page } = vscode().workbench;
      await useTheme(theme);
      await inline(new RegExp(`^\\s*${String(ROUNDS)} calls`));
      await vscode().screenshot(`count-${name}`);
      await quickInput.runCommand('Rust Trace: Count Calls Matching…');
      await quickInput.type('demo::stock', { accept: false });
      await labels(/^Count \d+ functions$/);
      await labels(/Shelf::put$/);
      await vscode().screenshot(`count-preview-${name}`);
      await page.keyboard.press('Escape');
    });
  }

  it('stops, leaves no probe behind and keeps its numbers', async () => {
    await useTheme('Light Modern');
    await vscode().workbench.quickInput.runCommand('Rust Trace: Stop Counting');
    await counts().head(/Stopped/);
    assert.deepEqual(runningTracers(program()), []);
    await inline(new RegExp(`^\\s*${String(ROUNDS)} calls$`));
  });

  it('writes the numbers into a file, as JSON and as CSV', async () => {
    const { quickInput, page } = vscode().workbench;
    const save = async (name: string): Promise<string> => {
      const file = path.join(vscode().folder, name);
      await quickInput.runCommand('Rust Trace: Export Counts…');
      await page.locator('.quick-input-title', { hasText: 'Export the counts' }).waitFor();
      // It writes its own proposal once it has looked at the folder.
      await until(
        () => quickInput.value(),
        value => value.endsWith('/counts-demo.csv'),
        { what: 'a proposed name' },
      );
      await quickInput.type(file, { accept: false });
      await labels(/^src$/);
      await page.keyboard.press('Enter');
      return until(
        () => readFileSync(file, 'utf8'),
        text => text !== '',
        { what: name },
      );
    };
    const json = JSON.parse(await save('counts.json')) as { functions: { function: string; count: number }[] };
    const inJson = new Map(json.functions.map(each => [each.function, each.count]));
    assert.equal(inJson.get('demo::add'), ROUNDS);
    assert.equal(inJson.get('demo::largest'), 3 * ROUNDS);
    const csv = await save('counts.csv');
    const [head, ...rows] = csv.trimEnd().split('\r\n');
    assert.match(head ?? '', /^function,crate,origin,count,/);
    assert.equal(rows.length, json.functions.length);
    assert.ok(
      rows.some(row => row.startsWith(`demo::add,demo,own,${String(ROUNDS)},true,1,`)),
      csv,
    );
  });

  it('compares with an earlier run', async () => {
    const { quickInput } = vscode().workbench;
    await quickInput.runCommand('Rust Trace: Count Again');
    await counts().head(/functions Counting \d.* 0 calls/, ATTACH_MS);
    await runDemo({ rounds: 2 * ROUNDS });
    await counts().shows('demo::add', [{ name: 'demo::add', count: String(2 * ROUNDS) }]);
    await counts().filter('');
    await quickInput.runCommand('Rust Trace: Compare Counts With…');
    await vscode().screenshot('count-compare-question');
    // Not the count that failed.
    const runs = await labels(/^demo::\*, \d\d:\d\d:\d\d$/);
    assert.equal(runs.filter(label => label.startsWith('demo::*')).length, 1, runs.join('\n'));
    await quickInput.type('stopped');
    await counts().head(/Compared with demo::\*, \d\d:\d\d:\d\d: /);
    await counts().page.getByRole('columnheader', { name: 'Ratio' }).waitFor();
    await vscode().screenshot('counts-view-compared');
  });

  it('traces a function of the list', async () => {
    const { quickInput } = vscode().workbench;
    await counts().filter('demo::greet');
    await counts().lines.first().hover();
    await vscode().screenshot('counts-view-actions');
    await counts().page.getByRole('button', { name: 'Trace demo::greet' }).click();
    await vscode().workbench.statusItem('1 trace').waitFor({ timeout: ATTACH_MS });
    await inline(/^\s*counted: 80 calls \| waiting: no process runs demo/, ATTACH_MS);
    await vscode().screenshot('counted-and-traced');
    await quickInput.runCommand('Rust Trace: Stop All Traces and Counts');
    await until(
      () => runningTracers(program()),
      running => running.length === 0,
      { timeoutMs: ATTACH_MS, what: 'the end of all tracers' },
    );
    await quickInput.runCommand('Rust Trace: Clear Traces and Counts');
    await until(
      () => vscode().workbench.editor.textsAfterLines(),
      texts => texts.length === 0,
      { what: 'lines with nothing behind them' },
    );
  });

  it('counts the functions of a file', async () => {
    const { quickInput } = vscode().workbench;
    await quickInput.runCommand('Rust Trace: Count Calls in This File');
    await counts().head(/^src\/main\.rs .*functions Counting \d.* 0 calls/, ATTACH_MS);
    await runDemo();
    await counts().shows('', [
      { name: 'demo::add', count: String(ROUNDS) },
      { name: 'demo::main', count: '1' },
    ]);
    await quickInput.runCommand('Rust Trace: Stop All Traces and Counts');
    await counts().head(/Stopped/);
  });

  it('prints no warning and no error', () => {
    assert.deepEqual(
      vscode().messages.filter(text => !text.includes(NO_FUNCCOUNT)),
      [],
    );
  });
});
