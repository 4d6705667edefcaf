/** The page of the Counts view in a Chromium of its own: its real files under its real policy, and a host that the test plays. */

import path from 'node:path';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/root.ts';
import { pageHtml } from '../../src/ui/countsView/pageHtml.ts';
import type { HostMessage, PageRequest } from '../../src/webview/counts/messages.ts';

const ORIGIN = 'http://counts.test';

/** What VS Code's default themes say, of the variables that the stylesheet uses. */
const THEMES = {
  dark: {
    foreground: '#cccccc', 'panel-background': '#181818', 'editor-background': '#1f1f1f', focusBorder: '#0078d4',
    descriptionForeground: '#9d9d9d', errorForeground: '#f85149', 'textLink-foreground': '#4daafc',
    'textLink-activeForeground': '#4daafc', 'button-foreground': '#ffffff', 'button-background': '#0078d4',
    'button-hoverBackground': '#026ec1', 'button-secondaryForeground': '#cccccc',
    'button-secondaryBackground': '#313131', 'button-secondaryHoverBackground': '#3c3c3c',
    'input-background': '#313131', 'input-foreground': '#cccccc', 'input-placeholderForeground': '#989898',
    'input-border': '#3c3c3c', 'list-hoverBackground': '#2a2d2e', 'list-inactiveSelectionBackground': '#37373d',
    'panel-border': '#2b2b2b', 'charts-blue': '#59a4f9', 'charts-green': '#89d185', 'charts-yellow': '#cca700',
  },
  light: {
    foreground: '#3b3b3b', 'panel-background': '#f8f8f8', 'editor-background': '#ffffff', focusBorder: '#005fb8',
    descriptionForeground: '#3b3b3b', errorForeground: '#f85149', 'textLink-foreground': '#005fb8',
    'textLink-activeForeground': '#005fb8', 'button-foreground': '#ffffff', 'button-background': '#005fb8',
    'button-hoverBackground': '#0258a8', 'button-secondaryForeground': '#3b3b3b',
    'button-secondaryBackground': '#e5e5e5', 'button-secondaryHoverBackground': '#cccccc',
    'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-placeholderForeground': '#767676',
    'input-border': '#cecece', 'list-hoverBackground': '#f2f2f2', 'list-inactiveSelectionBackground': '#e4e6f1',
    'panel-border': '#e5e5e5', 'charts-blue': '#1a85ff', 'charts-green': '#388a34', 'charts-yellow': '#bf8803',
  },
  'high-contrast': {
    foreground: '#ffffff', 'panel-background': '#000000', 'editor-background': '#000000', focusBorder: '#f38518',
    descriptionForeground: 'rgba(255, 255, 255, 0.7)', errorForeground: '#f48771', 'textLink-foreground': '#21a6ff',
    'textLink-activeForeground': '#21a6ff', 'button-foreground': '#ffffff', 'button-border': '#6fc3df',
    'button-secondaryForeground': '#ffffff', 'input-background': '#000000', 'input-foreground': '#ffffff',
    'input-placeholderForeground': 'rgba(255, 255, 255, 0.7)', 'input-border': '#6fc3df',
    contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', 'panel-border': '#6fc3df',
    'charts-blue': '#59a4f9', 'charts-green': '#89d185', 'charts-yellow': '#cca700',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>; // prettier-ignore
export type Theme = keyof typeof THEMES;

export interface CountsPageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What `getState` gives. */
  readonly state?: unknown;
}

export class CountsPage {
  readonly page: Page;
  /** What the page has asked for, oldest first. */
  readonly requests: PageRequest[];
  /** What it printed, broken policies among it. */
  readonly messages: readonly string[];
  /** What it gave to `setState` last. */
  state: unknown = null;

  constructor(page: Page, requests: PageRequest[], messages: readonly string[]) {
    this.page = page;
    this.requests = requests;
    this.messages = messages;
  }

  /** As the host does. Resolves when the page has drawn it. */
  async send(...messages: readonly HostMessage[]): Promise<void> {
    await this.page.evaluate(`(async () => {
      for (const message of ${JSON.stringify(messages)}) window.postMessage(message, '*');
      await new Promise(resolve => setTimeout(() => requestAnimationFrame(() => resolve(null))));
    })()`);
  }

  /** The requests of one type. */
  asked<T extends PageRequest['type']>(type: T): Extract<PageRequest, { readonly type: T }>[] {
    return this.requests.filter(request => request.type === type) as Extract<PageRequest, { readonly type: T }>[];
  }

  /** What the element with the focus is and says: `row 3`, `button Trace demo::a`, `input`. */
  async focused(): Promise<string> {
    return this.page.evaluate<string>(`(() => {
      const { activeElement: at } = document;
      if (at.getAttribute('role') === 'row') return 'row ' + at.getAttribute('aria-rowindex');
      return (at.localName + ' ' + (at.getAttribute('aria-label') ?? at.textContent)).trim();
    })()`);
  }

  /** Texts of a column's cells, in the order of the page. */
  async column(name: string): Promise<string[]> {
    return this.page.locator(`.line .cell.${name}`).allInnerTexts();
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: path.join(root, 'test/ui/shots', `${file}.png`) });
  }
}

export async function openCountsPage(browser: Browser, options: CountsPageOptions = {}): Promise<CountsPage> {
  const { theme = 'dark', width = 1100, height = 420, state = null } = options;
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(10_000);
  const messages: string[] = [];
  page.on('console', message => messages.push(message.text()));
  page.on('pageerror', error => messages.push(error.message));
  const html = pageHtml({
    script: `${ORIGIN}/dist/counts.js`,
    style: `${ORIGIN}/media/counts.css`,
    origin: ORIGIN,
    nonce: 'abc123',
  });
  await page.route('**/*', async route => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    if (!/^\/(?:dist\/counts\.js|media\/counts\.css)$/.test(pathname)) return route.fulfill({ status: 204 });
    const contentType = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    return route.fulfill({ contentType, body: readFileSync(path.join(root, pathname), 'utf8') });
  });
  const requests: PageRequest[] = [];
  const shown = new CountsPage(page, requests, messages);
  await page.exposeFunction('tellHost', (request: PageRequest) => requests.push(request));
  await page.exposeFunction('keepState', (kept: unknown) => {
    shown.state = kept;
  });
  await page.addInitScript(`window.acquireVsCodeApi = () => ({
    postMessage: message => void window.tellHost(message),
    getState: () => (${JSON.stringify(state)}),
    setState: state => void window.keepState(state),
  });`);
  const variables: Readonly<Record<string, string>> = {
    'font-family': 'sans-serif', 'font-size': '13px', 'editor-font-family': 'monospace', ...THEMES[theme],
  }; // prettier-ignore
  await page.goto(ORIGIN, { waitUntil: 'load' });
  // As VS Code does: on the elements, which no policy forbids.
  await page.evaluate(`(() => {
    for (const [name, value] of Object.entries(${JSON.stringify(variables)}))
      document.documentElement.style.setProperty('--vscode-' + name, value);
    document.body.className = 'vscode-${theme}';
    document.body.style.background = 'var(--vscode-panel-background)';
  })()`);
  return shown;
}
