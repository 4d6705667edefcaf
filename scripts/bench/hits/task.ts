/** What each contender watches: one function of one build. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { assetPath } from '../../../src/binary/assets.ts';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import type { CountPlan } from '../../../src/model/countPlan.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import type { Resolver } from '../../../src/resolve/resolver.ts';
import { wantedAt } from '../../../src/resolve/wantedFunction.ts';
import { createRustParser } from '../../../src/source/rustParser.ts';
import { createResolver } from '../../../test/support/resolver.ts';
import { CALLED, type Called, type CalledCrate, type Profile } from './calledProgram.ts';

export interface HitTask {
  readonly called: Called;
  readonly profile: Profile;
  readonly binary: string;
  readonly symbol: string;
  readonly function: RustFunction;
  /** All its arguments, and not its return. */
  readonly plan: ProbePlan;
  /** The returned value and the duration too, as an editor's trace has it. */
  readonly planWithReturns: ProbePlan;
  readonly countPlan: CountPlan;
  /** A folder for files. */
  readonly scratch: string;
}

/** Every function of every build. */
export async function hitTasks(crate: CalledCrate, scratch: string): Promise<HitTask[]> {
  const functions = await functionsIn(crate.source);
  const resolver = await createResolver();
  try {
    const tasks: HitTask[] = [];
    for (const profile of ['release', 'dev'] as const) {
      for (const called of CALLED) {
        const fn = functions.find(({ name }) => name === called);
        if (fn === undefined) throw new Error(`no function ${called}`);
        const binary = crate.binary(profile);
        const from = { crate, profile, resolver, called, fn };
        tasks.push({
          called,
          profile,
          binary,
          symbol: symbolOf(binary, called),
          function: fn,
          plan: await planOf(from, false),
          planWithReturns: await planOf(from, true),
          countPlan: await countPlanOf(from),
          scratch,
        });
      }
    }
    return tasks;
  } finally {
    resolver.dispose();
  }
}

interface Planning {
  readonly crate: CalledCrate;
  readonly profile: Profile;
  readonly resolver: Resolver;
  readonly called: Called;
  readonly fn: RustFunction;
}

async function functionsIn(file: string): Promise<RustFunction[]> {
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  const tree = parser.parse(readFileSync(file, 'utf8'));
  try {
    return tree.functions(file);
  } finally {
    tree.delete();
  }
}

async function planOf({ crate, profile, resolver, fn }: Planning, returns: boolean): Promise<ProbePlan> {
  const filter = { targetName: 'hits', profile };
  const options = { ...DEFAULT_OPTIONS, returns };
  const answer = await resolver.resolve({ wanted: wantedAt(fn, true), from: crate.source, filter, options });
  if (answer.kind !== 'plan') throw new Error(`no plan of ${fn.name}`);
  return answer.plan;
}

async function countPlanOf({ crate, profile, resolver, called }: Planning): Promise<CountPlan> {
  const answer = await resolver.countPlan({
    selection: { kind: 'pattern', pattern: `hits::${called}`, origins: ['own'] },
    from: crate.folder,
    filter: { targetName: 'hits', profile },
  });
  if (answer.kind !== 'plan') throw new Error(`no plan to count ${called}`);
  return answer.plan;
}

function symbolOf(binary: string, called: Called): string {
  const symbols = execFileSync('nm', ['--defined-only', '--format=just-symbols', binary], { encoding: 'utf8' });
  const symbol = symbols.split('\n').find(each => each.startsWith(`_ZN4hits${called.length}${called}17h`));
  if (symbol === undefined) throw new Error(`${binary} has no ${called}`);
  return symbol;
}
