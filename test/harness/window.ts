/**
 * One VS Code window for a test: server, browser and page together, with one way to end them all.
 * Opening one takes about five seconds, so: one window a test file, many tests in it.
 */

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.ts';
import { openPage } from './page.ts';
import { startServer, type ServerOptions, type VSCodeServer } from './server.ts';
import { Workbench } from './workbench.ts';

/** Pictures of what tests saw; not committed. */
const shots = fileURLToPath(new URL('../ui/shots', import.meta.url));

export interface WindowOptions extends ServerOptions {
  /** Folder that is open in the window, absolute. */
  readonly folder: string;
  /** A file that is open from the start, relative to the folder. */
  readonly file?: string;
}

export interface VSCodeWindow {
  readonly workbench: Workbench;
  readonly server: VSCodeServer;
  /** What page and extension host printed, without VS Code's own noise. */
  readonly messages: readonly string[];
  /** Keeps a picture as `test/ui/shots/NAME.png`. */
  screenshot(name: string): Promise<void>;
  /** Leaves the page as a person does who closes the window: the extension is deactivated. The server stays. */
  leavePage(): Promise<void>;
  close(): Promise<void>;
}

export async function openWindow({ folder, file, ...serverOptions }: WindowOptions): Promise<VSCodeWindow> {
  const closers: (() => Promise<void>)[] = [];
  async function close(): Promise<void> {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  }
  try {
    const server = await startServer(serverOptions);
    closers.push(() => server.stop());
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    const { page, messages } = await openPage(browser, server, {
      folder,
      payload: file === undefined ? [] : [['openFile', server.uriOf(path.join(folder, file))]],
    });
    return {
      workbench: new Workbench(page),
      server,
      messages,
      async screenshot(name) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: path.join(shots, `${name}.png`) });
      },
      async leavePage() {
        await page.goto('about:blank');
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
