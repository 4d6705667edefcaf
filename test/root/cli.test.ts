import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDemo, copyDemo, ownDemo } from '../support/demo.ts';
import { groupBy, readEcho, type EchoedCall } from '../support/echo.ts';
import { runningTracers, uprobeEvents } from '../support/leftovers.ts';
import { TRACERS } from '../support/tracers.ts';

const demoFolder = ownDemo();
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in the sample's folder, or in another. */
function runCli(args: readonly string[], cwd: string): Promise<Run> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd, maxBuffer: 1 << 28, timeout: 100_000 },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}

type Arguments = Readonly<Record<string, string>>;

interface HitLine {
  readonly type: 'hit';
  /** Which its end names. */
  readonly call: number;
  readonly function: string;
  readonly kind: string;
  readonly symbol: string;
  readonly pid: number;
  readonly tid: number;
  readonly timeNs: string;
  readonly args: Arguments;
}

interface ReturnLine {
  readonly type: 'return';
  readonly call: number;
  readonly function: string;
  readonly how: string;
  readonly tid: number;
  readonly timeNs: string;
  readonly durationNs: string;
  readonly result?: string;
}

interface Traced {
  readonly probes: number;
  readonly tracer: string;
  readonly hits: HitLine[];
  readonly returns: ReturnLine[];
  readonly summary: {
    readonly hits: number;
    readonly lost: number;
    readonly reason: string;
    readonly returns: Readonly<Record<string, number>>;
  };
}

/** Takes the JSON Lines of a whole trace apart; their order is part of the contract. */
function readTrace({ stdout, stderr }: Run): Traced {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { type: string });
  assert.equal(lines[0]?.type, 'attached', stderr);
  assert.equal(lines.at(-1)?.type, 'summary');
  const hits: HitLine[] = [];
  const returns: ReturnLine[] = [];
  for (const line of lines.slice(1, -1) as (HitLine | ReturnLine)[]) {
    if (line.type === 'hit') {
      assert.equal(line.call, hits.push(line));
    } else {
      assert.equal(line.type, 'return');
      assertEnds(line, hits[line.call - 1]);
      returns.push(line);
    }
  }
  assert.equal(new Set(returns.map(({ call }) => call)).size, returns.length, 'a call ends once');
  return {
    probes: (lines[0] as unknown as Traced).probes,
    tracer: (lines[0] as unknown as Traced).tracer,
    hits,
    returns,
    summary: lines.at(-1) as unknown as Traced['summary'],
  };
}

/** The line of a call's end stands behind that of its hit. */
function assertEnds(end: ReturnLine, hit: HitLine | undefined): void {
  assert.ok(hit !== undefined, JSON.stringify(end));
  assert.deepEqual([end.function, end.tid], [hit.function, hit.tid]);
  assert.equal(BigInt(end.timeNs) - BigInt(hit.timeNs), BigInt(end.durationNs));
}

/** Every hit is the call that the program echoed, call for call and in order in each thread. */
function assertEqualsEcho(hits: readonly HitLine[], echo: readonly EchoedCall[]): void {
  const echoed = groupBy(echo, call => `thread ${String(call.tid)}`);
  const traced = groupBy(hits, hit => `thread ${String(hit.tid)}`);
  assert.deepEqual([...traced.keys()].sort(), [...echoed.keys()].sort());
  for (const [thread, calls] of echoed) {
    assert.deepEqual(
      traced.get(thread)?.map(hit => hit.args),
      calls.map(call => call.args),
      thread,
    );
  }
}

