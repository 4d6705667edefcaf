/** The extension as VS Code sees it: when it starts, and that it has what package.json promises. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };

const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

describe('the extension', () => {
  it('is installed, and asleep in a window without a Rust file', () => {
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  it('wakes when a Rust file is opened', async () => {
    assert.ok(extension && folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
    for (let waitedMs = 0; !extension.isActive && waitedMs < 10_000; waitedMs += 50) await sleep(50);
    assert.equal(extension.isActive, true);
  });

  it('has registered every command of its manifest', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(
      declared.filter(command => !registered.has(command)),
      [],
    );
  });

  it('has its settings known to VS Code, with their defaults', () => {
    for (const [key, { default: expected }] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, expected, key);
    }
  });
});
