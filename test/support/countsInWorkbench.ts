/** The Counts view in a workbench, as a person reads and uses it. Its page alone, with a host that the test plays, is countsPage.ts. */

import type { FrameLocator, Locator } from 'playwright-core';
import { plainText } from '../harness/plainText.ts';
import { until } from '../harness/until.ts';
import type { Workbench } from '../harness/workbench.ts';

/** A line of the table: a function, or below it an instance. */
export interface CountLine {
  readonly name: string;
  readonly count: string;
}

export class CountsInWorkbench {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get page(): FrameLocator {
    return this.#workbench.webview();
  }

  get lines(): Locator {
    return this.page.locator('.line');
  }

  /** What stands above the table, once it is as expected. */
  head(expected: RegExp, timeoutMs = 10_000): Promise<string> {
    return until(
      async () => plainText(await this.page.locator('header').innerText()).replace(/\s+/g, ' '),
      text => expected.test(text),
      { timeoutMs, what: `a view that says ${String(expected)}` },
    );
  }

  async filter(text: string): Promise<void> {
    await this.page.getByRole('searchbox').fill(text);
  }

  /** Those that are made: some more than are in view. */
  read(): Promise<CountLine[]> {
    // One look: lines move while numbers change.
    return this.lines.evaluateAll((lines: LineElement[]) =>
      lines
        .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
        .map(line => ({
          name: line.querySelector('.name bdi').textContent,
          count: line.querySelector('.count .number').textContent,
        })),
    );
  }

  /** Waits until the lines that a filter leaves have these among them. */
  async shows(filter: string, expected: readonly CountLine[]): Promise<void> {
    await this.filter(filter);
    await until(
      async () => {
        const lines = await this.read();
        return expected.filter(({ name, count }) => !lines.some(line => line.name === name && line.count === count));
      },
      missing => missing.length === 0,
      { what: `lines as expected with the filter ${filter}, of which none is missing` },
    );
  }
}

/** What is used of a line; runs in the page, where no type of ours is. */
interface LineElement {
  readonly ariaRowIndex: string;
  querySelector(selector: string): { readonly textContent: string };
}
