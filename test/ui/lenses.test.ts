/** The lenses in the workbench, before anything is traced or even built. */

import assert from 'node:assert/strict';
import { until } from '../harness/until.ts';
import { useDemoWindow } from '../support/demoWindow.ts';

describe('a Rust file in the workbench', () => {
  const vscode = useDemoWindow();

  it('has Trace and … above each function in view, Trace & Run above main too, and no other lens', async () => {
    const { editor } = vscode().workbench;
    await editor.lensAbove('fn main', 'Trace & Run');
    const functions = (await editor.lines()).filter(line => /^\s*(?:pub )?fn \w+/.test(line)).map(line => line.trim());
    assert.ok(functions.some(line => line.startsWith('fn add(')));
    const expected = functions.flatMap(line => [
      ['Trace', line],
      ...(line.startsWith('fn main(') ? [['Trace & Run', line]] : []),
      ['…', line],
    ]);
    // VS Code takes lenses off the page for a moment while it asks for them anew.
    const seen = await until(
      async () => (await editor.lenses()).map(({ text, line }) => [text, line]),
      lenses => lenses.length >= expected.length,
      { what: 'all lenses in view' },
    );
    assert.deepEqual(seen, expected);
    await vscode().screenshot('lenses');
  });

  it('prints no warning and no error', () => {
    assert.deepEqual(vscode().messages, []);
  });
});
