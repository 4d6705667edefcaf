/**
 * `node wholeIndex.js BINARY`: all functions of a binary as the product has them, from its index on disk where there is
 * one, else read and kept there. Prints one line of JSON, `WholeIndex`.
 */

import { IndexCache } from '../../../src/binary/indexCache.ts';
import { indexCacheFolder } from '../../../src/resolve/indexCacheFolder.ts';
import { OpenArtifacts } from '../../../src/resolve/openArtifact.ts';

export interface WholeIndex {
  /** From the path to an open file whose index, if there is one on disk, is loaded. */
  readonly openMs: number;
  /** From there to all functions: nearly nothing where the index was loaded. */
  readonly readMs: number;
  readonly functions: number;
}

const [binary = ''] = process.argv.slice(2);
const artifacts = new OpenArtifacts(new IndexCache(indexCacheFolder()));
const startMs = performance.now();
const artifact = artifacts.open(binary);
const openedMs = performance.now();
await artifact.complete({});
const line: WholeIndex = {
  openMs: openedMs - startMs,
  readMs: performance.now() - openedMs,
  functions: artifact.index.completeTable?.functionCount ?? 0,
};
process.stdout.write(`${JSON.stringify(line)}\n`);
artifacts.dispose();
