/** From a project that was never built to its first hit, and a build that fails on the way. */

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { useDemoWindow } from '../support/demoWindow.ts';

const BUILD_MS = 60_000;

describe('a project that was never built', function () {
  this.timeout(120_000);
  const vscode = useDemoWindow(() => Promise.resolve({ machineSettings: { 'rustTrace.tracer': 'tracefs' } }));
  const mainFile = (): string => path.join(vscode().folder, 'src/main.rs');

  it('is offered a build, and its errors become problems', async () => {
    const { workbench } = vscode();
    const source = readFileSync(mainFile(), 'utf8');
    appendFileSync(mainFile(), '\nfn broken() -> u32 {\n    "łódź"\n}\n');
    await workbench.editor.clickLens('fn add', 'Trace');
    assert.match(await workbench.notificationText('demo'), /demo has not been built yet/);
    await vscode().screenshot('offer-build');
    await workbench.clickNotificationButton('has not been built', 'Build');
    await workbench.notification('Show Problems').waitFor({ timeout: BUILD_MS });
    await vscode().screenshot('build-failed');
    await workbench.clickNotificationButton('Show Problems', 'Show Problems');
    const problems = await until(
      () => workbench.problems(),
      rows => rows.some(row => row.includes('mismatched types')),
      {
        what: 'the compiler error in the Problems view',
      },
    );
    assert.ok(
      problems.some(row => row.includes('mismatched types')),
      problems.join('\n'),
    );
    await vscode().screenshot('problems');
    writeFileSync(mainFile(), source);
    await workbench.clearNotifications();
  });

  it('is traced by itself once it is built', async () => {
    const { workbench } = vscode();
    await workbench.editor.clickLens('fn add', 'Trace');
    await workbench.notification('has not been built').waitFor();
    await workbench.clickNotificationButton('has not been built', 'Build');
    await until(
      async () => (await workbench.editor.textsAfterLines()).join(),
      text => text.includes('waiting for the first call'),
      { timeoutMs: BUILD_MS, what: 'an attached trace' },
    );
    assert.ok(existsSync(path.join(vscode().folder, 'target/debug/demo')));
    assert.deepEqual(
      await until(
        () => workbench.problems(),
        rows => !rows.some(row => row.includes('mismatched')),
        { what: 'no error left' },
      ),
      [],
    );
    await workbench.editor.clickLens('fn add', 'Stop');
    await workbench.editor.lensAbove('fn add', 'Trace');
  });

  it('is offered a new build when its source is newer', async () => {
    const { workbench } = vscode();
    appendFileSync(mainFile(), '\n// newer\n');
    await workbench.editor.clickLens('fn add', 'Trace');
    await workbench.notification('is newer than the build').waitFor();
    await vscode().screenshot('newer-source');
    // As after some seconds, when VS Code hides it itself.
    await workbench.page.keyboard.press('Escape');
    await workbench.notification('is newer than the build').waitFor({ state: 'hidden' });
    await workbench.editor.clickLens('fn add', 'Trace');
    await workbench.notification('is newer than the build').waitFor();
    await workbench.clickNotificationButton('is newer than the build', 'Trace Old Build');
    await until(
      async () => (await workbench.editor.textsAfterLines()).join(),
      text => text.includes('waiting for the first call'),
      { timeoutMs: 30_000, what: 'an attached trace' },
    );
    await workbench.editor.clickLens('fn add', 'Stop');
    await workbench.editor.lensAbove('fn add', 'Trace');
  });

  it('is told that of two functions of one path the other is being traced', async () => {
    const { workbench } = vscode();
    const source = readFileSync(mainFile(), 'utf8');
    writeFileSync(mainFile(), source.replace('fn add(', '#[cfg(windows)]\nfn add() {}\n\nfn add('));
    await workbench.editor.clickLens('fn add(a', 'Trace');
    await workbench.clickNotificationButton('is newer than the build', 'Trace Old Build');
    await workbench.editor.lensAbove('fn add(a', 'Stop');
    await workbench.editor.clickLens('fn add() {}', 'Trace');
    await workbench.notification('Another function add of this file is being traced').waitFor();
    await workbench.editor.clickLens('fn add(a', 'Stop');
    await workbench.editor.lensAbove('fn add(a', 'Trace');
  });
});
