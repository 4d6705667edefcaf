/** What has a say in what runs as root is the machine's own, and recording all is harmless where nothing is counted. */

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/contributions.ts';
import { bccFunccountPath, bccTracePath, isInlineEnabled, traceLimits, tracerChoice } from '../../src/ui/settings.ts';
import { until } from '../harness/until.ts';

/** Each another than the default. */
const VALUES = {
  tracer: 'tracefs',
  recordedPerSecond: 7,
  timeLimit: 3,
  bccTracePath: '/opt/bcc/trace',
  bccFunccountPath: '/opt/bcc/funccount',
};

function inForce(): unknown {
  return [tracerChoice(), traceLimits(), bccTracePath(), bccFunccountPath()];
}

describe('the settings of what runs as root', function () {
  this.timeout(30_000);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const file = path.join(folder, '.vscode/settings.json');
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('rustTrace');
  const defaults = ['auto', { recordedPerSecond: 2000, seconds: null }, '', ''];

  afterEach(async () => {
    rmSync(file, { force: true });
    for (const name of Object.keys(VALUES)) {
      await configuration().update(name, undefined, vscode.ConfigurationTarget.Global);
    }
    await until(isInlineEnabled, isEnabled => isEnabled, { what: 'the settings of before' });
  });

  it('are not those of the workspace', async () => {
    assert.deepEqual(inForce(), defaults);
    const ours = Object.entries(VALUES).map(([name, value]) => [`rustTrace.${name}`, value] as const);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...Object.fromEntries(ours), 'rustTrace.inline.enabled': false }));
    await until(isInlineEnabled, isEnabled => !isEnabled, { what: 'a setting of the workspace' });
    assert.deepEqual(inForce(), defaults);
    for (const name of Object.keys(VALUES)) {
      await assert.rejects(async () =>
        configuration().update(name, VALUES[name as keyof typeof VALUES], vscode.ConfigurationTarget.Workspace),
      );
    }
    assert.deepEqual(inForce(), defaults);
  });

  it('are those of the machine', async () => {
    for (const [name, value] of Object.entries(VALUES)) {
      await configuration().update(name, value, vscode.ConfigurationTarget.Global);
    }
    assert.deepEqual(inForce(), [
      'tracefs',
      { recordedPerSecond: 7, seconds: 180 },
      '/opt/bcc/trace',
      '/opt/bcc/funccount',
    ]);
  });
});

describe('recording all', () => {
  it('starts nothing where nothing is only counted, whatever it is given', async () => {
    for (const argument of [undefined, { file: '/nowhere.rs', path: 'f', line0: 0 }, 'add', { command: 'ls' }, null]) {
      await vscode.commands.executeCommand(COMMANDS.recordAll, argument);
    }
    assert.deepEqual(vscode.tasks.taskExecutions, []);
  });
});
