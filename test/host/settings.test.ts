/** The settings that have a say in what runs as root: taken from the machine's own alone, and seen by the setup check. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS, CONFIGURATION_SECTION } from '../../src/contributions.ts';

describe('the path of bcc’s trace in the settings', function () {
  this.timeout(60_000);
  const name = 'bccTracePath';
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(CONFIGURATION_SECTION);
  after(async () => {
    await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is what the setup check looks at, with the reason why it may not run', async () => {
    for (const path of ['/nowhere/trace', 'trace']) {
      await settings().update(name, path, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand(COMMANDS.checkSetup);
      await vscode.commands.executeCommand(COMMANDS.copySetupReport);
      const report = await vscode.env.clipboard.readText();
      assert.match(report, new RegExp(`^ {2}warning +bcc +${path} is not run as root: there is no such file$`, 'm'));
      assert.match(report, /rustTrace\.bccTracePath names bcc's trace by its absolute path/);
    }
  });

  it('cannot be set by a workspace', async () => {
    await assert.rejects(async () => settings().update(name, '/tmp/trace', vscode.ConfigurationTarget.Workspace));
  });
});