for (const tracer of TRACERS.map(({ name }) => name)) {
  // What each test shows is the same for every tracer, and bcc takes seconds to begin.
  const inFull = tracer === 'bcc' ? ' @long' : '';
  describe(`rust-trace trace with ${tracer} on the real sample`, function () {
    this.timeout(120_000);
    const rustTrace = (args: readonly string[], cwd = demoFolder): Promise<Run> =>
      runCli(['trace', '--tracer', tracer, ...args], cwd);
    let program = '';
    let folder = '';
    let echoFile = '';

    before(async () => {
      program = await buildDemo(demoFolder);
      folder = mkdtempSync(path.join(tmpdir(), 'rt-cli-'));
      echoFile = path.join(folder, 'echo.jsonl');
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
      assert.deepEqual(runningTracers(program), []);
      assert.deepEqual(uprobeEvents(program), []);
    });

    const thousand = ['--rounds', '1000', '--pause-ms', '0'];
    for (const { target, name, result } of [
      { target: 'demo::add', name: 'demo::add', result: ({ a, b }: Arguments) => Number(a) + Number(b) },
      {
        target: 'greet',
        name: 'demo::greet',
        result: ({ name, n }: Arguments) => Buffer.byteLength(JSON.parse(name ?? '') as string) * Number(n),
      },
    ]) {
      it(`shows 1,000 calls of ${name} and what they return as the program echoes them, none lost`, async () => {
        const run = await rustTrace([target, '--json', '--', program, ...thousand, '--echo', echoFile]);
        assert.equal(run.exitCode, 0, run.stderr);
        const { probes, tracer: carrier, hits, returns, summary } = readTrace(run);
        assert.equal(carrier, tracer);
        const echo = readEcho(echoFile).filter(call => call.function === name);
        assert.equal(probes, 1);
        assert.equal(echo.length, 1000);
        assert.equal(hits.length, 1000);
        assert.deepEqual({ hits: summary.hits, lost: summary.lost }, { hits: 1000, lost: 0 });
        assert.ok(hits.every(hit => hit.function === name && hit.kind === 'body'));
        assertEqualsEcho(hits, echo);
        // As the sample's source computes them.
        assert.deepEqual(
          returns.map(({ how, result }) => [how, result]),
          echo.map(({ args }) => ['returned', String(result(args))]),
        );
        assert.deepEqual([summary.returns.returned, summary.returns.unseen], [1000, 0]);
        const symbols = execFileSync('nm', [program])
          .toString()
          .split('\n')
          .map(line => line.split(' ')[2]);
        assert.ok(symbols.includes(hits[0]?.symbol), hits[0]?.symbol);
        const times = hits.map(hit => BigInt(hit.timeNs));
        assert.ok(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0n)));
      });
    }

    it(`tells four threads apart, each in its own order${inFull}`, async () => {
      const run = await rustTrace(['src/main.rs:21', '--json', '--',
      program, '--rounds', '250', '--pause-ms', '0', '--threads', '4', '--echo', echoFile,
    ]); // prettier-ignore
      assert.equal(run.exitCode, 0, run.stderr);
      const { hits } = readTrace(run);
      assert.equal(new Set(hits.map(hit => hit.tid)).size, 4);
      assertEqualsEcho(
        hits,
        readEcho(echoFile).filter(call => call.function === 'demo::add'),
      );
    });

    it(`names each instance of a generic${inFull}`, async () => {
      const run = await rustTrace([
        'largest',
        '--json',
        '--',
        program,
        '--rounds',
        '3',
        '--pause-ms',
        '0',
        '--echo',
        echoFile,
      ]);
      const { probes, hits } = readTrace(run);
      assert.equal(probes, 3);
      const echoed = readEcho(echoFile)
        .map(call => call.function)
        .filter(name => name.startsWith('demo::largest'));
      assert.deepEqual(hits.map(hit => hit.function).sort(), echoed.sort());
    });

    it(`tells calls of an async fn from polls of its body${inFull}`, async () => {
      const run = await rustTrace([
        'orders::deliver',
        '--json',
        '--',
        program,
        '--rounds',
        '4',
        '--pause-ms',
        '0',
        '--echo',
        echoFile,
      ]);
      const { hits } = readTrace(run);
      // The sample's future is pending once, then ready.
      assert.deepEqual(
        [...groupBy(hits, hit => hit.kind)].map(([kind, of]) => [kind, of.length]),
        [
          ['body', 4],
          ['poll', 8],
        ],
      );
      assertEqualsEcho(
        hits.filter(hit => hit.kind === 'body'),
        readEcho(echoFile).filter(call => call.function === 'demo::orders::deliver'),
      );
    });

    it('ends after --count hits, and takes the program with it', async () => {
      const run = await rustTrace(['demo::add', '--json', '--count', '5', '--', program, '--pause-ms', '5']);
      assert.equal(run.exitCode, 0, run.stderr);
      const { hits, summary } = readTrace(run);
      assert.equal(hits.length, 5);
      assert.deepEqual({ hits: summary.hits, reason: summary.reason }, { hits: 5, reason: 'count reached' });
      const alive = execFileSync('ps', ['-eo', 'args'])
        .toString()
        .split('\n')
        .filter(line => line.startsWith(program));
      assert.deepEqual(alive, []);
    });

    it(`ends after --for, with no hits of a program that does not run${inFull}`, async () => {
      const run = await rustTrace(['demo::add', '--json', '--for', '500ms']);
      assert.equal(run.exitCode, 0, run.stderr);
      const counted = { hits: 0, isExact: true };
      assert.deepEqual(readTrace(run).summary, {
        type: 'summary',
        hits: 0,
        counted,
        lost: 0,
        returns: { returned: 0, tailCalled: 0, unwound: 0, unseen: 0 },
        reason: 'time is up',
      });
    });

    it(`prints a readable line a call for people${inFull}`, async () => {
      const run = await rustTrace([
        'demo::greet',
        '--count',
        '2',
        '--',
        program,
        '--pause-ms',
        '5',
        '--echo',
        echoFile,
      ]);
      assert.equal(run.exitCode, 0, run.stderr);
      const lines = run.stdout.split('\n').filter(line => line.includes('demo::greet('));
      assert.equal(lines.length, 2);
      assert.match(
        lines[0] ?? '',
        /^\d\d:\d\d:\d\d\.\d{6} demo\[\d+\/\d+ demo\] demo::greet\(name="Ada", n=0\) → 0 in [\d.]+ (ns|µs|ms)$/,
      );
    });

    it('ends on Ctrl-C and leaves nothing', async () => {
      const child = spawn(process.execPath, [cli, 'trace', '--tracer', tracer, 'demo::add', '--json'], {
        cwd: demoFolder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        const wasAttached = out.includes('"attached"');
        out += chunk.toString();
        if (!wasAttached && out.includes('"attached"')) child.kill('SIGINT');
      });
      const exitCode = await new Promise(resolve => child.once('exit', resolve));
      assert.equal(exitCode, 0);
      assert.match(out, /"reason":"interrupted"/);
      assert.deepEqual(runningTracers(program), []);
    });

    it(`ends as asked when nobody reads what it says, and says when its output cannot be written${inFull}`, () => {
      const shell = (script: string): string =>
        execFileSync('/bin/sh', ['-c', script, process.execPath, cli, program], { cwd: demoFolder, encoding: 'utf8' });
      const trace = `"$0" "$1" trace --tracer ${tracer} demo::add`;
      const unread = shell(`{ { ${trace} -- "$2" --pause-ms 5 2>&1 >&3; echo "exit $?" >&3; } | head -c 1; } 3>&1`);
      assert.match(unread, /exit 0\n$/);
      const full = shell(`{ ${trace} --json --count 1 -- "$2" --pause-ms 5 >/dev/full; echo "exit $?" >&2; } 2>&1`);
      assert.match(full, /could not be written: .*ENOSPC.*\nexit 1\n$/);
    });

    it(`passes on how the program ended${inFull}`, async () => {
      const run = await rustTrace(['demo::add', '--json', '--', '/bin/sh', '-c', 'exit 7']);
      assert.equal(run.exitCode, 7);
      assert.match(readTrace(run).summary.reason, /exited with 7/);
    });
  });
}

