/**
 * Every function of test/fixtures/shapes in every way to build it: profiles, debug information, mangling, link-time
 * optimisation, split and stripped files. What the resolver answers is compared with what nm and readelf say.
 */

import assert from 'node:assert/strict';
import { assetPath } from '../../src/binary/assets.ts';
import { loadDemangler } from '../../src/binary/demangle.ts';
import { Resolver } from '../../src/resolve/resolver.ts';
import { examine, type Examined } from '../support/oracle/examine.ts';
import { functionsOfShapes } from '../support/shapes.ts';
import { CONFIGURATIONS, ShapesBuilds } from '../support/shapesBuilds.ts';

describe('the matrix of builds', function () {
  this.timeout(600_000);
  const builds = new ShapesBuilds();
  const resolver = new Resolver();
  const rows: string[] = [];
  before(async () => {
    await loadDemangler(assetPath('rustc_demangle.wasm'));
  });
  after(() => {
    resolver.dispose();
    console.log([HEADING, ...rows].join('\n'));
  });

  for (const profile of Object.keys(CONFIGURATIONS)) {
    it(`resolves as nm and readelf do: ${profile}`, async () => {
      const oracles = await builds.oracles(profile);
      const examined = await examine(resolver, profile, await functionsOfShapes(), oracles);
      rows.push(row(profile, examined));
      const differences = examined.flatMap(({ title, differences: each }) => each.map(text => `${title}: ${text}`));
      assert.deepEqual(differences, []);
    });
  }
});

const COLUMNS = [28, 10, 9, 8, 12] as const;
const HEADING = line(['build', 'functions', 'resolved', 'inlined', 'differences', 'reasons']);

function row(profile: string, examined: readonly Examined[]): string {
  const reasons = new Map<string, number>();
  for (const { reason } of examined) if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const sum = (count: (one: Examined) => number): string => String(examined.reduce((all, one) => all + count(one), 0));
  return line([
    profile,
    String(examined.length),
    sum(({ reason }) => (reason === null ? 1 : 0)),
    sum(({ inlined }) => inlined),
    sum(({ differences }) => differences.length),
    [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', '),
  ]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padEnd(COLUMNS[at] ?? 0)).join(' ');
}
