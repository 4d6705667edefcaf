/** `npm run build [-- --production | --watch]`: the command line of bundle.ts. */

import { parseArgs } from 'node:util';
import { bundleAndWatch, bundleOnce } from './bundle.ts';

const { values } = parseArgs({ options: { production: { type: 'boolean' }, watch: { type: 'boolean' } } });
const settings = { production: values.production ?? false, log: console.log };

try {
  if (values.watch) {
    // The background task in .vscode/tasks.json knows the end of the first build by this line.
    await bundleAndWatch(settings);
    console.log('watching for changes');
  } else await bundleOnce(settings);
} catch (error) {
  // esbuild has printed the errors of the sources themselves.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
