/** The lenses in the workbench, before anything is traced or even built. */

import assert from 'node:assert/strict';
import { root } from '../../scripts/root.ts';
import { openWindow, type VSCodeWindow } from '../harness/window.ts';
import { until } from '../harness/until.ts';
import { copyDemo } from '../support/demo.ts';

describe('a Rust file in the workbench', function () {
  this.timeout(120_000);
  const demo = copyDemo();
  let vscode: VSCodeWindow;

  before(async () => {
    vscode = await openWindow({ folder: demo.folder, file: 'src/main.rs', linkedExtensions: [root] });
  });
  after(async () => {
    await vscode.close();
    demo.remove();
  });

  it('has one Trace above each function in view, and Trace & Run above main', async () => {
    const { editor } = vscode.workbench;
    const functions = (await editor.lines()).flatMap(line => /^\s*(?:pub )?fn (\w+)/.exec(line)?.[1] ?? []);
    assert.ok(functions.includes('add') && functions.includes('main'), functions.join());
    await until(
      () => editor.lens('Trace').count(),
      count => count === functions.length,
      { what: 'the lenses' },
    );
    for (const name of functions) await editor.lensAbove(`fn ${name}`, 'Trace');
    await editor.lensAbove('fn main', 'Trace & Run');
    assert.equal(await editor.lens('Trace & Run').count(), 1);
    await vscode.screenshot('lenses');
  });

  it('prints no warning and no error', () => {
    assert.deepEqual(vscode.messages, []);
  });
});
