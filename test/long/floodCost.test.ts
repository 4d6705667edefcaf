/**
 * What a flood of hits costs the traced program while they are only counted, beside bpftrace's plainest counter on the
 * same program in the same run. Compared is the program's own processor time, of which the machine's other work takes
 * the least part, and the least of several floods.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import type { TracerOptions } from '../../src/tracer/tracerOf.ts';
import { followTracer } from '../process/fakes.ts';
import { buildFlood, Flooder, floodPlan } from '../support/flooder.ts';

const CALLS = 200_000;
const FLOODS = 8;
const ROUNDS = 2;
const MOST = 1.2;

const options: TracerOptions = { limits: () => ({ recordedPerSecond: 2000, seconds: null }) };
const TRACERS = [createBccTracer(options)];

describe('a flood that is only counted', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-cost-'));
  const binary = path.join(folder, 'flood');
  before(() => {
    buildFlood(binary);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const flood = async <T>(use: (program: Flooder) => Promise<T>): Promise<T> => {
    const program = new Flooder(binary);
    try {
      return await use(program);
    } finally {
      await program.end();
    }
  };

  const least = (threads: number): Promise<number> =>
    flood(async program => {
      const costs: number[] = [];
      for (let turn = 0; turn < FLOODS; turn++) costs.push((await program.flood(CALLS, threads)).nsPerCall);
      return Math.min(...costs);
    });

  const withBpftrace = async (threads: number): Promise<number> => {
    const script = `uprobe:${binary}:called { @ = count(); } interval:ms:100 { print(@); }`;
    const child = spawn('bpftrace', ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    try {
      while (!/@: [1-9]/.test(said)) {
        assert.equal(child.exitCode, null, said);
        await flood(program => program.flood(1));
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      return await least(threads);
    } finally {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    }
  };

  for (const tracer of TRACERS) {
    for (const threads of [1, 2]) {
      it(`costs at most ${MOST} times what it costs with bpftrace: ${tracer.name}, ${threads} threads`, async () => {
        const ours: number[] = [];
        const theirs: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          theirs.push(await withBpftrace(threads));
          const run = followTracer(tracer, floodPlan(binary));
          try {
            await run.first('attached');
            const isCounting = (): boolean => run.events.some(event => event.type === 'recording');
            await flood(async program => {
              for (let turn = 0; turn < 50 && !isCounting(); turn++) await program.flood(CALLS);
            });
            assert.ok(isCounting());
            ours.push(await least(threads));
            const recordings = run.events.filter(event => event.type === 'recording');
            assert.deepEqual(recordings, [{ type: 'recording', isOn: false }]);
          } finally {
            run.stop();
            await run.done;
          }
        }
        const [our, their] = [Math.min(...ours), Math.min(...theirs)];
        console.log(`      ${our.toFixed(0)} ns a call, bpftrace ${their.toFixed(0)}: ${(our / their).toFixed(2)}`);
        assert.ok(our <= MOST * their);
      });
    }
  }
});
