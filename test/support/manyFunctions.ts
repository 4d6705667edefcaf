/** A program of many functions, called known numbers of times when it is told to, and bcc's funccount on it. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { createFunccountCounter } from '../../src/tracer/bcc/funccount/funccountCounter.ts';
import { type CounterEvent, NO_LIMITS, type RunningCounter } from '../../src/tracer/tracer.ts';
import { processesNaming, until } from '../process/fakes.ts';
import { planOf } from '../unit/tracer/plan.ts';
import { located } from './tracers.ts';

const FUNCTIONS = 450;

/**
 * `many_7` is called 7 times at each line of stdin, `<Circle as Shape>::area` 1,000,000 times at the line `many`. The
 * program says how often itself.
 */
const SOURCE = `
use std::hint::black_box;
pub trait Shape { fn area(&self) -> u64; }
pub struct Circle(u64);
impl Shape for Circle { #[inline(never)] fn area(&self) -> u64 { black_box(self.0 * 3) } }
${Array.from({ length: FUNCTIONS }, (_, index) => `#[inline(never)] pub fn many_${index}(x: u64) -> u64 { black_box(x.wrapping_mul(${2 * index + 3})) }`).join('\n')}
static TABLE: [fn(u64) -> u64; ${FUNCTIONS}] = [${Array.from({ length: FUNCTIONS }, (_, index) => `many_${index}`).join(', ')}];
fn main() {
    let (mut calls, mut areas) = ([0u64; ${FUNCTIONS}], 0u64);
    for line in std::io::stdin().lines() {
        for (index, function) in TABLE.iter().enumerate() {
            for turn in 0..index as u64 { black_box(function(turn)); calls[index] += 1; }
        }
        if line.unwrap() == "many" {
            for side in 0..1_000_000 { black_box(Circle(black_box(side)).area()); areas += 1; }
        }
        println!("{areas} {}", calls.map(|count| count.to_string()).join(" "));
    }
}
`;

export interface RunningCount {
  readonly run: RunningCounter;
  readonly events: readonly CounterEvent[];
  readonly ended: () => boolean;
}

export class ManyFunctions {
  /** Of `many_0`, `many_1`, … */
  readonly many: readonly string[];
  /** Of `<Circle as Shape>::area`. */
  readonly area: string;
  readonly counter = createFunccountCounter({ limits: () => NO_LIMITS, hasTerminal: false });
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'rt-funccount-'));
  readonly #binary: string;
  readonly #runs = new Set<RunningCounter>();
  #program: ChildProcess | null = null;
  #lines: Interface | null = null;

  constructor(mangling: 'legacy' | 'v0') {
    const source = path.join(this.#folder, 'many.rs');
    // The grammar of funccount has no colons and no blanks in a path.
    this.#binary = path.join(this.#folder, mangling === 'v0' ? 'a: b' : 'many');
    writeFileSync(source, SOURCE);
    const options = ['-O', '--crate-name', 'many', '-C', `symbol-mangling-version=${mangling}`];
    // Only a compiler that may be changed still writes names of the old scheme, from 1.97 on.
    const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
    execFileSync('rustc', [...options, '-Z', 'unstable-options', '-o', this.#binary, source], { env });
    const names = execFileSync('nm', [this.#binary], { encoding: 'utf8' })
      .split('\n')
      .map(line => line.split(' ')[2] ?? '');
    const named = (pattern: RegExp): string => names.find(name => pattern.test(name)) ?? 'absent';
    this.many = Array.from({ length: FUNCTIONS }, (_, index) => named(new RegExp(`many_${index}(?:17h|$)`)));
    this.area = named(/Circle.*4area/);
    assert.ok(![...this.many, this.area].includes('absent'));
  }

  run(): void {
    this.#program = spawn(this.#binary);
    assert.ok(this.#program.stdout !== null);
    this.#lines = createInterface(this.#program.stdout);
  }

  /** Ends what runs; resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.#program?.kill();
    for (const run of this.#runs) run.stop();
    await Promise.all([...this.#runs].map(run => run.done));
    this.#runs.clear();
    await until('nothing of it is left', () => processesNaming(`${this.#folder}/`).length === 0);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Calls of each function so far, as the program says. */
  async call(line: 'few' | 'many'): Promise<{ areas: number; many: number[] }> {
    const answer = new Promise<string>(resolve => this.#lines?.once('line', resolve));
    this.#program?.stdin?.write(`${line}\n`);
    const [areas = 0, ...many] = (await answer).split(' ').map(Number);
    return { areas, many };
  }

  planOf(names: readonly string[]): ProbePlan {
    return located(
      planOf(
        this.#binary,
        names.map(symbol => ({ symbol, captures: [] })),
      ),
    );
  }

  start(names: readonly string[], everyMs: number | null): RunningCount {
    const events: CounterEvent[] = [];
    const run = this.counter.start(this.planOf(names), event => events.push(event), { everyMs });
    this.#runs.add(run);
    return { run, events, ended: () => events.some(({ type }) => type === 'ended') };
  }

  async attached(names: readonly string[], everyMs: number | null): Promise<RunningCount> {
    const started = this.start(names, everyMs);
    const isAttached = (): boolean => started.events.some(({ type }) => type === 'attached');
    await until('attached', () => isAttached() || started.ended(), 90_000);
    assert.ok(isAttached(), JSON.stringify(started.events.at(-1)));
    return started;
  }
}

export function totals(events: readonly CounterEvent[]): CounterEvent | undefined {
  return events.filter(({ type }) => type === 'counts').at(-1);
}
