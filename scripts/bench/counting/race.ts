/** Counts 10, 300 and 3,000 functions of one program with all contenders in turn, round by round. */

import { readFileSync } from 'node:fs';
import { CountedProgram } from '../../../test/support/counted/program.ts';
import { createResolver } from '../../../test/support/resolver.ts';
import { spreadOf, type Spread } from '../spread.ts';
import { CONTENDERS, type CountContender, type CountTask } from './contenders.ts';
import { countedSet } from './countedSet.ts';

/** From the start of a contender to its end, around one run of the program. */
interface CountCost {
  /** Until the program's calls begin: everything is counted then. */
  readonly startMs: number;
  /** Until it has ended, since the program's calls have. */
  readonly stopMs: number;
  /** Processor time of the contender and of all that it started, without that of the program. */
  readonly processorMs: number;
  /** Processor time of the program that a hit costs, beyond that of the call itself. */
  readonly hitNs: number;
  /** Functions whose count is not the program's own. */
  readonly wrong: number;
}

export interface CountResult {
  readonly functions: number;
  readonly contender: string;
  /** Null where it was not measured; `reason` says why. */
  readonly cost: { readonly [part in keyof CountCost]: Spread } | null;
  readonly reason: string | null;
}

/** Functions of the program beside those that are counted here. */
const OTHERS = 219;
/** The first set holds the function that is called 100,000 times, the others together as many calls. */
const SETS = [
  { functions: 10, names: /::part_0::deep::free_\d$/ },
  { functions: 300, names: /::free_[1-3]\d\d$/ },
  { functions: 3000, names: /::free_\d+$/ },
];
const DEADLINE_MS = 600_000;

export interface CountRaceOptions {
  readonly rounds: number;
  /** A folder for files. */
  readonly scratch: string;
  readonly log: (line: string) => void;
}

export async function countRace({ rounds, scratch, log }: CountRaceOptions): Promise<CountResult[]> {
  log('building a program of 3,219 functions');
  const program = await CountedProgram.build({
    size: 3000 + OTHERS,
    heaviest: 100_000,
    mangling: 'legacy',
    profile: 'dev',
  });
  try {
    const results: CountResult[] = [];
    for (const { functions, names } of SETS) {
      const task = await taskOf(program, names, functions, scratch);
      results.push(...(await raceOf(program, task, { rounds, scratch, log })));
    }
    return results;
  } finally {
    program.remove();
  }
}

async function taskOf(
  program: CountedProgram,
  names: RegExp,
  functions: number,
  scratch: string,
): Promise<Omit<CountTask, 'argv'>> {
  const set = countedSet(program, names, functions);
  const resolver = await createResolver();
  try {
    const answer = await resolver.countPlan({
      selection: { kind: 'pattern', pattern: set.pattern, origins: ['own'] },
      from: program.folder,
      filter: { targetName: 'counted', profile: 'dev' },
    });
    if (answer.kind !== 'plan') throw new Error(`no plan to count ${functions} functions`);
    const { plan } = answer;
    if (plan.functions.length !== functions) throw new Error(`a plan of ${plan.functions.length}, not ${functions}`);
    return { set, plan, folder: program.folder, binary: program.binary, scratch, deadlineMs: DEADLINE_MS };
  } finally {
    resolver.dispose();
  }
}

async function raceOf(
  program: CountedProgram,
  task: Omit<CountTask, 'argv'>,
  options: CountRaceOptions,
): Promise<CountResult[]> {
  const functions = task.set.symbols.size;
  const costs = new Map<string, CountCost[]>(CONTENDERS.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  for (let round = 1; round <= options.rounds; round++) {
    const plainNs = program.run(1).processorNs;
    for (const { name, whyNot, count } of CONTENDERS) {
      const reason = failures.get(name) ?? whyNot(functions);
      if (reason !== null) failures.set(name, reason);
      else
        try {
          const cost = await costOf(program, task, count, plainNs);
          costs.get(name)?.push(cost);
          options.log(`${functions} functions, round ${round} of ${options.rounds}: ${name} ${JSON.stringify(cost)}`);
        } catch (error) {
          failures.set(name, error instanceof Error ? error.message : String(error));
          options.log(`${functions} functions: ${name}: ${failures.get(name) ?? ''}`);
        }
    }
  }
  return CONTENDERS.map(({ name: contender }) => {
    const reason = failures.get(contender) ?? null;
    if (reason !== null) return { functions, contender, cost: null, reason };
    const measured = costs.get(contender) ?? [];
    const spread = (part: keyof CountCost): Spread => spreadOf(measured.map(each => each[part]));
    const cost = {
      startMs: spread('startMs'),
      stopMs: spread('stopMs'),
      processorMs: spread('processorMs'),
      hitNs: spread('hitNs'),
      wrong: spread('wrong'),
    };
    return { functions, contender, cost, reason };
  });
}

async function costOf(
  program: CountedProgram,
  task: Omit<CountTask, 'argv'>,
  count: CountContender['count'],
  plainNs: number,
): Promise<CountCost> {
  const { argv, report } = program.command(1);
  const usedMs = processorTimeMs();
  const [startMs, counts, endMs] = [epochMs(), await count({ ...task, argv }), epochMs()];
  const { startedNs, endedNs, processorNs, functions } = report();
  const truth = functions.flatMap(({ name, instances: [calls = NaN] }) =>
    task.set.symbols.has(name) ? [{ name, calls }] : [],
  );
  const hits = truth.reduce((sum, { calls }) => sum + calls, 0);
  return {
    startMs: Number(startedNs) / 1e6 - startMs,
    stopMs: endMs - Number(endedNs) / 1e6,
    processorMs: processorTimeMs() - usedMs - processorNs / 1e6,
    hitNs: (processorNs - plainNs) / hits,
    wrong: truth.filter(({ name, calls }) => counts.get(name) !== calls).length,
  };
}

/** Of this process, and of those that it and its children have waited for: utime to cstime of proc(5), in hundredths. */
function processorTimeMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
