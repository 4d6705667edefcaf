/** VS Code with the extension and the sample: the desktop's where one can be opened, else served to a browser. */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { startServer } from '../../test/harness/server.ts';
import { root } from '../root.ts';

const file = 'src/main.rs';

/** Path of the desktop's `code`; null where it could open no window, or would refuse to (as root). */
export function findDesktop(): string | null {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI, PATH = '' } = process.env;
  const hasScreen = (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  // In a terminal of a remote VS Code, `code` is another program.
  if (!hasScreen || VSCODE_IPC_HOOK_CLI !== undefined || process.geteuid?.() === 0) return null;
  return (
    PATH.split(':')
      .map(folder => path.join(folder, 'code'))
      .find(isExecutable) ?? null
  );
}

/** Opens a window and resolves when `signal` aborts; the window is the person's to close. */
export async function openDesktop(code: string, folder: string, signal: AbortSignal): Promise<void> {
  const target = path.join(folder, file);
  spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder, '--goto', target], { stdio: 'ignore' });
  console.log(`\nVS Code opens with the sample: click Trace above a function of ${file}.`);
  console.log('Ctrl-C here ends the sample.');
  await aborted(signal);
}

/** Serves VS Code to a browser of this machine until `signal` aborts, and leaves nothing of it. */
export async function serveInBrowser(folder: string, signal: AbortSignal): Promise<void> {
  const server = await startServer({ linkedExtensions: [root], endsWhenUnused: false });
  try {
    const address = server.addressOf(folder, [['openFile', server.uriOf(path.join(folder, file))]]);
    console.log(`\nVS Code with the sample is at\n\n  ${address}\n`);
    console.log(`Open it in a browser and click Trace above a function of ${file}. Ctrl-C here ends everything.`);
    await Promise.race([aborted(signal), server.ended]);
    if (!signal.aborted) throw new Error(`VS Code's server has ended by itself.\n${server.output()}`);
  } finally {
    await server.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
    // Nothing else may keep the process alive.
    const keepAlive = setInterval(() => undefined, 2 ** 30);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(keepAlive);
      },
      { once: true },
    );
  });
}

function isExecutable(candidate: string): boolean {
  try {
    accessSync(candidate, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
