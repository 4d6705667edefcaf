/** What ships: the files of the package, one by one, so that none is lost and none slips in. `npm test` builds them. */

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { root } from '../../scripts/root.ts';

/** Pieces of the programs have a hash of their text in their names. */
const shipped = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/THIRD_PARTY_NOTICES.txt',
  'dist/askpass.cjs',
  'dist/askpass.sh',
  'dist/bccHeader.sh',
  'dist/bccKernel.sh',
  'dist/chunk-*.js',
  'dist/cli.js',
  'dist/countCommand-*.js',
  'dist/counts.js',
  'dist/doctor-*.js',
  'dist/execa-*.js',
  'dist/execa.cjs',
  'dist/extension.cjs',
  'dist/kernel.h',
  'dist/languageClient.cjs',
  'dist/processesCommand-*.js',
  'dist/resolveCommand-*.js',
  'dist/rust_trace.h',
  'dist/rustc_demangle.wasm',
  'dist/server.js',
  'dist/supervisor.sh',
  'dist/traceCommand-*.js',
  'dist/tracefs.sh',
  'dist/tree-sitter-rust.wasm',
  'dist/web-tree-sitter.wasm',
  'media/counts.css',
  'media/heat/dark-1.svg',
  'media/heat/dark-2.svg',
  'media/heat/dark-3.svg',
  'media/heat/dark-4.svg',
  'media/heat/dark-5.svg',
  'media/heat/light-1.svg',
  'media/heat/light-2.svg',
  'media/heat/light-3.svg',
  'media/heat/light-4.svg',
  'media/heat/light-5.svg',
  'media/icon.png',
  'media/panel.svg',
  'media/walkthrough/count.md',
  'media/walkthrough/read.md',
  'media/walkthrough/run.md',
  'media/walkthrough/setup.md',
  'media/walkthrough/trace.md',
  'package.json',
];

describe('the package', () => {
  it('holds the files of this list and no other', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const names = files.map(file => file.replace(/-[A-Z0-9]{8}\.js$/, '-*.js'));
    assert.deepEqual([...new Set(names)].sort(), shipped);
  });

  it('keeps executable what sudo and a shell execute', () => {
    for (const file of ['dist/askpass.sh', 'dist/cli.js']) {
      assert.equal(statSync(path.join(root, file)).mode & 0o777, 0o755, file);
    }
    assert.match(readFileSync(path.join(root, 'dist/cli.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('carries the licences of the packages in its bundles', () => {
    const notices = readFileSync(path.join(root, 'dist/THIRD_PARTY_NOTICES.txt'), 'utf8');
    for (const name of ['execa', 'vscode-languageclient', 'web-tree-sitter', 'gecko-profiler-demangle', 'zod']) {
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });
});
