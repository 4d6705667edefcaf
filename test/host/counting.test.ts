/** The commands that count, inside the extension host: closed without an answer, refused without a file, and told why not. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

/** Whether it ends while whatever it asks is closed. */
async function endsWhenClosed(done: PromiseLike<unknown>): Promise<void> {
  const ended = Promise.resolve(done).then(() => true);
  await until(
    async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await vscode.commands.executeCommand('notifications.clearAll');
      return Promise.race([ended, new Promise(resolve => setTimeout(resolve, 50, false))]);
    },
    isDone => isDone === true,
    { what: 'the end of the question' },
  );
}

describe('counting calls', () => {
  it('asks for a pattern, with a Rust file in front or without, and starts nothing when that is closed', async () => {
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
    await endsWhenClosed(vscode.commands.executeCommand(COMMANDS.countMatching));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await endsWhenClosed(vscode.commands.executeCommand(COMMANDS.countMatching));
  });

  for (const command of [COMMANDS.countFile, COMMANDS.countModule, COMMANDS.countCallees]) {
    it(`offers the build that is missing: ${command}`, async () => {
      assert.ok(folder);
      const { document } = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
      const line0 = document.positionAt(document.getText().indexOf('fn add(')).line;
      const argument = { file: document.uri.fsPath, path: 'add', line0 };
      await endsWhenClosed(vscode.commands.executeCommand(command, argument));
    });

    it(`tells the person when no Rust file is in front, and does not throw: ${command}`, async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      for (const argument of [undefined, 'add', { command: 'ls' }, null]) {
        await vscode.commands.executeCommand(command, argument);
      }
    });
  }

  it('again says that there is nothing to count again, whatever it is given', async () => {
    for (const argument of [undefined, 1, 'x', null]) {
      await vscode.commands.executeCommand(COMMANDS.countAgain, argument);
    }
  });

  it('leaves nothing behind that stopping or clearing would fail on', async () => {
    await vscode.commands.executeCommand(COMMANDS.stopAll);
    await vscode.commands.executeCommand(COMMANDS.clear);
  });
});
