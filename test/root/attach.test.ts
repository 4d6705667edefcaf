/** The trace of one process by the command line, with real probes: its hits and no other's, in whatever build it runs. */

import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../harness/until.ts';
import { startContained } from '../support/contained.ts';
import { buildDemo, copyDemo, type DemoCopy } from '../support/demo.ts';
import { readEcho } from '../support/echo.ts';
import { runningTracers } from '../support/leftovers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Line {
  readonly type: string;
  readonly pid?: number;
  readonly args?: Readonly<Record<string, string>>;
  readonly hits?: number;
  readonly reason?: string;
}

for (const tracer of ['bcc', 'tracefs']) {
  const inFull = tracer === 'bcc' ? ' @long' : '';
  describe(`a trace of one process by ${tracer}`, function () {
    this.timeout(300_000);
    let demo: DemoCopy;
    let program = '';
    let source = '';
    let children: ChildProcess[] = [];
    const mainFile = (): string => path.join(demo.folder, 'src/main.rs');
    const echoOf = (name: string): string => path.join(demo.folder, '..', `${name}.jsonl`);

    before(async () => {
      demo = copyDemo();
      source = readFileSync(mainFile(), 'utf8');
      program = await buildDemo(demo.folder);
    });
    afterEach(() => {
      for (const child of children) child.kill('SIGKILL');
      children = [];
    });
    after(() => {
      demo.remove();
    });

    /** Several threads, so that a process is told from its main thread. */
    async function start(name: string): Promise<number> {
      const child = spawn(program, ['--pause-ms', '50', '--threads', '2', '--echo', echoOf(name)], { stdio: 'ignore' });
      children.push(child);
      await once(child, 'spawn');
      return child.pid ?? assert.fail('not started');
    }

    /** Runs the command line to its end. */
    function rustTrace(args: readonly string[]): Promise<{ exitCode: number; lines: Line[]; stderr: string }> {
      return new Promise(resolve => {
        const options = { cwd: demo.folder, timeout: 100_000 };
        execFile(
          process.execPath,
          [cli, 'trace', 'demo::add', '--json', '--tracer', tracer, ...args],
          options,
          (error, stdout, stderr) => {
            const lines = stdout
              .split('\n')
              .slice(0, -1)
              .map(line => JSON.parse(line) as Line);
            resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), lines, stderr });
          },
        );
      });
    }

    function hitsOf(lines: readonly Line[]): Line[] {
      return lines.filter(({ type }) => type === 'hit');
    }

    /** Every hit is a call that the program itself wrote down. */
    function assertEchoed(hits: readonly Line[], echoFile: string): void {
      const echoed = readEcho(echoFile)
        .filter(call => call.function === 'demo::add')
        .map(({ args }) => JSON.stringify(args));
      for (const { args } of hits) assert.ok(echoed.includes(JSON.stringify(args)), JSON.stringify(args));
    }

    it('has its hits and no others of the same program', async () => {
      const [first, second] = [await start('first'), await start('second')];
      const { exitCode, lines, stderr } = await rustTrace(['--pid', String(second), '--count', '20']);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(new Set(hitsOf(lines).map(({ pid }) => pid)), new Set([second]), `not of ${String(first)}`);
      assert.equal(hitsOf(lines).length, 20);
      assertEchoed(hitsOf(lines), echoOf('second'));
    });

    it(`goes through a file that cargo has replaced, and not into the new one${inFull}`, async () => {
      const old = await start('old');
      writeFileSync(mainFile(), source.replace('a + b', 'b + a + 0'));
      try {
        await buildDemo(demo.folder);
        const young = await start('young');
        const { exitCode, lines, stderr } = await rustTrace(['--pid', String(old), '--count', '10']);
        assert.equal(exitCode, 0, stderr);
        assert.match(stderr, new RegExp(`Process ${String(old)} runs an older build of demo`));
        assert.deepEqual(new Set(hitsOf(lines).map(({ pid }) => pid)), new Set([old]), `not of ${String(young)}`);
        assertEchoed(hitsOf(lines), echoOf('old'));
      } finally {
        writeFileSync(mainFile(), source);
        program = await buildDemo(demo.folder);
      }
    });

    it(`goes into another root folder and PID namespace${inFull}`, async () => {
      const args = ['--pause-ms', '50', '--threads', '1'];
      const contained = await startContained(program, '/app/server', args);
      try {
        const { exitCode, lines, stderr } = await rustTrace(['--pid', String(contained.pid), '--count', '5']);
        assert.equal(exitCode, 0, stderr);
        assert.deepEqual(new Set(hitsOf(lines).map(({ pid }) => pid)), new Set([contained.pid]));
      } finally {
        await contained.end();
      }
    });

    it('ends with the process, as asked, and leaves nothing', async () => {
      const pid = await start('short');
      const trace = spawn(
        process.execPath,
        [cli, 'trace', 'demo::add', '--json', '--tracer', tracer, '--pid', String(pid)],
        {
          cwd: demo.folder,
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let [out, err] = ['', ''];
      trace.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      trace.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const exit = once(trace, 'exit');
      await until(
        () => ({ out, err }),
        text => text.out.includes('"type":"hit"'),
        { timeoutMs: 60_000, what: 'a hit' },
      );
      children[0]?.kill('SIGKILL');
      const [exitCode] = (await exit) as [number];
      assert.equal(exitCode, 0, err);
      assert.match(out, new RegExp(`"type":"summary".*"reason":"process ${String(pid)} has ended"`));
      assert.deepEqual(runningTracers(program), []);
    });
  });
}
