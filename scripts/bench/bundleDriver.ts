/** A program of the bench as the product ships its code, bundled, so that no time of a compiler is measured with it. */

import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../root.ts';

/**
 * @param entryPoint below the project's folder.
 * @param alias files that stand for modules.
 * Returns the path of the bundle, which lies beside the product's and finds its assets there.
 */
export async function bundleDriver(entryPoint: string, alias: Readonly<Record<string, string>> = {}): Promise<string> {
  const outfile = path.join(root, 'dist', `${path.basename(entryPoint, '.ts')}.js`);
  const requireInModule = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;
  await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: requireInModule },
    alias: { ...alias },
    logLevel: 'warning',
  });
  return outfile;
}
