/**
 * Some functions of test/fixtures/shapes in an optimised program, compared with what nm and readelf say. All of them, in
 * every way to build it, are in test/long/matrix.test.ts.
 */

import assert from 'node:assert/strict';
import type { Resolver } from '../../src/resolve/resolver.ts';
import { examine } from '../support/oracle/examine.ts';
import { createResolver } from '../support/resolver.ts';
import { countCalls, functionsOfShapes } from '../support/shapes.ts';
import { ShapesBuilds } from '../support/shapesBuilds.ts';

/** The slice of every day. */
const EVERY = 4;

describe('resolving functions of every shape', function () {
  this.timeout(240_000);
  const builds = new ShapesBuilds();
  let resolver: Resolver;
  before(async () => {
    resolver = await createResolver();
  });
  after(() => {
    resolver.dispose();
  });

  it('finds in an optimised program what the debug information declares', async () => {
    const functions = (await functionsOfShapes())
      .filter(({ targetName, isOfTests }) => targetName === 'shapes' && !isOfTests)
      .filter((_function, index) => index % EVERY === 0);
    const examined = await examine(resolver, 'release-full', functions, await builds.oracles('release-full'));
    assert.deepEqual(wrong(examined), []);
  });

  it('names them as the program does that counts its own calls', async () => {
    const [built] = [...(await builds.oracles('dev')).keys()].filter(
      ({ targetName, isTest }) => targetName === 'shapes' && !isTest,
    );
    const counts = await countCalls(built!.path, 2);
    const paths = new Set((await functionsOfShapes()).map(({ shown }) => shown.path));
    // A macro makes these, from its own body or from names alone: no text of a function stands in the source.
    const madeByMacros = ['add_ten', 'add_twenty', 'from_the_body'];
    assert.deepEqual(
      [...counts.keys()].filter(path => !paths.has(path)),
      madeByMacros,
    );
    assert.equal(counts.get('run_all'), 2);
    // One reached through a pointer for 0 and 1, one called with 5, in each of two rounds.
    assert.equal(counts.get('factorial'), 1 + 2 + 6 + 6);
  });
});

function wrong(examined: Awaited<ReturnType<typeof examine>>): string[] {
  return examined.flatMap(({ title, differences }) => differences.map(difference => `${title}: ${difference}`));
}
