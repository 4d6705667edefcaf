/** What the editor says of a function that is called faster than hits may be recorded, and the way back. */

import assert from 'node:assert/strict';
import { until } from '../harness/until.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { buildFloodIn, FLOOD_FILE, Flooder } from '../support/flooder.ts';

const CALLS_A_TURN = 5000;
const ATTACH_MS = 30_000;
const COUNTING = /^\s*[\d,]+ hits · counting only: [\d,]+\/s · earlier: call=\d+ (thread=0|…)( → .+)?$/;
const RECORD_ALL = 'Record all';

describe('a function that is called too fast to be recorded', function () {
  this.timeout(90_000);
  let program: Flooder;
  let calls = 0;
  let stop = new AbortController();
  let flooding = Promise.resolve();
  const vscode = useDemoWindow(async folder => {
    program = new Flooder(await buildFloodIn(folder));
    return { file: FLOOD_FILE, machineSettings: { 'rustTrace.tracer': 'tracefs' } };
  });
  after(async () => {
    await calm();
    await program.end();
  });

  async function call(count: number): Promise<void> {
    ({ calls } = await program.flood(count));
  }

  function startFlood(): void {
    stop = new AbortController();
    flooding = (async () => {
      while (!stop.signal.aborted) await call(CALLS_A_TURN);
    })();
  }

  async function calm(): Promise<void> {
    stop.abort();
    await flooding;
  }

  async function inline(expected: RegExp, timeoutMs = 15_000): Promise<void> {
    const { editor } = vscode().workbench;
    await until(
      () => editor.textsAfterLines(),
      texts => texts.some(text => expected.test(text)),
      { timeoutMs, what: `a line that ends in ${String(expected)}` },
    );
  }

  it('says at the line that it is only counted, and how often it is called', async () => {
    await vscode().workbench.editor.clickLens('fn called', 'Trace');
    await inline(/waiting for the first call/, ATTACH_MS);
    startFlood();
    await inline(COUNTING);
    await vscode().screenshot('counting-only');
  });

  it('says why on hover, and offers to record all', async () => {
    const hover = await vscode().workbench.editor.hover('fn called', 'called');
    assert.match(hover, /Hits come faster than the limit of rustTrace\.recordedPerSecond, so they are only counted/);
    assert.ok(hover.includes(RECORD_ALL), hover);
    await vscode().screenshot('counting-only-hover');
    await vscode().workbench.page.keyboard.press('Escape');
  });

  it('is readable in the other theme, too', async () => {
    await vscode().workbench.quickInput.runCommand('Preferences: Toggle between Light/Dark Themes');
    await inline(COUNTING);
    await vscode().screenshot('counting-only-other-theme');
  });

  it('is recorded again when the program has calmed down, and no call is missing from the count', async () => {
    await calm();
    await inline(/^\s*[\d,]+ hits · earlier: call=\d+ (thread=0|…)( → .+)?$/);
    await call(3);
    await inline(new RegExp(`^\\s*${calls.toLocaleString('en-US')} hits · call=2 thread=0 → 1 in .+$`));
    await vscode().screenshot('recorded-again');
  });

  it('is recorded however fast it is called, from when it is told to', async () => {
    const { editor, page } = vscode().workbench;
    startFlood();
    await inline(COUNTING);
    await editor.hover('fn called', 'called');
    await page.locator('.monaco-hover-content a', { hasText: RECORD_ALL }).first().click();
    await inline(/^\s*≥?[\d,]+ hits · call=\d+ thread=0( → .+)?$/);
    await calm();
    await inline(new RegExp(`^\\s*${calls.toLocaleString('en-US')} hits · call=\\d+ thread=0 → .+$`));
    assert.deepEqual(vscode().messages, []);
  });
});
