/**
 * Runs an extension's own test suite inside the extension host of the real VS Code server, as desktop VS Code does
 * for `--extensionTestsPath`. Which suite, and what it prints, is the suite's matter.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { isHostNoise } from './noise.ts';
import { openPage } from './page.ts';
import { startServer } from './server.ts';

export interface HostTestOptions {
  readonly extensionFolders: readonly string[];
  /** CommonJS module with `run(): Promise<void>`. It gets our environment, and has no terminal to write to. */
  readonly suite: string;
  /** Folder that is open in the window, absolute; null for none. */
  readonly folder: string | null;
  readonly timeoutMs: number;
}

/** Exit codes beside those of the suite, 0 and 1. */
const pageCrashed = 70;
const hostDied = 71;
const timedOut = 124;

interface End {
  readonly code: number;
  /** Why there is no result of the suite itself. */
  readonly why?: string;
}

/** Returns an exit code: 0 when the suite passed. The workbench's log goes to stderr. */
export async function runHostTests({ extensionFolders, suite, folder, timeoutMs }: HostTestOptions): Promise<number> {
  const exchange = mkdtempSync(path.join(tmpdir(), 'rt-host-'));
  const result = path.join(exchange, 'result.json');
  try {
    const server = await startServer({
      environment: {
        RUST_TRACE_HOST_RESULT: result,
        RUST_TRACE_HOST_TESTS: path.resolve(suite),
      },
    });
    const browser = await launchBrowser().catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    try {
      const { ended, prepare } = watchForEnd(timeoutMs);
      const { messages } = await openPage(browser, server, {
        folder,
        needsDriver: true,
        prepare,
        payload: [
          ...extensionFolders.map(extension => ['extensionDevelopmentPath', server.uriOf(extension)] as const),
          ['extensionTestsPath', server.uriOf(fileURLToPath(new URL('hostEntry.cjs', import.meta.url)))],
        ],
      });
      const end = withResult(await ended, result);
      if (end.why !== undefined) {
        const details = [end.why, ...messages.slice(-10).map(headOf), ...server.output().split('\n').slice(-10)];
        process.stderr.write(`${details.join('\n')}\n`);
      }
      return end.code;
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    rmSync(exchange, { recursive: true, force: true });
  }
}

/** The page calls two functions: one for each line of the workbench's log, one when the suite has ended. */
function watchForEnd(timeoutMs: number): { ended: Promise<End>; prepare: (page: Page) => Promise<void> } {
  let end: (end: End) => void = () => undefined;
  const ended = new Promise<End>(resolve => (end = resolve));
  async function prepare(page: Page): Promise<void> {
    const limit = setTimeout(() => {
      end({ code: timedOut, why: `the tests had not ended after ${timeoutMs / 1000} s` });
    }, timeoutMs);
    void ended.then(() => {
      clearTimeout(limit);
    });
    page.on('crash', () => {
      end({ code: pageCrashed, why: 'the page crashed' });
    });
    await page.exposeFunction('codeAutomationLog', (type: string, words: readonly unknown[]) => {
      const line = words.map(String).join(' ');
      if (!isHostNoise(line)) process.stderr.write(`  [${type}] ${headOf(line)}\n`);
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => {
      end({ code });
    });
  }
  return { ended, prepare };
}

function withResult(end: End, resultFile: string): End {
  if (end.why !== undefined) return end;
  if (!existsSync(resultFile)) return { code: hostDied, why: 'the extension host ended before the tests did' };
  const { code, error } = JSON.parse(readFileSync(resultFile, 'utf8')) as { code: number; error?: string };
  // The report has said already which tests failed.
  if (error !== undefined && !/^Error: \d+ tests? failed/.test(error)) process.stderr.write(`${error}\n`);
  return { code: end.code === 0 ? code : end.code };
}

/** A message without most of its stack, which is of VS Code's minified code. */
function headOf(message: string): string {
  return message.split('\n').slice(0, 3).join('\n');
}
