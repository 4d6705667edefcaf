/** Check Setup opens its page, copies it, and types no command that it did not offer. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

function pages(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Rust Trace Setup');
}

describe('Check Setup', function () {
  this.timeout(60_000);
  after(async () => {
    await vscode.window.tabGroups.close(pages());
  });

  it('opens one page, however often it is asked for', async () => {
    await vscode.commands.executeCommand(COMMANDS.checkSetup);
    await vscode.commands.executeCommand(COMMANDS.checkSetup);
    await until(
      () => Promise.resolve(pages()),
      seen => seen.length > 0,
      { timeoutMs: 5000, what: 'the page' },
    );
    assert.equal(pages().length, 1);
  });

  it('copies what it found, with the versions a bug report needs', async () => {
    await vscode.commands.executeCommand(COMMANDS.copySetupReport);
    const report = await vscode.env.clipboard.readText();
    assert.ok(report.startsWith(`Rust Trace ${manifest.version}, Node ${process.versions.node}\n`), report);
    assert.match(report, /^ {2}\w+ +Kernel +\d+\.\d+/m);
    assert.match(report, /^ {2}ok +cargo +\d+\.\d+/m);
  });

  it('types nothing for a finding that there is not', async () => {
    const before = vscode.window.terminals.length;
    for (const id of ['nothing', 'rm -rf /', undefined, { command: 'ls' }]) {
      await vscode.commands.executeCommand(COMMANDS.typeSetupFix, id);
    }
    assert.equal(vscode.window.terminals.length, before);
  });
});
