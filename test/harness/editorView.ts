/** What stands in the active text editor: its lines, the lenses above and the texts behind them, and hovers. */

import type { Locator, Page } from 'playwright-core';
import { plainText } from './plainText.ts';
import { until } from './until.ts';

/** What the functions below use of a page's elements; they run in the page, where no type of ours is. */
interface PageElement {
  readonly innerText: string;
  readonly style: { readonly top: string };
  querySelectorAll(selector: string): Iterable<PageElement>;
  getBoundingClientRect(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}
declare function getComputedStyle(element: PageElement, pseudo: string): { readonly content: string };

/** A lens is drawn in a gap of its own, which ends where its line begins. */
const lineTolerancePx = 6;

/** Longer than VS Code waits before it asks for lenses anew. */
const stillMs = 1500;

/** A file that is opened in a new window, on a busy machine. */
const lensMs = 20_000;

export interface LensInView {
  /** What the lens says, icons left out. */
  readonly text: string;
  /** The line of code below it. */
  readonly line: string;
  /** In pixels of the page. */
  readonly center: { readonly x: number; readonly y: number };
}

/** Until the editor shows a hover over a resting mouse, on a busy machine. */
const HOVER_MS = 3000;

export class EditorView {
  readonly #page: Page;
  readonly #root: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#root = page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The lines in view, top to bottom. */
  lines(): Promise<string[]> {
    return linesOf(this.#root);
  }

  /** The lenses in view, top to bottom. */
  async lenses(): Promise<LensInView[]> {
    const { lines, lenses } = await this.#root.evaluate((root: PageElement) => {
      // One look, because the editor draws lines and lenses anew at any time.
      const [lines, lenses] = ['.view-line', '.codelens-decoration > a'].map(selector =>
        [...root.querySelectorAll(selector)].map(element => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { text: element.innerText, x, y, width, height };
        }),
      );
      return { lines: lines!, lenses: lenses! };
    });
    return lenses
      .flatMap(({ text, x, y, width, height }) => {
        // Lenses out of view may be on the page too: hidden, and so without text, or with no line below.
        const line = lines.find(({ y: lineTop }) => Math.abs(lineTop - (y + height)) <= lineTolerancePx);
        if (line === undefined || text === '') return [];
        const center = { x: x + width / 2, y: y + height / 2 };
        return [{ text: plainText(text).trim(), line: plainText(line.text).trim(), center }];
      })
      .sort((a, b) => a.center.y - b.center.y || a.center.x - b.center.x);
  }

  /**
   * Resolves to the lens above the line that has `code` in it, once it is there and has stood still for a moment:
   * lenses say the same everywhere, a scroll takes its time, and VS Code asks for lenses anew after a file was shown,
   * when a click on an old one does nothing.
   */
  async lensAbove(code: string, text: string): Promise<LensInView> {
    let last: { readonly y: number; readonly sinceMs: number } | null = null;
    const found = await until(
      async () => {
        const lens = (await this.lenses()).find(each => each.text === text && each.line.includes(code));
        if (lens?.center.y !== last?.y) last = lens === undefined ? null : { y: lens.center.y, sinceMs: Date.now() };
        return last !== null && Date.now() - last.sinceMs >= stillMs ? lens : undefined;
      },
      lens => lens !== undefined,
      { timeoutMs: lensMs, what: `a lens ${text} above ${code}` },
    );
    return found!;
  }

  async clickLens(code: string, text: string): Promise<void> {
    const { center } = await this.lensAbove(code, text);
    await this.#page.mouse.click(center.x, center.y);
  }

  /** Texts that decorations put behind the lines in view: CSS content, which is in no element's text. */
  async textsAfterLines(): Promise<string[]> {
    const contents = await this.#root.evaluate((root: PageElement) =>
      [...root.querySelectorAll('.view-lines .view-line span')].map(span => getComputedStyle(span, '::after').content),
    );
    const quoted = contents.filter(content => /^".+"$/s.test(content));
    return quoted.map(content => plainText(JSON.parse(content) as string));
  }

  /**
   * Moves the mouse over `token` in the first line that has `code` in it and returns the text of the hover. Where the line
   * has moved under a resting mouse, e.g. since its lenses have come, the editor shows nothing: the mouse moves again.
   */
  async hover(code: string, token: string): Promise<string> {
    const line = this.#root.locator('.view-line', { hasText: code.replaceAll(' ', '\u00a0') }).first();
    const word = line.locator('span > span', { hasText: token }).first();
    const content = this.#page.locator('.monaco-hover-content:visible').first();
    return until(
      async () => {
        if (!(await content.isVisible())) {
          await this.#page.mouse.move(0, 0);
          await word.hover({ timeout: HOVER_MS });
        }
        return plainText(await content.innerText({ timeout: HOVER_MS }));
      },
      // A provider that takes its time has a place kept for it.
      text => text !== '' && !text.startsWith('Loading'),
      { what: `a hover over ${token}` },
    );
  }
}

/** The lines in view of any editor, top to bottom. The page keeps them in the order they were drawn. */
export async function linesOf(editor: Locator): Promise<string[]> {
  const lines = await editor
    .locator('.view-lines')
    .first()
    .evaluate((root: PageElement) =>
      [...root.querySelectorAll('.view-line')]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map(line => line.innerText),
    );
  return lines.map(plainText);
}
