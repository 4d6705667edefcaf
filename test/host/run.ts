/**
 * `node --import tsx test/host/run.ts`: the tests of this folder inside VS Code's extension host, with a copy of the
 * sample crate open. `VSCODE_TEST_HOST=server` (default) takes the real VS Code server and a headless Chromium,
 * `electron` the desktop VS Code that @vscode/test-electron downloads; the suite is the same. `$RUST_TRACE_TEST_GREP`
 * chooses tests. The extension must have been built.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { root } from '../../scripts/root.ts';
import { copyDemo } from '../support/demo.ts';
import { followFile } from '../support/followFile.ts';
import { testFilesOf } from '../support/testFiles.ts';

const here = import.meta.dirname;
const bundles = path.join(root, 'dist-test/host');
const standIn = fileURLToPath(new URL('../harness/code', import.meta.url));

await bundleSuite();
const demo = copyDemo();
const reportFolder = mkdtempSync(path.join(tmpdir(), 'rt-report-'));
const report = path.join(reportFolder, 'report.txt');
writeFileSync(report, '');
const follower = followFile(report, chunk => process.stdout.write(chunk));
try {
  process.exitCode = await runTests({
    ...(process.env.VSCODE_TEST_HOST === 'electron' ? {} : { vscodeExecutablePath: standIn }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(bundles, 'suite.cjs'),
    extensionTestsEnv: { RUST_TRACE_HOST_OUTPUT: report },
    launchArgs: [demo.folder, '--disable-extensions'],
  });
} catch (error) {
  // The suite has reported which tests failed.
  if (!(error instanceof TestRunFailedError)) console.error(error);
  process.exitCode = 1;
} finally {
  follower.stop();
  rmSync(reportFolder, { recursive: true, force: true });
  demo.remove();
}

/** CommonJS, because the extension host loads the suite with `require`; below the project, to find Mocha there. */
async function bundleSuite(): Promise<void> {
  rmSync(bundles, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(here, 'suite.ts'), ...testFilesOf(here)],
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
