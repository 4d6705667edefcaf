/** The setup page as a person sees and uses it. */

import assert from 'node:assert/strict';
import { until } from '../harness/until.ts';
import { setupOf, gatherEvidence } from '../../src/doctor/checkSetup.ts';
import { useDemoWindow } from '../support/demoWindow.ts';

describe('the setup page', function () {
  this.timeout(90_000);
  const vscode = useDemoWindow();

  const page = () => vscode().workbench.webview();

  it('shows what the check finds on this machine', async () => {
    await vscode().workbench.quickInput.runCommand('Rust Trace: Check Setup');
    const rows = await until(
      async () => (await page().locator('tr').allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim()),
      seen => seen.length > 0,
      { timeoutMs: 20_000, what: 'findings' },
    );
    // The window's own processes run on this machine, so it is found as this process finds it.
    const { findings } = setupOf(await gatherEvidence());
    assert.equal(rows.length, findings.length);
    for (const { status, title, detail } of findings) {
      assert.ok(
        rows.some(row => row.includes(` ${status} ${title} ${detail}`)),
        `${status} ${title} ${detail}\n${rows.join('\n')}`,
      );
    }
    await vscode().screenshot('setup');
  });

  // Before the self-test: one that passes takes offers back.
  it('types the command of a finding into a terminal, and does not run it', async () => {
    const offers = setupOf(await gatherEvidence()).findings.flatMap(({ status, title, fix }) => {
      return status === 'ok' || typeof fix?.command !== 'string' ? [] : [{ title, command: fix.command }];
    });
    const buttons = page().getByRole('button', { name: /^Type the command for/ });
    assert.equal(await buttons.count(), offers.length);
    const [offer] = offers;
    // A machine where all is well has no such button.
    if (offer === undefined) return;
    const { title, command } = offer;
    await page()
      .getByRole('button', { name: `Type the command for ${title} in a terminal` })
      .click();
    const lines = await until(
      () => vscode().workbench.panel.terminalLines(),
      seen => seen.some(line => line.includes(command)),
      { what: 'the command in the terminal' },
    );
    assert.ok(
      lines
        .filter(line => line !== '')
        .at(-1)
        ?.endsWith(command),
      lines.join('\n'),
    );
    await vscode().screenshot('setup-terminal');
  });

  it('runs the self-test, by keyboard', async () => {
    await page().getByRole('button', { name: 'Run Self-Test' }).focus();
    await vscode().workbench.page.keyboard.press('Enter');
    for (const tracer of ['bcc', 'tracefs']) {
      const row = page().locator('tr', { hasText: tracer }).filter({ hasText: 'all 100 calls with their arguments' });
      await row.waitFor({ timeout: 60_000 });
      assert.match(await row.innerText(), /ok/);
    }
    await vscode().screenshot('setup-self-test');
  });

  it('copies the report', async () => {
    await page().getByRole('button', { name: 'Copy Report' }).click();
    await vscode().workbench.statusItem('Setup report copied').waitFor();
  });

  it('prints no warning and no error', () => {
    assert.deepEqual(vscode().messages, []);
  });
});
