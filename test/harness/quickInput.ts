/** The box at the top of the workbench: command palette, quick pick, input box. */

import type { Locator, Page } from 'playwright-core';
import { plainText } from './plainText.ts';

const attempts = 3;

export class QuickInput {
  readonly #page: Page;
  readonly #box: Locator;
  readonly #input: Locator;
  readonly #rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#box = page.locator('.quick-input-widget');
    this.#input = this.#box.locator('.quick-input-box input');
    this.#rows = this.#box.locator('.quick-input-list .monaco-list-row');
  }

  /**
   * Runs a command of the palette by its exact title, category included. Enter would run the best match, which need
   * not be this one. Tries again when something takes the focus back and so closes the box.
   */
  async runCommand(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#page.keyboard.press('F1');
        await this.#input.waitFor({ timeout: 3000 });
        await this.#input.fill(`>${title}`, { timeout: 1500 });
        await this.#rowNamed(title).click({ timeout: 5000 });
        return;
      } catch (error) {
        await this.#page.keyboard.press('Escape');
        if (attempt === attempts) throw error;
      }
    }
  }

  /** Opens a file of the folder, or a line of it: `src/main.rs:12`. */
  async openFile(pathAndLine: string): Promise<void> {
    const name = pathAndLine.replace(/:\d+$/, '').split('/').pop() ?? pathAndLine;
    await this.#page.keyboard.press('Control+P');
    await this.#input.waitFor();
    await this.#input.fill(pathAndLine);
    await this.#rows.filter({ hasText: name }).first().waitFor();
    // Not to the page: on a busy machine the editor may have the focus again.
    await this.#input.press('Enter');
    await this.#page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Types into an input box that is open; `accept` presses Enter after it. */
  async type(text: string, { accept = true } = {}): Promise<void> {
    await this.#input.waitFor();
    await this.#input.fill(text);
    if (accept) await this.#page.keyboard.press('Enter');
  }

  /** Labels of the rows of a quick pick that is open, as far as they are in view. */
  async labels(): Promise<string[]> {
    await this.#rows.first().waitFor();
    return (await this.#rows.locator('.label-name').allInnerTexts()).map(plainText);
  }

  async pick(label: string): Promise<void> {
    await this.#rowNamed(label).click();
  }

  /** Ticks or unticks all rows of a quick pick with boxes. */
  async toggleAll(): Promise<void> {
    await this.#box.locator('.quick-input-header').getByRole('checkbox').first().click();
  }

  async title(): Promise<string> {
    return plainText(await this.#box.locator('.quick-input-title').innerText());
  }

  /** What stands in the input box. */
  async value(): Promise<string> {
    return this.#input.inputValue();
  }

  /** The line below an input box: its prompt, or what is wrong with the text. */
  async message(): Promise<string> {
    return plainText(await this.#box.locator('.quick-input-message').innerText());
  }

  async isOpen(): Promise<boolean> {
    return this.#input.isVisible();
  }

  #rowNamed(label: string): Locator {
    const name = this.#page.locator('.label-name').getByText(label, { exact: true });
    return this.#rows.filter({ has: name }).first();
  }
}
