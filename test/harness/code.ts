/**
 * Takes the arguments that @vscode/test-electron starts desktop VS Code with, runs the tests in the real VS Code server
 * and a headless Chromium instead, and ends with their exit code. So one suite and one runner serve both hosts.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runHostTests } from './hostTests.ts';

const timeoutMs = 300_000;

// `exit` handlers end the server, which is no child of the terminal's process group.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { values, positionals } = parseArgs({
  // Others are for Electron alone.
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
  },
});
const { extensionDevelopmentPath: extensions = [], extensionTestsPath: suite } = values;
if (!Array.isArray(extensions) || typeof suite !== 'string') {
  throw new Error('--extensionDevelopmentPath=FOLDER and --extensionTestsPath=FILE are needed');
}
process.exitCode = await runHostTests({
  // @vscode/test-electron names a single one twice.
  extensionFolders: [...new Set(extensions.map(String).map(pathOf))],
  suite: pathOf(suite),
  folder: positionals[0] ?? null,
  timeoutMs,
});

function pathOf(pathOrUrl: string): string {
  return pathOrUrl.startsWith('file://') ? fileURLToPath(pathOrUrl) : pathOrUrl;
}
