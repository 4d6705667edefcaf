/** A folder that nobody has trusted: functions are marked, and nothing of the folder is run. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { useDemoWindow } from '../support/demoWindow.ts';

describe('Restricted Mode', function () {
  this.timeout(60_000);
  const vscode = useDemoWindow(() => Promise.resolve({ isTrustAsked: true }));

  it('shows lenses that explain and build nothing', async () => {
    const { workbench } = vscode();
    await workbench.editor.clickLens('fn add', 'Trace');
    assert.match(await workbench.notificationText('Restricted Mode'), /Tracing is off in Restricted Mode/);
    await vscode().screenshot('restricted-mode');
    const lenses = await workbench.editor.lenses();
    assert.ok(lenses.every(lens => lens.text === 'Trace'));
    await sleep(1000);
    assert.equal(existsSync(path.join(vscode().folder, 'target')), false);
  });

  it('checks the setup, and runs no self-test', async () => {
    const { workbench } = vscode();
    await workbench.quickInput.runCommand('Rust Trace: Check Setup');
    await workbench.webview().getByRole('button', { name: 'Run Self-Test' }).click();
    assert.match(await workbench.notificationText('nothing is built'), /in Restricted Mode/);
    await workbench.quickInput.runCommand('Notifications: Clear All Notifications');
    await workbench.quickInput.runCommand('View: Close Editor');
  });

  it('traces once the person trusts the folder', async () => {
    const { workbench } = vscode();
    await workbench.editor.clickLens('fn add', 'Trace');
    await workbench.clickNotificationButton('Restricted Mode', 'Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.quickInput.runCommand('View: Close Editor');
    await workbench.editor.lensAbove('fn main', 'Trace & Run');
    await workbench.editor.clickLens('fn add', 'Trace');
    assert.match(await workbench.notificationText('demo'), /demo has not been built yet/);
  });
});
