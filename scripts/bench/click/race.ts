/** Lets all contenders trace the sample in turn, round by round, while it runs. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildDemo, demoFolder } from '../../../test/support/demo.ts';
import { bundleDriver } from '../bundleDriver.ts';
import { spreadOf, type Spread } from '../spread.ts';
import { type ClickTask, type ClickTimes, CONTENDERS } from './contenders.ts';

export interface ClickResult {
  readonly contender: string;
  /** Null where it was not measured; `reason` says why. */
  readonly cost: { readonly attachedMs: Spread | null; readonly hitMs: Spread } | null;
  readonly reason: string | null;
}

/** Each is called once a round of the program. */
const FUNCTIONS = ['add', 'greet'] as const;
const PAUSE_MS = '1';

export interface ClickRaceOptions {
  readonly rounds: number;
  readonly log: (line: string) => void;
}

/** One round is run before and not counted: it fills the kernel's page cache, and the index. */
export async function clickRace({ rounds, log }: ClickRaceOptions): Promise<ClickResult[]> {
  const binary = await buildDemo();
  const window = await bundleDriver('scripts/bench/click/window.ts');
  const file = path.join(demoFolder, 'src/main.rs');
  const functions = FUNCTIONS.map(name => ({ name, symbol: symbolOf(binary, name) }));
  const program = spawn(binary, ['--pause-ms', PAUSE_MS], { stdio: 'ignore' });
  try {
    return await raceOf({ binary, file, functions, window }, rounds, log);
  } finally {
    program.kill();
    await once(program, 'exit');
  }
}

/** In the legacy mangling: `demo::NAME`. */
function symbolOf(binary: string, name: string): string {
  const symbols = execFileSync('nm', [binary], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const symbol = new RegExp(`^\\S+ [tT] (_ZN4demo${name.length}${name}17h\\w+E)$`, 'm').exec(symbols)?.[1];
  if (symbol === undefined) throw new Error(`no symbol of demo::${name}`);
  return symbol;
}

async function raceOf(task: ClickTask, rounds: number, log: ClickRaceOptions['log']): Promise<ClickResult[]> {
  const times = new Map<string, ClickTimes[]>();
  const failures = new Map<string, string>();
  for (let round = 0; round <= rounds; round++) {
    for (const { names, trace } of CONTENDERS) {
      if (names.some(name => failures.has(name))) continue;
      try {
        const measured = await trace(task);
        if (round > 0) for (const [at, name] of names.entries()) add(times, name, measured[at]);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        for (const name of names) failures.set(name, reason);
        log(`${names[0] ?? ''}: ${reason}`);
      }
    }
    log(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return CONTENDERS.flatMap(({ names }) => names).map(contender => {
    const reason = failures.get(contender) ?? null;
    const measured = times.get(contender) ?? [];
    if (reason !== null || measured.length === 0) return { contender, cost: null, reason };
    const attached = measured.flatMap(({ attachedMs }) => attachedMs ?? []);
    const attachedMs = attached.length === 0 ? null : spreadOf(attached);
    return { contender, cost: { attachedMs, hitMs: spreadOf(measured.map(({ hitMs }) => hitMs)) }, reason };
  });
}

function add(times: Map<string, ClickTimes[]>, name: string, one: ClickTimes | undefined): void {
  if (one !== undefined) times.set(name, [...(times.get(name) ?? []), one]);
}
