/**
 * Every function of test/fixtures/shapes in every way to build it: profiles, debug information, mangling, link-time
 * optimisation, split and stripped files. What the resolver answers is compared with what nm and readelf say.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RustFunction } from '../../src/model/rustFunction.ts';
import type { Resolver } from '../../src/resolve/resolver.ts';
import { wantedAt } from '../../src/resolve/wantedFunction.ts';
import { examine, type Examined } from '../support/oracle/examine.ts';
import type { ArtifactOracle } from '../support/oracle/expectation.ts';
import type { MachineCode } from '../support/oracle/machineCode.ts';
import { createResolver } from '../support/resolver.ts';
import { functionsOfShapes, shapesFolder, type ShapeFunction } from '../support/shapes.ts';
import { CONFIGURATIONS, ShapesBuilds } from '../support/shapesBuilds.ts';

describe('the matrix of builds', function () {
  this.timeout(1_200_000);
  const builds = new ShapesBuilds();
  let resolver: Resolver;
  const rows: string[] = [];
  before(async () => {
    resolver = await createResolver();
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

  it('has an oracle that knows a home of every function that is called, and of no other', async () => {
    const functions = (await functionsOfShapes()).filter(
      ({ targetName, isOfTests }) => targetName === 'shapes' && !isOfTests,
    );
    for (const [profile, { knowledge }] of Object.entries(CONFIGURATIONS)) {
      if (knowledge !== 'declarations') continue;
      const oracle = await programOracle(profile);
      const isHomeless = (wanted: ShapeFunction): boolean => oracle().expect(wanted).homes.length === 0;
      const wrong = functions.filter(wanted => isHomeless(wanted) !== (wanted.absent !== null));
      const unexpected = wrong.filter(({ shown }) => !OPTIMISED_AWAY.has(shown.name));
      assert.deepEqual(
        unexpected.map(({ title }) => title),
        [],
        profile,
      );
    }
  });

  /** Of the program `shapes`. */
  async function programOracle(profile: string): Promise<() => ArtifactOracle> {
    const program = [...(await builds.oracles(profile))].find(
      ([{ targetName, isTest }]) => targetName === 'shapes' && !isTest,
    );
    return program![1];
  }

  it('lets inlined copies begin where perf would probe them', async () => {
    const { code } = (await programOracle('release-full'))();
    const functions = (await functionsOfShapes()).filter(
      ({ shown, targetName }) => targetName === 'shapes' && isPlain(shown),
    );
    let compared = 0;
    for (const { shown } of functions) {
      const filter = { targetName: 'shapes', profile: 'release-full' };
      const answer = await resolver.resolve({ wanted: wantedAt(shown, true), from: shapesFolder, filter });
      if (answer.kind === 'none') continue;
      const ours = new Set(answer.instances.map(({ fileOffset }) => fileOffset));
      // Perf leaves out some of several copies in one function.
      const perfs = inlinedByPerf(code, shown).filter(offset => code.symbolsAt(offset).length === 0);
      assert.deepEqual(
        perfs.filter(offset => !ours.has(offset)),
        [],
        shown.path,
      );
      compared += perfs.length;
    }
    assert.ok(compared >= 40, `${compared} copies compared`);
  });
});

/** Evaluated by the compiler, or merged with their twins. */
const OPTIMISED_AWAY = new Set(['constant', 'twin_two', 'public_twin_two']);

/** Perf finds such a function by its name and file. */
function isPlain({ name, isGeneric, isAsync }: RustFunction): boolean {
  return !isGeneric && !isAsync && /^[a-z_]+$/.test(name) && !AMBIGUOUS.has(name);
}

/** Several functions in their files, or what perf itself makes wrong addresses of. */
const AMBIGUOUS = new Set(['area', 'doubled', 'from', 'total', 'inner', 'name', 'same_name', 'hit']);

/** Offsets in the file. */
function inlinedByPerf(code: MachineCode, { name, file }: RustFunction): number[] {
  const { stdout } = spawnSync('perf', ['probe', '-x', code.file, '-D', `${name}@${path.basename(file)}`], {
    encoding: 'utf8',
  });
  return Array.from(stdout.matchAll(/:0x([0-9a-f]+)$/gm), ([, offset]) => code.behindPadding(parseInt(offset!, 16)));
}

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
