/** The panel below the editor: output channels and terminals. */

import type { Locator, Page } from 'playwright-core';
import { linesOf } from './editorView.ts';

/** The part of xterm.js that VS Code hangs on a terminal's element. */
interface TerminalElement {
  readonly xterm: {
    input(text: string): void;
    readonly buffer: {
      readonly active: {
        readonly length: number;
        getLine(index: number): { translateToString(trimRight: boolean): string };
      };
    };
  };
}

export class PanelView {
  readonly #output: Locator;
  readonly #terminal: Locator;

  constructor(page: Page) {
    this.#output = page.locator('.output-view .monaco-editor, [id="workbench.panel.output"] .monaco-editor').first();
    this.#terminal = page.locator('.terminal-wrapper.active').first();
  }

  /** The lines in view of the output channel that is shown. */
  async outputLines(): Promise<string[]> {
    await this.#output.waitFor();
    return linesOf(this.#output);
  }

  /** All lines of the active terminal, those scrolled out of view included, without trailing blanks. */
  async terminalLines(): Promise<string[]> {
    await this.#terminal.waitFor();
    return this.#terminal.evaluate((element: TerminalElement) => {
      const buffer = element.xterm.buffer.active;
      return Array.from({ length: buffer.length }, (_, index) => buffer.getLine(index).translateToString(true));
    });
  }

  /** Types into the active terminal; `\r` is the Enter key. */
  async typeInTerminal(text: string): Promise<void> {
    await this.#terminal.waitFor();
    await this.#terminal.evaluate((element: TerminalElement, typed) => {
      element.xterm.input(typed);
    }, text);
  }
}
