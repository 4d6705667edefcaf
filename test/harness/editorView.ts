/** What stands in the active text editor: its lines, the lenses above and the texts behind them, and hovers. */

import type { Locator, Page } from 'playwright-core';
import { plainText } from './plainText.ts';
import { until } from './until.ts';

/** What the functions below use of a page's elements; they run in the page, where no type of ours is. */
interface PageElement {
  readonly innerText: string;
  readonly style: { readonly top: string };
  querySelectorAll(selector: string): Iterable<PageElement>;
}
declare function getComputedStyle(element: PageElement, pseudo: string): { readonly content: string };

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

  /** The clickable lenses with this very text, icons left out. */
  lens(text: string): Locator {
    return this.#page.locator('.codelens-decoration').getByText(text, { exact: true });
  }

  /** The lens above the line that has `code` in it: lenses say the same above every function. */
  async lensAbove(code: string, text: string): Promise<Locator> {
    const line = this.#root.locator('.view-line', { hasText: code }).first();
    await line.waitFor();
    const lineBox = await line.boundingBox();
    if (lineBox === null) throw new Error(`no line with ${code} is in view`);
    const above = await until(
      async () => {
        for (const lens of await this.lens(text).all()) {
          const box = await lens.boundingBox();
          if (box !== null && Math.abs(box.y + box.height - lineBox.y) <= lineBox.height / 2) return lens;
        }
        return null;
      },
      lens => lens !== null,
      { what: `a lens ${text} above ${code}` },
    );
    return above!;
  }

  /** Texts of the lenses in view, one string for each lens, icons left out. */
  async lenses(): Promise<string[]> {
    const texts = await this.#page.locator('.codelens-decoration > a').allInnerTexts();
    return texts.map(text => plainText(text).trim());
  }

  /** Texts that decorations put behind the lines in view: CSS content, which is in no element's text. */
  async textsAfterLines(): Promise<string[]> {
    const contents = await this.#root.evaluate((root: PageElement) =>
      [...root.querySelectorAll('.view-lines .view-line span')].map(span => getComputedStyle(span, '::after').content),
    );
    const quoted = contents.filter(content => /^".+"$/s.test(content));
    return quoted.map(content => plainText(JSON.parse(content) as string));
  }

  /** Moves the mouse over the first word that has `token` in it and returns the text of the hover. */
  async hover(token: string): Promise<string> {
    await this.#root.locator('.view-line span > span', { hasText: token }).first().hover();
    const content = this.#page.locator('.monaco-hover-content:visible').first();
    return until(
      async () => plainText(await content.innerText()),
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
