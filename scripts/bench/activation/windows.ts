/** Activation in new windows of the real VS Code, one after the other; what is done in each is in probe.ts. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { runHostTests } from '../../../test/harness/hostTests.ts';
import { demoFolder } from '../../../test/support/demo.ts';
import { root } from '../../root.ts';
import type { BenchContext } from '../section.ts';
import { type Activation, ANSWER_FILE } from './activationTimes.ts';

/** One a round; rejects when a window does not open or activate. */
export async function activations({ rounds, scratch, log }: BenchContext): Promise<Activation[]> {
  const suite = path.join(scratch, 'probe.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'probe.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  const found: Activation[] = [];
  for (let round = 0; round < rounds; round++) {
    log(`window ${round + 1} of ${rounds}`);
    const code = await runHostTests({ extensionFolders: [root], suite, folder: demoFolder, timeoutMs: 120_000 });
    if (code !== 0) throw new Error(`the window ended with ${code}`);
    found.push(JSON.parse(readFileSync(path.join(scratch, ANSWER_FILE), 'utf8')) as Activation);
  }
  return found;
}
