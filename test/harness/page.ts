/** Opens VS Code's workbench in a page of a browser, cut off from every other host. What a test does there: workbench.ts. */

import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { isPageNoise } from './noise.ts';
import type { VSCodeServer } from './server.ts';

const openLimitMs = 60_000;

export interface WorkbenchPageOptions {
  /** Folder to open, absolute; null for an empty window. */
  readonly folder: string | null;
  /** VS Code's own start-up parameters, e.g. `['openFile', server.uriOf(file)]`. */
  readonly payload?: readonly (readonly [string, string])[];
  /**
   * VS Code's smoke-test driver. With it the page runs extension tests, but shows no notification and no dialog:
   * so it is for Mocha in the extension host, not for tests that look at the page.
   */
  readonly needsDriver?: boolean;
  /** Runs before the page loads. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface WorkbenchPage {
  readonly page: Page;
  /** What the page and the extension host behind it printed, without VS Code's own noise. */
  readonly messages: readonly string[];
}

/** Resolves when the page has loaded: without the driver, when the workbench shows its status bar and folder too. */
export async function openPage(
  browser: Browser,
  server: VSCodeServer,
  { folder, payload, needsDriver = false, prepare }: WorkbenchPageOptions,
): Promise<WorkbenchPage> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const messages = keepMessages(page);
  await keepToThisMachine(page);
  await page.addInitScript(`globalThis.rustTraceNeedsDriver = ${needsDriver};`);
  await page.addInitScript({ path: fileURLToPath(new URL('pageConfiguration.js', import.meta.url)) });
  await prepare?.(page);

  await page.goto(server.addressOf(folder, payload), { waitUntil: 'commit' });
  await page.waitForSelector('.monaco-workbench', { timeout: openLimitMs });
  if (!needsDriver) {
    await page.waitForSelector('.monaco-workbench .part.statusbar .statusbar-item', { timeout: openLimitMs });
    const content = '.explorer-folders-view .monaco-list-row, .editor-instance .monaco-editor';
    if (folder !== null) await page.waitForSelector(content, { timeout: openLimitMs });
  }
  return { page, messages };
}

function keepMessages(page: Page): string[] {
  const messages: string[] = [];
  page.on('console', message => {
    if (!isPageNoise(message.text())) messages.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', error => messages.push(`page error: ${error.message}`));
  return messages;
}

async function keepToThisMachine(page: Page): Promise<void> {
  await page.route(
    url => url.hostname !== '127.0.0.1' && url.protocol.startsWith('http'),
    route => route.abort('internetdisconnected'),
  );
  // Served by a front end that is not running here.
  await page.route('**/_static/**', route => route.fulfill({ status: 204, body: '' }));
  // A module that VS Code's open-source build does not have.
  await page.route(/\/node_modules\/vsda\//, route => route.abort());
}
