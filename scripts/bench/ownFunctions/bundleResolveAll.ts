/** resolveAll.ts as the product ships its code, bundled, so that no time of a compiler is measured with it. */

import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../../root.ts';

/** Returns the path of the bundle, which lies beside the command line's and finds its assets there. */
export async function bundleResolveAll(): Promise<string> {
  const outfile = path.join(root, 'dist/resolveAll.js');
  const requireInModule = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/ownFunctions/resolveAll.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: requireInModule },
    logLevel: 'warning',
  });
  return outfile;
}
