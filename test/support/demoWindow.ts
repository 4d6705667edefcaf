/** A VS Code window on a copy of the sample crate, for all tests of one suite. */

import { root } from '../../scripts/root.ts';
import { openWindow, type VSCodeWindow, type WindowOptions } from '../harness/window.ts';
import { copyDemo, type DemoCopy } from './demo.ts';

const openLimitMs = 120_000;

export interface DemoWindow extends VSCodeWindow {
  /** The copy of the crate: never built, and removed after the suite. */
  readonly folder: string;
}

/**
 * Call it in a `describe`: opens the window before the tests, ends it after them, and keeps a picture of each test that
 * fails. Returns how to get the window inside a test. `prepare` gets the copy before it is opened, may change it or
 * build it, and says how the window differs from one with the extension linked and `src/main.rs` open.
 */
export function useDemoWindow(
  prepare: (folder: string) => Promise<Omit<Partial<WindowOptions>, 'folder'>> = () => Promise.resolve({}),
): () => DemoWindow {
  let demo: DemoCopy | null = null;
  let opened: DemoWindow | null = null;

  before(async function () {
    this.timeout(openLimitMs);
    demo = copyDemo();
    const { folder } = demo;
    const options = await prepare(folder);
    const linkedExtensions = options.packages === undefined ? [root] : [];
    const vscode = await openWindow({ file: 'src/main.rs', linkedExtensions, ...options, folder });
    opened = { ...vscode, folder };
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await opened?.screenshot(`failed ${this.currentTest.fullTitle()}`.replace(/[^\w]+/g, '-'));
    }
  });
  after(async () => {
    await opened?.close();
    demo?.remove();
  });
  return () => {
    if (opened === null) throw new Error('the window is open in tests only');
    return opened;
  };
}
