/** The other ways to trace inside the extension host: closed without an answer, and refused without a function. */

import * as vscode from 'vscode';
import assert from 'node:assert/strict';
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

for (const command of [COMMANDS.traceMore, COMMANDS.traceWhen, COMMANDS.traceWith]) {
  describe(`the command ${command}`, () => {
    it('ends when it is closed, and starts nothing', async () => {
      assert.ok(folder);
      const file = vscode.Uri.joinPath(folder, 'src/main.rs');
      const { document } = await vscode.window.showTextDocument(file);
      const line0 = document
        .getText()
        .split('\n')
        .findIndex(line => line.startsWith('fn add('));
      const argument = { file: file.fsPath, path: 'add', line0 };
      const done = vscode.commands.executeCommand(command, argument).then(() => true);
      await until(
        async () => {
          await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
          return Promise.race([done, new Promise(resolve => setTimeout(resolve, 50, false))]);
        },
        isDone => isDone === true,
        { what: 'the end of the question' },
      );
      assert.deepEqual(vscode.tasks.taskExecutions, []);
    });

    it('tells the person when no Rust file is in front, and does not throw', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand(command);
    });
  });
}
