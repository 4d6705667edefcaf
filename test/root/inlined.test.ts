/** Copies of functions that the optimiser inlined, traced in the real sample: hits are the calls that it echoes. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../../src/cargo/runProgram.ts';
import { unprobedInstances, type ProbePlan } from '../../src/model/probePlan.ts';
import type { Tracer, TracerEvent } from '../../src/tracer/tracer.ts';
import { copyDemo, type DemoCopy } from '../support/demo.ts';
import { TRACERS } from '../support/tracers.ts';
import { readEcho } from '../support/echo.ts';
import { createResolver } from '../support/resolver.ts';

/** Inlined into their callers at opt-level 3, at least in part. */
const INLINED = ['demo::add', 'demo::greet', 'demo::orders::invoice', 'demo::stock::Shelf::put', 'demo::values::weigh'];
const ROUNDS = 40;

describe('inlined copies in the real sample', function () {
  this.timeout(120_000);
  let copy: DemoCopy;
  let folder: string;
  before(() => {
    copy = copyDemo();
    folder = mkdtempSync(path.join(tmpdir(), 'inlined-'));
    const env = { ...process.env, CARGO_PROFILE_RELEASE_DEBUG: '2' };
    execFileSync('cargo', ['build', '--release', '--quiet'], { cwd: copy.folder, env, stdio: 'pipe' });
  });
  after(() => {
    copy.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const tracer of TRACERS)
    it(`are hit as often as the function is called, through ${tracer.name}`, async () => {
      const plans = await plansOf(INLINED, copy.folder);
      assert.deepEqual(
        plans.map(plan => [plan.functionName, plan.probes.some(({ instance }) => instance.inlined !== null)]),
        INLINED.map(name => [name, true]),
      );
      assert.equal(
        plans.reduce((sum, plan) => sum + unprobedInstances(plan), 0),
        0,
      );

      const echo = path.join(folder, `${tracer.name}.jsonl`);
      const program = path.join(copy.folder, 'target/release/demo');
      const hits = await hitsOf(tracer, merged(plans), [
        program,
        '--rounds',
        String(ROUNDS),
        '--pause-ms',
        '1',
        '--echo',
        echo,
      ]);
      const calls = readEcho(echo);
      const table = INLINED.map(name => ({
        name,
        hits: hits.get(name) ?? 0,
        calls: calls.filter(call => call.function === name).length,
      }));
      console.log(table.map(row => `${row.name}: ${row.hits} hits, ${row.calls} calls`).join('\n'));
      assert.ok(table.every(row => row.calls >= ROUNDS));
      assert.deepEqual(
        table.map(row => row.hits),
        table.map(row => row.calls),
      );
    });
});

async function plansOf(names: readonly string[], from: string): Promise<ProbePlan[]> {
  const resolver = await createResolver();
  try {
    const plans: ProbePlan[] = [];
    for (const name of names) {
      const filter = { targetName: 'demo', profile: 'release' };
      const answer = await resolver.resolve({ wanted: { kind: 'path', path: name }, from, filter });
      assert.ok(answer.kind === 'plan', `${name}: ${JSON.stringify(answer)}`);
      plans.push(answer.plan);
    }
    return plans;
  } finally {
    resolver.dispose();
  }
}

/** One plan of all: its probes know their functions by `demangled`. */
function merged(plans: readonly ProbePlan[]): ProbePlan {
  const [first] = plans;
  assert.ok(first !== undefined);
  const probes = plans.flatMap(plan => plan.probes).map((probe, id) => ({ ...probe, id }));
  return { ...first, functionName: 'all', probes };
}

/** Hits of each function while the program runs once. */
async function hitsOf(
  tracer: Tracer,
  plan: ProbePlan,
  argv: readonly [string, ...string[]],
): Promise<Map<string, number>> {
  const hits = new Map<string, number>();
  const running = tracer.start(plan, (event: TracerEvent) => {
    if (event.type === 'attached') {
      const program = runProgram({ argv, cwd: tmpdir(), stdio: 'stderr' });
      void program.done.then(() => {
        running.stop();
      });
    }
    if (event.type === 'hit') {
      const name = plan.probes[event.hit.probe]?.instance.demangled ?? '';
      hits.set(name, (hits.get(name) ?? 0) + 1);
    }
  });
  const reason = await running.done;
  assert.equal(reason.kind, 'stopped', JSON.stringify(reason));
  return hits;
}
