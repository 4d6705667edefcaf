import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { followTracer, processesNaming, until, type Followed } from '../process/fakes.ts';
import { buildDemo } from '../support/demo.ts';
import { groupBy, readEcho } from '../support/echo.ts';
import { located, TRACERS } from '../support/tracers.ts';
import { number, oddPlan, planOf, text } from '../unit/tracer/plan.ts';

/** Five bytes of memory that nobody has written to. */
const ZEROS = '"\\0\\0\\0\\0\\0"';

const here = path.dirname(fileURLToPath(import.meta.url));

for (const tracer of TRACERS) {
  const inFull = tracer.name === 'bcc' ? ' @long' : '';
  describe(`the ${tracer.name} tracer`, function () {
    this.timeout(90_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'rt-root-'));
    const runs = new Set<Followed>();
    const drivers = new Set<ChildProcess>();
    let odd = '';
    let demo = '';

    before(async () => {
      odd = path.join(folder, 'odd');
      execFileSync('rustc', ['-O', '--edition', '2024', '-o', odd, path.join(here, 'fixtures/odd.rs')]);
      // A copy, so that its tracers can be told from others of this machine.
      demo = path.join(folder, 'demo');
      copyFileSync(await buildDemo(), demo);
    });
    afterEach(async () => {
      for (const driver of drivers) driver.kill('SIGKILL');
      for (const run of runs) run.stop();
      await Promise.all([...runs].map(run => run.done));
      runs.clear();
      await until('no tracer is left', () => processesNaming(folder).length === 0, 20_000);
      assert.ok(!readFileSync('/sys/kernel/tracing/uprobe_events', 'utf8').includes(folder));
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    const start = (plan: ProbePlan): Followed => {
      const run = followTracer(tracer, located(plan));
      runs.add(run);
      return run;
    };

    /** Symbols as nm has them. */
    const symbolOf = (pattern: RegExp): string => {
      const symbols = execFileSync('nm', [demo], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');
      return symbols.map(line => line.split(' ').at(-1) ?? '').find(symbol => pattern.test(symbol)) ?? 'absent';
    };

    const demoPlan = (): ProbePlan =>
      planOf(demo, [
        { symbol: symbolOf(/^_ZN4demo3add17h/), captures: [number('a', 'rdi'), number('b', 'rsi')] },
        { symbol: symbolOf(/^_ZN4demo5greet17h/), captures: [text('name', 'rdi', 'rsi', 64), number('n', 'rdx')] },
      ]);

    const shown = (run: Followed): { tid: number; comm: string; args: string[] }[] =>
      run.events.flatMap(event => {
        if (event.type !== 'hit') return [];
        const args = event.hit.args.map(({ value }) => (value.kind === 'absent' ? value.reason : value.text));
        return [{ tid: event.hit.tid, comm: event.hit.comm, args }];
      });

    it('traces 1,000 calls of each of four threads with the values that the program echoes, in order', async () => {
      const echoFile = path.join(folder, 'echo');
      const run = start(demoPlan());
      await run.first('attached');
      const rounds = ['--rounds', '1000', '--pause-ms', '0', '--threads', '4', '--echo', echoFile];
      await promisify(execFile)(demo, rounds);
      await until('all hits', () => run.events.filter(event => event.type === 'hit').length >= 8000, 30_000);
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
      assert.deepEqual(
        run.events.filter(event => event.type === 'lost' || event.type === 'message'),
        [],
      );
      const echo = readEcho(echoFile).filter(call => ['demo::add', 'demo::greet'].includes(call.function));
      assert.equal(echo.length, 8000);
      const echoed = groupBy(echo, call => String(call.tid));
      const traced = groupBy(shown(run), hit => String(hit.tid));
      assert.deepEqual([...traced.keys()].sort(), [...echoed.keys()].sort());
      for (const [tid, calls] of echoed) {
        assert.deepEqual(
          traced.get(tid)?.map(hit => hit.args),
          calls.map(call => Object.values(call.args)),
        );
        assert.match(traced.get(tid)?.[0]?.comm ?? '', /^worker #\d$/);
      }
    });

    /** Runs odd.rs traced; the transcripts' expectations hold for it. */
    const traceOdd = async (binary: string): Promise<Followed> => {
      const run = start(oddPlan(binary));
      await run.first('attached');
      execFileSync(binary, { input: '\n' });
      await until('all hits', () => run.events.filter(event => event.type === 'hit').length >= 20, 20_000);
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
      return run;
    };

    it('reads texts to the end of a page and no further, and says which it cannot read', async () => {
      const run = await traceOdd(odd);
      const args = shown(run).map(hit => hit.args);
      assert.deepEqual(args.slice(10), [
        ['"first"', '"zweiter größer"', '18446744073709551615', '-1'],
        ['""'],
        ['"with \\0 inside, \\"quotes\\" and \\n newlines"'],
        ['"exactly sixty-four bytes, not one more and not one less: 0123456"'],
        ['"one byte more than the limit, so the end of it has to be cut: 78"…'],
        [`"${'ä'.repeat(32)}"…`],
        ['"page end"'],
        // The kernel's events read zeros where no memory is, and where it has not been touched: only these are true.
        ...(tracer.name === 'bcc' ? [['not paged in'], ['not paged in']] : [[ZEROS], [ZEROS]]),
        ['18446744073709551615 bytes fit in no memory'],
      ]);
      assert.deepEqual(
        run.events.filter(event => event.type === 'message'),
        [],
      );
    });

    it(`traces a binary whose path the probe grammar cannot carry${inFull}`, async () => {
      const awkward = path.join(folder, 'a (b), c:d "größer"');
      copyFileSync(odd, awkward);
      const run = await traceOdd(awkward);
      assert.equal(shown(run).length, 20);
    });

    // The kernel's own events know places, not symbols.
    if (tracer.name === 'bcc')
      it('says which symbol is not there', async () => {
        const run = start(planOf(odd, [{ symbol: 'absent', captures: [] }]));
        const reason = await run.done;
        assert.equal(reason.kind, 'failed');
        assert.match(reason.error.message, /^bcc finds no symbol absent in/);
      });

    it('stops before it is attached', async () => {
      // At once, and while bcc's Python begins.
      for (const afterMs of [0, 50]) {
        const run = start(oddPlan(odd));
        await run.first('command');
        if (tracer.name === 'bcc') await new Promise(resolve => setTimeout(resolve, afterMs));
        run.stop();
        assert.deepEqual(await run.done, { kind: 'stopped' });
        assert.ok(!run.events.some(event => event.type === 'attached'));
      }
    });

    it('stops a program’s flood of hits', async () => {
      const run = start(demoPlan());
      await run.first('attached');
      const program = spawn(demo, ['--pause-ms', '0', '--threads', '2', '--echo', '/dev/null'], { stdio: 'ignore' });
      try {
        await run.first('hit');
        await new Promise(resolve => setTimeout(resolve, 500));
        const startMs = Date.now();
        run.stop();
        assert.deepEqual(await run.done, { kind: 'stopped' });
        assert.ok(Date.now() - startMs < 14_000);
      } finally {
        program.kill('SIGKILL');
      }
    });

    it('leaves nothing when the process that traces is killed', async () => {
      const driver = path.join(here, 'tracerDriver.ts');
      const parent = spawn(process.execPath, ['--import', 'tsx', driver, odd, tracer.name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      drivers.add(parent);
      let said = '';
      parent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await until('attached', () => said.includes('attached'), 60_000);
      assert.ok(processesNaming(folder).length > 0);
      parent.kill('SIGKILL');
      await until('the tracer ends', () => processesNaming(folder).length === 0, 10_000);
    });

    it(`starts and stops ten times, at once and when attached, and leaves nothing${inFull}`, async () => {
      const plan = planOf(odd, [{ symbol: 'named', captures: [number('number', 'rdi')] }]);
      const descriptors = (): number => readdirSync('/proc/self/fd').length;
      const before = descriptors();
      for (let turn = 0; turn < 10; turn++) {
        const run = start(plan);
        await run.first(turn % 2 === 0 ? 'attached' : 'command');
        run.stop();
        assert.deepEqual(await run.done, { kind: 'stopped' });
      }
      assert.ok(descriptors() <= before);
    });
  });
}
