/** What a user gets: the package, made as for the marketplace and installed from its file, does its work in VS Code. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../../scripts/root.ts';
import { useDemoWindow } from '../support/demoWindow.ts';

describe('the installed package', () => {
  const vscode = useDemoWindow(async demoFolder => {
    // Beside the copy of the sample, and removed with it.
    const vsix = path.join(demoFolder, '..', 'rust-trace.vsix');
    await promisify(execFile)('npx', ['vsce', 'package', '--no-dependencies', `--out=${vsix}`], { cwd: root });
    return { packages: [vsix] };
  });

  it('shows its lenses', async () => {
    await vscode().workbench.editor.lensAbove('fn add', 'Trace');
    assert.deepEqual(vscode().messages, []);
  });

  it('keeps the mode of the script that sudo executes', () => {
    const installed = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
    const script = path.join(vscode().server.extensionsFolder, installed, 'dist/askpass.sh');
    assert.equal(statSync(script).mode & 0o111, 0o111);
  });
});
