/**
 * Counts of 300 functions, from the names to the totals, on a program that counts its own calls: through the counters of
 * this machine, in both manglings, and through the command line.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CountPlan } from '../../src/model/countPlan.ts';
import { createMachineCounter } from '../../src/tracer/machineCounter.ts';
import { NO_LIMITS } from '../../src/tracer/tracer.ts';
import type { TracerChoice } from '../../src/tracer/tracerChoice.ts';
import { countWhile, type FunctionTotals } from '../support/counted/countWhile.ts';
import { CountedProgram, type CountedReport } from '../support/counted/program.ts';
import { uprobeEvents } from '../support/leftovers.ts';
import { createResolver } from '../support/resolver.ts';
import { isProfileExact } from '../../src/tracer/tracefs/profileAccuracy.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const SIZE = 300;
const HEAVIEST = 1_000_000;

type Counts = Readonly<Record<string, readonly number[]>>;

for (const [mangling, threads] of [
  ['legacy', 1],
  ['v0', 4],
] as const) {
  describe(`counts of 300 functions, mangled as ${mangling}, called from ${threads} threads`, function () {
    this.timeout(600_000);
    let program: CountedProgram;
    before(async () => {
      program = await CountedProgram.build({ size: SIZE, heaviest: HEAVIEST, mangling, profile: 'dev' });
    });
    after(() => {
      program.remove();
    });

    it("are the program's own, zeros among them and none missing, through tracefs", async () => {
      const plan = await planOf(program, 'counted::calls', 'dev');
      assert.deepEqual(plan.uncounted, []);
      assert.ok(
        plan.places.every(({ symbol }) => symbol.startsWith(mangling === 'v0' ? '_R' : '_ZN') || symbol === 'exported'),
      );
      const { argv, report } = program.command(threads);
      const totals = await countWhile(counter('auto'), plan, argv);
      assert.deepEqual([totals.tracer, totals.isExact], ['tracefs', isProfileExact()]);
      const own = report().functions;
      assert.deepEqual(countsOf(totals.functions), countsOf(own));
      assert.deepEqual(countsOf(own), countsOf(program.sources.functions));
      assert.equal(own.length, SIZE);
      assert.ok(own.some(({ instances }) => instances[0] === HEAVIEST));
      assert.ok(own.filter(({ instances }) => instances.every(count => count === 0)).length > 30);
      assert.deepEqual(uprobeEvents(program.binary), []);
    });

    it("are the program's own through funccount, for a few of them", async () => {
      const plan = await planOf(program, 'calls::odd', 'dev');
      const { argv, report } = program.command(threads);
      const totals = await countWhile(counter('auto'), plan, argv);
      assert.deepEqual([totals.tracer, totals.isExact], ['bcc', true]);
      assert.deepEqual(countsOf(totals.functions), countsOf(ofModule(report(), 'odd')));
    });

    it("are the program's own through the command line", async () => {
      const { argv, report } = program.command(threads);
      const options = ['--bin', 'counted', '--tracer', 'tracefs', '--json', '--', ...argv];
      const { stdout } = await promisify(execFile)(process.execPath, [cli, 'count', 'counted::calls', ...options], {
        cwd: program.folder,
        maxBuffer: 1 << 26,
      });
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as CliCount);
      const own = countsOf(report().functions);
      const counted = lines.slice(-SIZE);
      assert.ok(counted.every(({ type }) => type === 'count'));
      const instances = counted.map(line => ({
        name: line.function,
        instances: line.instances.map(({ count }) => count),
      }));
      assert.deepEqual(countsOf(instances), own);
      for (const line of counted) assert.equal(line.count, sum(own[line.function] ?? []), line.function);
    });
  });
}

describe('counts of functions in an optimised build', function () {
  this.timeout(600_000);
  let program: CountedProgram;
  before(async () => {
    program = await CountedProgram.build({ size: SIZE, heaviest: 1000, mangling: 'v0', profile: 'release' });
  });
  after(() => {
    program.remove();
  });

  it("are the program's own, copies and functions of one address too", async () => {
    const plan = await planOf(program, 'counted::calls', 'release');
    const { argv, report } = program.command(4);
    const totals = await countWhile(counter('auto'), plan, argv);
    const own = new Map(report().functions.map(({ name, instances }) => [name, sum(instances)]));
    for (const [left, right] of program.sources.twins) {
      const both = (own.get(left) ?? NaN) + (own.get(right) ?? NaN);
      own.set(left, both).set(right, both);
    }
    assert.deepEqual(
      totals.functions.map(({ name, count }) => [name, count]),
      totals.functions.map(({ name }) => [name, own.get(name)]),
    );
  });
});

interface CliCount {
  readonly type: string;
  readonly function: string;
  readonly count: number;
  readonly instances: readonly { readonly count: number }[];
}

function counter(choice: TracerChoice): ReturnType<typeof createMachineCounter> {
  return createMachineCounter({
    limits: () => NO_LIMITS,
    prefer: () => choice,
    bccFunccountPath: () => '',
  });
}

async function planOf(program: CountedProgram, pattern: string, profile: string): Promise<CountPlan> {
  const resolver = await createResolver();
  try {
    const answer = await resolver.countPlan({
      selection: { kind: 'pattern', pattern, origins: ['own'] },
      from: program.folder,
      filter: { targetName: 'counted', profile },
    });
    assert.ok(answer.kind === 'plan', JSON.stringify(answer));
    return answer.plan;
  } finally {
    resolver.dispose();
  }
}

/** By name; of the instances of one function nothing says which is which, so they are sorted. */
function countsOf(functions: readonly Pick<FunctionTotals, 'name' | 'instances'>[]): Counts {
  const sorted = functions.map(({ name, instances }) => [name, [...instances].sort((a, b) => a - b)] as const);
  assert.equal(new Set(sorted.map(([name]) => name)).size, sorted.length, 'a name stands for one function');
  return Object.fromEntries(sorted);
}

function ofModule({ functions }: CountedReport, module: string): CountedReport['functions'] {
  return functions.filter(({ name }) => name.startsWith(`counted::calls::${module}::`));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