describe('rust-trace trace, before any tracer', function () {
  this.timeout(120_000);
  const rustTrace = (args: readonly string[], cwd = demoFolder): Promise<Run> => runCli(['trace', ...args], cwd);
  before(() => buildDemo(demoFolder));

  const refused: [string, string[], RegExp][] = [
    ['a function that is not there', ['demo::nowhere'], /Nothing in demo \(dev\) is called `demo::nowhere`/],
    ['a line without function', ['src/main.rs:1'], /no function at line 1/],
    ['a file that is not there', ['src/gone.rs:1'], /no file/],
    ['a program that cannot be started', ['demo::add', '--', '/nowhere/program'], /\/nowhere\/program/],
    ['an ambiguous name', ['fmt'], /could be any of/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what}`, async () => {
      const run = await rustTrace(args);
      assert.equal(run.exitCode, 1);
      assert.match(run.stderr, message);
    });
  }

  it('says what to do in a project that was never built, and builds it when told', async () => {
    const copy = copyDemo();
    try {
      const unbuilt = await rustTrace(['demo::add', '--for', '1ms'], copy.folder);
      assert.equal(unbuilt.exitCode, 1);
      assert.match(unbuilt.stderr, /has not been built yet.*\n.*--build/);
      const built = await rustTrace(['demo::add', '--json', '--build', '--for', '1ms'], copy.folder);
      assert.equal(built.exitCode, 0, built.stderr);
      assert.equal(readTrace(built).probes, 1);
    } finally {
      copy.remove();
    }
  });
});
