/** `rust-trace count`, built and run as it is, on the real sample. Oracle: the calls that the sample echoes, and nm. */

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionJson } from '../../src/session/countJson.ts';
import { buildDemo, copyDemo, ownDemo } from '../support/demo.ts';
import { readEcho } from '../support/echo.ts';
import { runningTracers, uprobeEvents } from '../support/leftovers.ts';
import { isProfileExact } from '../../src/tracer/tracefs/profileAccuracy.ts';

const demoFolder = ownDemo();
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function count(args: readonly string[], cwd = demoFolder): Promise<Run> {
  return new Promise(resolve => {
    const options = { cwd, maxBuffer: 1 << 28, timeout: 100_000 };
    execFile(process.execPath, [cli, 'count', ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}

function countsOf(stdout: string): FunctionJson[] {
  return linesOf(stdout).filter(({ type }) => type === 'count') as unknown as FunctionJson[];
}

describe('rust-trace count on the real sample', function () {
  this.timeout(120_000);
  let program = '';
  let folder = '';
  let echoFile = '';

  before(async () => {
    program = await buildDemo(demoFolder);
    folder = mkdtempSync(path.join(tmpdir(), 'rt-count-'));
    echoFile = path.join(folder, 'echo.jsonl');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(runningTracers(program), []);
    assert.deepEqual(uprobeEvents(program), []);
  });

  it('counts the calls that the program echoes, instance for instance, from four threads', async () => {
    const work = ['--rounds', '200', '--pause-ms', '0', '--threads', '4', '--echo', echoFile];
    const run = await count(['demo::*', '--tracer', 'tracefs', '--json', '--', program, ...work]);
    assert.equal(run.exitCode, 0, run.stderr);
    const counted = new Map<string, number>();
    for (const { function: name, instances } of countsOf(run.stdout)) {
      for (const { demangled = name, kind, count } of instances)
        if (kind === 'body') counted.set(demangled, (counted.get(demangled) ?? 0) + count);
    }
    const echoed = new Map<string, number>();
    for (const call of readEcho(echoFile)) echoed.set(call.function, (echoed.get(call.function) ?? 0) + 1);
    assert.ok((echoed.get('demo::add') ?? 0) === 800 && echoed.size > 5, [...echoed.keys()].join(' '));
    for (const [name, calls] of echoed) if (counted.has(name)) assert.equal(counted.get(name), calls, name);
    for (const name of ['demo::add', 'demo::greet', 'demo::largest<u64>']) assert.ok(counted.has(name), name);
    const summary = linesOf(run.stdout).find(({ type }) => type === 'summary');
    assert.deepEqual([summary?.isExact, summary?.functions], [isProfileExact(), countsOf(run.stdout).length]);
    const symbols = execFileSync('nm', [program]).toString();
    for (const { instances } of countsOf(run.stdout))
      for (const { symbol } of instances) assert.ok(symbols.includes(` ${symbol}\n`), symbol);
  });

  it('ends with its command, has the exit code of that, and a table of what was entered', async () => {
    const script = ['sh', '-c', '"$0" --rounds 7 --pause-ms 0 >&2; exit 3', program];
    const run = await count(['demo::add', '--profile', 'dev', '--', ...script]);
    assert.equal(run.exitCode, 3, run.stderr);
    assert.match(run.stdout, /^ +7 {2}demo::add$/m);
    assert.match(run.stderr, /: sh exited with 3\.\n$/);
  });

  it('prints totals on Ctrl-C, and intervals that add up to them', async () => {
    const args = [
      cli,
      'count',
      'demo::add',
      '--profile',
      'dev',
      '--json',
      '--interval',
      '250ms',
      '--tracer',
      'tracefs',
    ];
    const counting = spawn(process.execPath, args, { cwd: demoFolder, stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    let isRun = false;
    counting.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (!isRun && stdout.includes('"attached"')) {
        isRun = true;
        execFileSync(program, ['--rounds', '30', '--pause-ms', '20']);
        counting.kill('SIGINT');
      }
    });
    const exitCode = await new Promise(resolve => counting.once('close', resolve));
    assert.equal(exitCode, 0);
    const add = countsOf(stdout).find(({ function: name }) => name === 'demo::add');
    assert.equal(add?.count, 30);
    const entered = linesOf(stdout)
      .filter(({ type }) => type === 'interval')
      .flatMap(({ functions }) => functions as { function: string; count: number }[])
      .filter(({ function: name }) => name === 'demo::add');
    assert.equal(
      entered.reduce((sum, each) => sum + each.count, 0),
      30,
    );
  });

  it('says why all is zero', async () => {
    const run = await count(['demo::add', '--profile', 'dev', '--for', '100ms', '--json']);
    assert.equal(run.exitCode, 0, run.stderr);
    const summary = linesOf(run.stdout).find(({ type }) => type === 'summary');
    assert.deepEqual([summary?.total, (summary?.silence as { code: string }).code], [0, 'not-running']);
  });

  it('says what is wrong with a pattern, or that nothing matches, and what to do', async () => {
    const broken = await count(['/demo::(/']);
    assert.equal(broken.exitCode, 1);
    assert.match(broken.stderr, /^\/demo::\(\/\n \^{7}\nrust-trace: .* is no regular expression/);
    const nothing = await count(['nosuchthing']);
    assert.equal(nothing.exitCode, 1);
    assert.match(nothing.stderr, /matches nosuchthing\.\n {2}/);
    const others = await count(['core::fmt::Formatter::pad']);
    assert.equal(others.exitCode, 1);
    assert.match(
      others.stderr,
      /matches core::fmt::Formatter::pad\.\n {2}\d+ of .* such as core::.*\. Count those with --in std\.\n/,
    );
    const named = await count(['core::fmt::Formatter::pad', '--in', 'std', '--for', '100ms', '--json']);
    assert.ok(countsOf(named.stdout).length > 0, named.stderr);
    assert.equal(broken.stdout + nothing.stdout + others.stdout, '');
  });

  it('builds first where it is asked to, says that it must be built where not, and knows what its command runs', async () => {
    const copy = copyDemo();
    try {
      const unbuilt = await count(['demo::add'], copy.folder);
      assert.equal(unbuilt.exitCode, 1);
      assert.match(unbuilt.stderr, /--build/);
      const built = await count(['demo::add', '--build', '--json', '--for', '100ms'], copy.folder);
      assert.equal(built.exitCode, 0, built.stderr);
      assert.ok(countsOf(built.stdout).some(({ function: name }) => name === 'demo::add'));
      // What the command runs is meant, whatever was built since.
      await buildDemo(copy.folder, 'release');
      const run = await count(['demo::add', '--json', '--', 'target/debug/demo', '--rounds', '3'], copy.folder);
      assert.equal(countsOf(run.stdout).find(({ function: name }) => name === 'demo::add')?.count, 3, run.stderr);
    } finally {
      copy.remove();
    }
  });
});
