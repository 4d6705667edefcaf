/** Structures, returns, conditions and chosen fields in the real workbench; the sample's own echo says what is right. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from '../harness/until.ts';
import { buildDemo } from '../support/demo.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { readEcho, readReturns, type EchoedCall } from '../support/echo.ts';

/** On a busy machine. */
const ATTACH_MS = 30_000;
const ROUNDS = 8;

interface EndedCall extends EchoedCall {
  /** Null where it panicked. */
  readonly result: string | null;
}

describe('values in the workbench', function () {
  this.timeout(90_000);
  let program = '';
  let echoFile = '';
  const vscode = useDemoWindow(async folder => {
    program = await buildDemo(folder);
    echoFile = path.join(folder, '..', 'echo.jsonl');
    // So few that one probe can read all of an order.
    const settings = { 'rustTrace.values.elements': 4 };
    // Attached in a moment, five times; the same values through bcc: test/root.
    return { settings, machineSettings: { 'rustTrace.tracer': 'tracefs' } };
  });

  after(() => {
    rmSync(echoFile, { force: true });
  });

  /** Runs the sample to its end, which must be a good one, and returns what it says of its calls of a function. */
  async function runDemo(name: string): Promise<EndedCall[]> {
    await promisify(execFile)(program, ['--rounds', String(ROUNDS), '--pause-ms', '5', '--echo', echoFile]);
    const returns = readReturns(echoFile);
    const calls = readEcho(echoFile).filter(call => call.function === name);
    return calls.map(call => ({ ...call, result: returns.get(call.call) ?? null }));
  }

  function inline(expected: RegExp, timeoutMs = 10_000): Promise<string | undefined> {
    const { editor } = vscode().workbench;
    return until(
      async () => (await editor.textsAfterLines()).find(text => expected.test(text)),
      text => text !== undefined,
      { timeoutMs, what: `a line that ends in ${String(expected)}` },
    );
  }

  /** Clicks `…` above the function and chooses what it offers. */
  async function choose(code: string, way: string): Promise<void> {
    const { editor, quickInput } = vscode().workbench;
    await editor.clickLens(code, '…');
    await quickInput.pick(way);
  }

  it('shows a structure and what was returned at the line', async () => {
    const { editor, quickInput } = vscode().workbench;
    await quickInput.openFile('src/checkout.rs:60');
    await editor.clickLens('fn accept', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    const calls = await runDemo('demo::checkout::accept');
    assert.equal(calls.at(-1)?.result, 'Err(TooHeavy { grams: 2400, limit: 2000 })');
    const shown = await inline(/^\s*8 hits/);
    assert.match(shown ?? '', /^\s*8 hits · order=Order { id: 7, … } limit=2000 → Err\(.*….*\) in [\d.]+ [µm]s$/);
    await vscode().screenshot('values-inline');
  });

  it('lays the structure out in the hover, with the returns, their histogram and percentiles', async () => {
    const { workbench } = vscode();
    const calls = readEcho(echoFile).filter(call => call.function === 'demo::checkout::accept');
    // The editor lays code out once it has loaded how to colour it.
    const hover = await until(
      () => workbench.editor.hover('fn accept', 'accept'),
      text => /^ +id: 7,$/m.test(text),
      { what: 'the structure over several lines' },
    );
    await vscode().screenshot('values-hover');
    const bare = (text: string): string => text.replace(/\s/g, '');
    assert.ok(bare(hover).includes(bare(`order: ${calls.at(-1)?.args.order ?? '?'}`)), hover);
    assert.match(hover, /8 returned/);
    assert.match(hover, /[µm]s [▁▂▃▄▅▆▇█ ]+ [\d.]+ [µm]s/);
    assert.match(hover, /p50 [\d.]+ [µm]s · p99 [\d.]+ [µm]s/);
    await workbench.page.keyboard.press('Escape');
  });

  it('writes each call with its values and its return into the output panel, as the program echoes them', async () => {
    const { quickInput, panel } = vscode().workbench;
    const returns = readReturns(echoFile);
    const calls = readEcho(echoFile).filter(call => call.function === 'demo::checkout::accept');
    await quickInput.runCommand('Rust Trace: Show Output');
    const expected = calls.map(
      ({ call, args }) =>
        `demo::checkout::accept(order=${args.order ?? ''}, limit=${args.limit ?? ''}) → ${returns.get(call) ?? ''} in `,
    );
    // Long lines are wrapped, at blanks.
    const bare = (text: string): string => text.replace(/\s/g, '');
    await until(
      async () => bare((await panel.outputLines()).join('')),
      text => expected.slice(-2).every(line => text.includes(bare(line))),
      { what: 'the last two calls in the output panel' },
    );
    await vscode().screenshot('values-output');
    await vscode().workbench.page.keyboard.press('Control+J');
  });

  it('says of calls that a panic ended that they were unwound, and the program goes on', async () => {
    const { editor, page } = vscode().workbench;
    await editor.clickLens('fn accept', 'Stop');
    await inline(/8 hits .*stopped/, 20_000);
    await editor.clickLens('fn inspect', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    const calls = await runDemo('demo::checkout::inspect');
    const panicked = calls.filter(({ result }) => result === null).length;
    assert.ok(panicked > 0 && panicked < ROUNDS);
    await inline(/8 hits · order=.* → unwound after [\d.]+ [µm]s$/);
    const hover = await editor.hover('fn inspect', 'inspect');
    await vscode().screenshot('unwound');
    assert.match(hover, new RegExp(`${ROUNDS - panicked} returned · ${panicked} unwound`));
    await page.keyboard.press('Escape');
    await editor.clickLens('fn inspect', 'Stop');
    await inline(/8 hits · order=.*stopped/, 20_000);
  });

  it('refuses a condition with a word on where it is wrong, and traces the calls alone that fulfil a right one', async () => {
    const { editor, page, quickInput } = vscode().workbench;
    await choose('fn accept', 'Trace when…');
    await quickInput.type('order.id > 4 && ordr.id < 7', { accept: false });
    await until(
      () => quickInput.message(),
      message => message.includes('There is no argument `ordr`'),
      { what: 'what is wrong with the condition' },
    );
    await vscode().screenshot('condition-wrong');
    await quickInput.type('order.id > 4 && matches!(order.payment, Card { .. } | Cash)');
    await inline(/waiting for the first call/, ATTACH_MS);
    const calls = await runDemo('demo::checkout::accept');
    const matching = calls.filter(
      ({ args: { order = '' } }) => Number(/id: (\d+)/.exec(order)?.[1]) > 4 && !order.includes('payment: Invoice'),
    );
    assert.ok(matching.length > 0 && matching.length < ROUNDS - 5);
    await inline(new RegExp(`^\\s*${matching.length} hits · .* · when order\\.id > 4 && matches!`));
    const hover = await editor.hover('fn accept', 'accept');
    await vscode().screenshot('condition');
    assert.match(hover, /when order\.id > 4 && matches!\(order\.payment, Card \{ \.\. \} \| Cash\)/);
    assert.match(hover, new RegExp(`${matching.length} returned`));
    await page.keyboard.press('Escape');
    await editor.clickLens('fn accept', 'Stop');
    await inline(/hits .*stopped/, 20_000);
  });

  it('reads the chosen field alone', async () => {
    const { editor, page, quickInput } = vscode().workbench;
    await choose('fn accept', 'Trace with…');
    await quickInput.labels();
    await vscode().screenshot('choose-fields');
    await quickInput.toggleAll();
    await quickInput.pick('id');
    await page.keyboard.press('Enter');
    await inline(/waiting for the first call/, ATTACH_MS);
    await runDemo('demo::checkout::accept');
    await inline(/^\s*8 hits · order=Order { id: 7, customer: …, .* }$/);
    const hover = await editor.hover('fn accept', 'accept');
    await vscode().screenshot('chosen-field');
    assert.match(hover, /Read alone: order\.id\./);
    assert.deepEqual(vscode().messages, []);
  });
});
