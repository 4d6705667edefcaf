/** What the bundles would hold if they were shipped now, as esbuild tells it: bytes, not times. */

import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { shippedMetafiles } from '../../scripts/bundle.ts';

/** Code that activation loads keeps the editor waiting. */
const ACTIVATION_BYTES = 300_000;

describe('the bundles', function () {
  this.timeout(60_000);
  let metafiles: ReadonlyMap<string, Metafile>;
  before(async () => {
    metafiles = await shippedMetafiles();
  });

  function metafileOf(name: string): Metafile {
    const metafile = metafiles.get(name);
    assert.ok(metafile, name);
    return metafile;
  }

  it(`keep what activation loads within ${ACTIVATION_BYTES / 1000} kB`, () => {
    const { bytes, inputs } = metafileOf('extension').outputs['dist/extension.cjs']!;
    const largest = Object.entries(inputs)
      .sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
      .slice(0, 10)
      .map(([file, { bytesInOutput }]) => `${bytesInOutput} ${file}`);
    assert.ok(bytes <= ACTIVATION_BYTES, [`extension.cjs has ${bytes} bytes`, ...largest].join('\n'));
  });

  it('have no source of ours twice in the extension host', () => {
    for (const library of ['languageClient', 'execa']) {
      const inputs = Object.keys(metafileOf(library).inputs);
      assert.ok(inputs.length > 0);
      assert.deepEqual(
        inputs.filter(file => !file.includes('node_modules/')),
        [],
      );
    }
  });

  it('have no package in what activation loads', () => {
    const inputs = Object.keys(metafileOf('extension').inputs);
    assert.deepEqual(
      inputs.filter(file => file.includes('node_modules/')),
      [],
    );
  });
});
