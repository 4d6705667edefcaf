/** The start of the command line, beside that of Node alone: what is under it is not ours to shorten. */

import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { demoFolder } from '../../../test/support/demo.ts';
import { root } from '../../root.ts';
import { type Cost, measure } from '../measure.ts';
import type { BenchContext } from '../section.ts';

/** Costs of the runs of each, by its name. */
export async function commandLineStarts({ rounds, scratch }: BenchContext): Promise<ReadonlyMap<string, Cost[]>> {
  const warm = path.join(scratch, 'warm');
  mkdirSync(warm);
  const costs = new Map<string, Cost[]>();
  // The first round fills the caches and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const cold = mkdtempSync(path.join(scratch, 'cold-'));
    for (const { name, argv, cache } of contenders({ cold, warm })) {
      const cost = await measure({ argv, environment: { XDG_CACHE_HOME: cache } }, scratch);
      if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  }
  return costs;
}

interface Contender {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cache: string;
}

function contenders({ cold, warm }: { readonly cold: string; readonly warm: string }): readonly Contender[] {
  const ours = [process.execPath, path.join(root, 'dist/cli.js')];
  const resolve = ['env', `--chdir=${demoFolder}`, ...ours, 'resolve', 'demo::largest', '--json'];
  return [
    { name: NODE_ALONE, argv: [process.execPath, '--print', '1'], cache: warm },
    { name: '`rust-trace --version`', argv: [...ours, '--version'], cache: warm },
    { name: '`rust-trace resolve`, cold', argv: resolve, cache: cold },
    { name: '`rust-trace resolve`, warm', argv: resolve, cache: warm },
  ];
}

export const NODE_ALONE = '`node` alone';
