/**
 * `npm run screenshot`: makes the README's pictures, media/screenshot.png and media/counts.png, from the real thing; with
 * `-- counts` that one alone. Needs what `npm test -- ui` needs, and has it made by it: run that first. Looks best with the
 * fonts fonts-noto-color-emoji and fonts-droid-fallback.
 */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { openWindow, type VSCodeWindow } from '../test/harness/window.ts';
import { until } from '../test/harness/until.ts';
import { buildDemo, copyDemo } from '../test/support/demo.ts';
import { CountsInWorkbench } from '../test/support/countsInWorkbench.ts';
import { bundleOnce } from './bundle.ts';
import { root } from './root.ts';

/** `program`: the sample, built, in the window's folder. */
async function pictureTraces({ workbench }: VSCodeWindow, program: string): Promise<void> {
  const { editor, quickInput, page } = workbench;
  for (const name of ['add', 'greet']) {
    await editor.clickLens(`fn ${name}`, 'Trace');
    await editor.lensAbove(`fn ${name}`, 'Stop');
  }
  await until(
    // For the first call, or after some seconds for a process.
    async () => (await editor.textsAfterLines()).filter(text => text.includes('waiting')).length,
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
}

async function pictureCounts({ workbench }: VSCodeWindow, program: string): Promise<void> {
  const { editor, quickInput, page } = workbench;
  await editor.lensAbove('fn add', 'Trace');
  await quickInput.runCommand('Rust Trace: Count Calls Matching…');
  await quickInput.type('demo::*');
  const view = new CountsInWorkbench(workbench);
  await view.head(/Counting/, 60_000);
  const child = spawn(program, ['--rounds', '100000', '--pause-ms', '3'], { stdio: 'ignore' });
  try {
    await view.head(/[\d,]{6,} calls/, 60_000);
    await page.mouse.move(600, 300);
    for (let notch = 0; notch < 4; notch++) await page.mouse.wheel(0, 100);
    // Until sparklines have a shape.
    await page.waitForTimeout(8_000);
    await page.screenshot({ path: path.join(root, 'media/counts.png') });
  } finally {
    child.kill();
  }
}

const wanted = process.argv.slice(2);
await bundleOnce({ production: false, log: () => undefined });
const demo = copyDemo();
const program = await buildDemo(demo.folder);
const settings = { 'workbench.activityBar.location': 'hidden', 'window.menuBarVisibility': 'hidden' };
try {
  for (const [name, picture] of Object.entries({ screenshot: pictureTraces, counts: pictureCounts })) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const vscode = await openWindow({ folder: demo.folder, file: 'src/main.rs', linkedExtensions: [root], settings });
    try {
      await vscode.workbench.quickInput.runCommand('View: Toggle Primary Side Bar Visibility');
      await picture(vscode, program);
    } finally {
      await vscode.close();
    }
  }
} finally {
  demo.remove();
}
