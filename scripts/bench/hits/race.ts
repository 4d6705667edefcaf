/** What a call costs while it is watched, with all contenders in turn, round by round. */

import { spreadOf, type Spread } from '../spread.ts';
import { buildCalled, CalledProgram, type Called, type CallTime, type Profile } from './calledProgram.ts';
import type { Contender } from './contender.ts';
import { FLOOR, UNPROBED } from './floor.ts';
import { OURS } from './ours.ts';
import { hitTasks, type HitTask } from './task.ts';
import { TOOLS } from './tools.ts';

const CONTENDERS: readonly Contender[] = [UNPROBED, FLOOR, ...OURS, ...TOOLS];

/** Turns of calls while a contender watches; the median of them counts. */
const TURNS = 3;
/** Before the turns: pages are read and copied then. */
const WARM_UP = 100;

export interface HitCost {
  readonly clockNs: Spread;
  readonly processorNs: Spread;
  /** The part of the calls that has been brought, 1 where it is all of them, more where some of before are among them; null where that is not known. */
  readonly brought: Spread | null;
}

export interface HitResult {
  readonly called: Called;
  readonly profile: Profile;
  readonly contender: string;
  readonly stops: boolean;
  /** Null where it was not measured; `reason` says why. */
  readonly cost: HitCost | null;
  readonly reason: string | null;
}

export interface HitRaceOptions {
  readonly rounds: number;
  /** A folder for files. */
  readonly scratch: string;
  readonly log: (line: string) => void;
}

export async function hitRace({ rounds, scratch, log }: HitRaceOptions): Promise<HitResult[]> {
  const tasks = await hitTasks(buildCalled(scratch), scratch);
  const entries = tasks.flatMap(task =>
    CONTENDERS.filter(({ watches }) => watches(task)).map(contender => ({ task, contender, costs: [] as Cost[] })),
  );
  const failures = new Map<object, string>();
  for (let round = 1; round <= rounds; round++) {
    for (const entry of entries) {
      const { task, contender, costs } = entry;
      const what = `${task.profile} ${task.called}, round ${round} of ${rounds}: ${contender.name}`;
      if (failures.has(entry)) continue;
      try {
        const cost = await costOf(task, contender);
        costs.push(cost);
        log(`${what} ${JSON.stringify(cost)}`);
      } catch (error) {
        failures.set(entry, error instanceof Error ? error.message : String(error));
        log(`${what}: ${failures.get(entry) ?? ''}`);
      }
    }
  }
  return entries.map(entry => {
    const { task, contender, costs } = entry;
    const { called, profile } = task;
    const reason = failures.get(entry) ?? null;
    const stops = contender.stops === true;
    return { called, profile, contender: contender.name, stops, cost: reason === null ? spreads(costs) : null, reason };
  });
}

interface Cost extends CallTime {
  readonly brought: number | null;
}

async function costOf(task: HitTask, contender: Contender): Promise<Cost> {
  const program = new CalledProgram(task.binary);
  try {
    const watching = await contender.watch(task, program);
    const turns: CallTime[] = [];
    await program.call(task.called, Math.min(WARM_UP, contender.calls));
    for (let turn = 0; turn < TURNS; turn++) turns.push(await program.call(task.called, contender.calls));
    if (contender.stops === true) await program.end();
    const brought = await watching.end();
    const calls = Math.min(WARM_UP, contender.calls) + TURNS * contender.calls;
    return {
      clockNs: spreadOf(turns.map(({ clockNs }) => clockNs)).median,
      processorNs: spreadOf(turns.map(({ processorNs }) => processorNs)).median,
      brought: brought === null ? null : brought / calls,
    };
  } finally {
    await program.end();
  }
}

function spreads(costs: readonly Cost[]): HitCost {
  const brought = costs.flatMap(cost => cost.brought ?? []);
  return {
    clockNs: spreadOf(costs.map(({ clockNs }) => clockNs)),
    processorNs: spreadOf(costs.map(({ processorNs }) => processorNs)),
    brought: brought.length === 0 ? null : spreadOf(brought),
  };
}
