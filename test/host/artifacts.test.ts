/** The choice of the traced binary in a workspace where nothing has been built, and what it needs. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

/** Runs the command, and accepts what its list offers first until it is done. */
async function chooseFirst(): Promise<void> {
  const done = vscode.commands.executeCommand(COMMANDS.chooseArtifact).then(() => true);
  await until(
    async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return Promise.race([done, new Promise(resolve => setTimeout(resolve, 50, false))]);
    },
    isDone => isDone === true,
    { what: 'the end of the choice' },
  );
}

describe('the choice of the traced binary', () => {
  it('offers the automatic choice first, and ends when it is taken', async () => {
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
    await chooseFirst();
    await chooseFirst();
  });

  it('tells the person when no Rust file is in front, and does not throw', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand(COMMANDS.chooseArtifact);
  });
});
