/** All functions of the values sample traced while it runs, and what is traced of each call beside the sample's echo. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import { namesOf } from '../../../src/probe/namesOf.ts';
import type { Tracer } from '../../../src/tracer/tracer.ts';
import { createResolver } from '../resolver.ts';
import { buildValues, runEchoing, type Profile } from '../values.ts';
import { compareCalls } from './compareCalls.ts';
import { joined, planEach } from './planMany.ts';
import { Tally } from './tally.ts';
import { traceWhile } from './traceWhile.ts';

/** Points in one run of each tracer: bcc compiles a program for each. */
const MOST_POINTS: Readonly<Record<Tracer['name'], number>> = { bcc: 48, tracefs: 400 };

export interface TypesCompared {
  readonly args: Tally;
  readonly results: Tally;
  /** Functions of which not every call was a hit, or more than every one. */
  readonly miscounted: readonly string[];
  readonly functions: number;
}

/** Rejects when a record was lost, and when the sample does not end as it should. */
export async function compareEveryType(
  tracer: Tracer,
  profile: Profile,
  { rounds, returns }: { readonly rounds: number; readonly returns: boolean },
): Promise<TypesCompared> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-types-'));
  const echo = path.join(folder, 'echo.jsonl');
  const resolver = await createResolver();
  try {
    const program = (await buildValues(profile)).values;
    const plans = await planEach(resolver, await runEchoing(program, echo, 1), 'values', profile, {
      ...DEFAULT_OPTIONS,
      returns,
    });
    const tallies = { args: new Tally(), results: new Tally() };
    const miscounted: string[] = [];
    for (const plan of joined(plans, MOST_POINTS[tracer.name])) {
      const names = namesOf(addresses => resolver.addressNames(plan.plan.artifact, addresses));
      const traced = await traceWhile(tracer, plan.plan, () => runEchoing(program, echo, rounds), { names });
      assert.equal(traced.lost, 0);
      miscounted.push(...compareCalls(plan, traced, tallies));
    }
    return { ...tallies, miscounted, functions: plans.length };
  } finally {
    resolver.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
