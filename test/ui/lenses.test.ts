/** The lenses in the workbench, before anything is traced or even built. */

import assert from 'node:assert/strict';
import { until } from '../harness/until.ts';
import { useDemoWindow } from '../support/demoWindow.ts';

describe('a Rust file in the workbench', () => {
  const vscode = useDemoWindow();

  it('has one Trace above each function in view, and Trace & Run above main', async () => {
    const { editor } = vscode().workbench;
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
    await vscode().screenshot('lenses');
  });

  it('prints no warning and no error', () => {
    assert.deepEqual(vscode().messages, []);
  });
});
