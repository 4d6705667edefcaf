/** A live trace of the command line while cargo builds its program anew, with real cargo, real tracers and the real sample. */

import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../harness/until.ts';
import { buildDemo, copyDemo, type DemoCopy } from '../support/demo.ts';
import { readEcho } from '../support/echo.ts';
import { runningTracers, runningTraces } from '../support/leftovers.ts';
import { TRACERS } from '../support/tracers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ATTACH_MS = 60_000;

interface Line {
  readonly type: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly hits?: number;
  readonly reason?: string;
}

for (const tracer of TRACERS.map(({ name }) => name)) {
  describe(`a live trace through builds, with real cargo and ${tracer}${tracer === 'bcc' ? ' @long' : ''}`, function () {
    this.timeout(300_000);
    let demo: DemoCopy;
    let program = '';
    let echoFile = '';
    let source = '';
    let trace: ChildProcess | null = null;
    let out = '';
    let err = '';

    const mainFile = (): string => path.join(demo.folder, 'src/main.rs');
    const lines = (type: string): Line[] =>
      out
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line) as Line)
        .filter(line => line.type === type);
    const comes = (type: string, count: number): Promise<unknown> =>
      until(
        () => ({ found: lines(type).length, err }),
        ({ found }) => found === count,
        { timeoutMs: ATTACH_MS, what: `${type} ${String(count)}` },
      );

    /** Runs the sample to its end and returns the arguments of its calls of `add`. */
    async function runDemo(): Promise<Readonly<Record<string, string>>[]> {
      await promisify(execFile)(program, ['--rounds', '5', '--pause-ms', '1', '--echo', echoFile]);
      return readEcho(echoFile)
        .filter(call => call.function === 'demo::add')
        .map(call => call.args);
    }

    before(async () => {
      demo = copyDemo();
      program = await buildDemo(demo.folder);
      echoFile = path.join(demo.folder, '..', 'echo.jsonl');
      source = readFileSync(mainFile(), 'utf8');
      const line1 = source.split('\n').findIndex(line => line.startsWith('fn add(')) + 1;
      trace = spawn(process.execPath, [cli, 'trace', '--tracer', tracer, `src/main.rs:${String(line1)}`, '--json'], {
        cwd: demo.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      trace.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
      trace.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
      await comes('attached', 1);
    });
    after(() => {
      trace?.kill('SIGKILL');
      demo.remove();
    });

    it('goes on in a build of changed source, at the function’s new place and with its new arguments', async () => {
      const first = await runDemo();
      await comes('hit', 5);
      writeFileSync(
        mainFile(),
        source.replace('fn add(a: u64, b: u64)', '// moved\n// down\nfn add(x: u64, y: u64)').replace('a + b', 'x + y'),
      );
      await buildDemo(demo.folder);
      await comes('rebuilt', 1);
      const second = await runDemo();
      await comes('hit', 10);
      const renamed = second.map(({ a, b }) => ({ x: a, y: b }));
      assert.deepEqual(
        lines('hit').map(hit => hit.args),
        [...first, ...renamed],
      );
    });

    it('goes on tracing a process that was started from the build before, until that ends', async () => {
      const before = lines('hit').length;
      const rounds = 400;
      const old = promisify(execFile)(program, ['--rounds', String(rounds), '--pause-ms', '50', '--echo', echoFile]);
      writeFileSync(mainFile(), source.replace('a + b', 'b + a'));
      await buildDemo(demo.folder);
      await comes('rebuilt', 2);
      await until(
        () => runningTraces(program),
        count => count === 2,
        { timeoutMs: 10_000, what: 'a tracer for each of two builds' },
      );
      await old;
      await comes('hit', before + rounds);
      assert.deepEqual(
        lines('hit')
          .slice(before)
          .map(hit => Object.values(hit.args ?? {})),
        readEcho(echoFile)
          .filter(call => call.function === 'demo::add')
          .map(call => [call.args.a, call.args.b]),
      );
      await until(
        () => runningTraces(program),
        count => count === 1,
        { timeoutMs: 30_000, what: 'the end of the tracer of the old build' },
      );
    });

    it('says that the function is gone from a build, and goes on in the next that has it', async () => {
      writeFileSync(mainFile(), source.replace('fn add(', 'pub(crate) use plus as add;\n\nfn plus('));
      await buildDemo(demo.folder);
      await until(
        () => err,
        text => text.includes('The new build is not traced: The function add is not in src/main.rs any more.'),
        { timeoutMs: ATTACH_MS, what: 'the reason' },
      );
      writeFileSync(mainFile(), source);
      await buildDemo(demo.folder);
      await comes('rebuilt', 3);
      await runDemo();
      await comes('hit', 415);
    });

    it('is not disturbed by a build that fails', async () => {
      writeFileSync(mainFile(), source.replace('a + b', '"no number"'));
      await assert.rejects(buildDemo(demo.folder));
      await runDemo();
      await comes('hit', 420);
      assert.equal(lines('rebuilt').length, 3);
    });

    it('ends with the counts of all builds, and leaves no tracer of any', async () => {
      trace?.kill('SIGINT');
      const exitCode = await new Promise(resolve => trace?.once('exit', resolve));
      assert.equal(exitCode, 0, err);
      const [summary] = lines('summary');
      assert.deepEqual([summary?.hits, summary?.reason], [420, 'interrupted']);
      assert.deepEqual(runningTracers(program), []);
    });
  });
}
