/**
 * `npm run screenshot`: makes media/screenshot.png, the README's picture, from the real thing. Needs what `npm test -- ui`
 * needs, and has it made by it: run that first. Looks best with the fonts fonts-noto-color-emoji and fonts-droid-fallback.
 */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { openWindow } from '../test/harness/window.ts';
import { until } from '../test/harness/until.ts';
import { buildDemo, copyDemo } from '../test/support/demo.ts';
import { bundleOnce } from './bundle.ts';
import { root } from './root.ts';

await bundleOnce({ production: false, log: () => undefined });
const demo = copyDemo();
const program = await buildDemo(demo.folder);
const settings = { 'workbench.activityBar.location': 'hidden', 'window.menuBarVisibility': 'hidden' };
const vscode = await openWindow({ folder: demo.folder, file: 'src/main.rs', linkedExtensions: [root], settings });
try {
  const { editor, quickInput, page } = vscode.workbench;
  await quickInput.runCommand('View: Toggle Primary Side Bar Visibility');
  for (const name of ['add', 'greet']) {
    await editor.clickLens(`fn ${name}`, 'Trace');
    await editor.lensAbove(`fn ${name}`, 'Stop');
  }
  await until(
    async () => (await editor.textsAfterLines()).filter(text => text.includes('waiting for the first call')).length,
    waiting => waiting === 2,
    { what: 'two attached traces', timeoutMs: 60_000 },
  );
  const child = spawn(program, ['--rounds', '93', '--pause-ms', '20'], { stdio: 'ignore' });
  await new Promise(resolve => child.once('exit', resolve));
  await quickInput.runCommand('Rust Trace: Show Output');
  await until(
    async () => (await editor.textsAfterLines()).filter(text => text.includes('93 hits')).length,
    counted => counted === 2,
    { what: 'all hits at both lines' },
  );
  // The first traced function goes to the top, so that the hover opens below both.
  await page.mouse.move(600, 300);
  for (let notch = 0; notch < 6; notch++) await page.mouse.wheel(0, 100);
  await editor.lensAbove('fn greet', 'Stop');
  await editor.hover('fn greet', 'greet');
  await page.waitForTimeout(1000);
  await page.screenshot({ path: path.join(root, 'media/screenshot.png') });
} finally {
  await vscode.close();
  demo.remove();
}
