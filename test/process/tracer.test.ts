import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bccTracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import type { TracerEvent } from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';
import {
  errorText,
  Fakes,
  follow,
  type Followed,
  isRunning,
  processesNaming,
  transcript,
  transcriptWord,
  until,
  UNTIL_ENDED,
} from './fakes.ts';

describe('a bcc trace, with a tool that replays', () => {
  const fakes = new Fakes();
  after(async () => {
    await until('nothing is left', () => processesNaming(fakes.folder).length === 0);
    fakes.remove();
  });
  const replay = (name: string, rest: string): string =>
    fakes.script(
      `replay-${name}`,
      `cat ${transcriptWord(`${name}.stderr`)} >&2; cat ${transcriptWord(`${name}.stdout`)}; ${rest}`,
    );

  it('tells its command, that it is attached, every hit, and that it was stopped', async () => {
    const run = follow(fakes.machine(replay('ordinary', UNTIL_ENDED)));
    await run.first('attached');
    run.stop();
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    const types = run.events.map(event => event.type);
    assert.deepEqual(types, ['tracer', 'command', 'attached', ...Array<string>(20).fill('hit'), 'ended']);
  });

  it('shows a command that a shell reads as the very argv that was run', async () => {
    const tool = fakes.script('echo', `printf '%s\\n' "$@" > "${fakes.path('argv')}"; ${UNTIL_ENDED}`);
    const run = follow(fakes.machine(tool));
    const { argv, display } = await run.first('command');
    run.stop();
    await run.done;
    const shell = spawn('/bin/sh', ['-c', `printf '%s\\0' ${display}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const words = Buffer.concat((await shell.stdout.toArray()) as Buffer[]).toString();
    assert.equal(words, argv.map(word => `${word}\0`).join(''));
  });

  it('starts nothing when it is stopped at once', async () => {
    const tool = fakes.script('never', `touch ${fakes.path('started')}`);
    const run = follow(fakes.machine(tool));
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.deepEqual(
      run.events.map(event => event.type),
      ['tracer', 'ended'],
    );
    assert.throws(() => readFileSync(fakes.path('started')));
  });

  it('says that the tool died in the middle of a line, and shows the half line', async () => {
    const run = follow(
      fakes.machine(fakes.script('dies', `head -c 1200 ${transcriptWord('ordinary.stdout')}; exit 3`)),
    );
    assert.match(errorText(await run.done), /^The tracer ended by itself \(exit code 3\)\./);
    assert.equal(run.events.filter(event => event.type === 'message').length, 1);
  });

  for (const { name, error } of [
    { name: 'noSymbol', error: /^bcc finds no symbol absent/ },
    { name: 'noHeaders', error: /^bcc finds no headers of the running kernel/ },
    { name: 'notAllowed', error: /^The kernel lets only root trace/ },
    { name: 'compileError', error: /^bcc could not compile the probe program/ },
  ]) {
    it(`explains an end with an error: ${name}`, async () => {
      const run = follow(fakes.machine(replay(name, 'exit 1')));
      assert.match(errorText(await run.done), error);
      assert.ok(!run.events.some(event => event.type === 'attached'));
    });
  }

  it('leaves no watcher behind when the tool ends by itself', async () => {
    const tool = fakes.script('brief', `cat ${transcriptWord('ordinary.stdout')}`);
    assert.match(errorText(await follow(fakes.machine(tool)).done), /ended by itself \(exit code 0\)/);
    await until('the watcher ends', () => processesNaming(tool).length === 0);
  });

  it('says what was lost', async () => {
    const run = follow(fakes.machine(replay('lost', UNTIL_ENDED)));
    await run.first('lost');
    run.stop();
    await run.done;
    const counts = run.events.flatMap(event => (event.type === 'lost' ? [event.count] : []));
    const told = readFileSync(transcript('lost.stderr'), 'utf8').match(/\d+/g);
    assert.deepEqual(counts.map(String), told);
  });

  it('shows warnings of clang and traces on', async () => {
    const run = follow(fakes.machine(replay('clangWarning', UNTIL_ENDED)));
    await run.first('attached');
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    const texts = run.events.flatMap(event => (event.type === 'message' ? [event.text] : []));
    assert.ok(texts.some(text => text.includes('warning: division by zero')));
  });

  it('stops a tool that floods, in bounded memory', async function () {
    this.timeout(20_000);
    const line = '1234    1235    worker          named            <0 a 1 7>';
    const run = follow(
      fakes.machine(fakes.script('floods', `head -n 1 ${transcriptWord('ordinary.stdout')}; exec yes '${line}'`)),
    );
    await run.first('hit');
    run.events.length = 0;
    const before = process.memoryUsage().rss;
    const startMs = Date.now();
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.ok(Date.now() - startMs < 5_000);
    assert.ok(process.memoryUsage().rss - before < 500 * 2 ** 20);
  });

  it('has a tool killed that refuses to end', async () => {
    const run = follow(
      fakes.machine(
        fakes.script(
          'refuses',
          `trap '' INT TERM; cat ${transcriptWord('ordinary.stdout')}; while :; do sleep 0.1; done`,
        ),
      ),
    );
    await run.first('attached');
    const startMs = Date.now();
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.ok(Date.now() - startMs >= 900, 'the grace was kept');
  });

  it('asks again, after half of the grace, a tool that has not ended the first time', async () => {
    const trap = `n=0; trap 'n=$((n + 1)); [ $n -lt 2 ] || exit 1' INT TERM`;
    const tool = fakes.script(
      'once',
      `${trap}; cat ${transcriptWord('ordinary.stdout')}; while :; do sleep 0.05; done`,
    );
    const run = follow(fakes.machine(tool, { graceSeconds: 6 }));
    await run.first('attached');
    const startMs = Date.now();
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    const tookMs = Date.now() - startMs;
    assert.ok(tookMs > 2_900 && tookMs < 5_900, `${tookMs} ms`);
  });

  it('names the process when it cannot be ended', async function () {
    this.timeout(20_000);
    // A sudo that never runs the command and ignores everything.
    const sudo = fakes.script('stuck-sudo', `[ "$1" = -n ] && [ "$5" = : ] && exit 0; exec sleep 20`);
    const run = follow(fakes.machine('/bin/true', { isRoot: false, findSudo: () => sudo, graceSeconds: 0 }));
    await run.first('command');
    run.stop();
    const reason = await run.done;
    const pid = /process (\d+)/.exec(errorText(reason))?.[1];
    assert.ok(pid !== undefined, errorText(reason));
    assert.match(errorText(reason), new RegExp(`sudo kill -KILL ${pid}`));
    process.kill(Number(pid), 'SIGKILL');
  });

  it('ends with the trace’s own time, not with that of a tracer which came later', async () => {
    const limits = () => ({ recordedPerSecond: null, seconds: 100 });
    const tracer = bccTracerOn(fakes.machine(replay('ordinary', UNTIL_ENDED), { limits }));
    for (const [pastMs, left] of [
      [0, '100'],
      [40_000, '60'],
      [200_000, '1'],
    ] as const) {
      let argv: readonly string[] = [];
      const take = (event: TracerEvent): void => {
        if (event.type === 'command') argv = event.argv;
        if (event.type === 'attached') run.stop();
      };
      const run = tracer.start(oddPlan('/bin/sh'), take, { sinceMs: performance.now() - pastMs });
      await run.done;
      // /bin/sh -c SCRIPT rust-trace FIRST NEXT GRACE LIMIT
      assert.equal(argv[7], left);
    }
  });

  describe('that is to record everything from now on', () => {
    /** A tool with a limit, that writes a line at each start. */
    const limited = (name: string, body: string): { run: Followed; starts: () => number } => {
      const log = fakes.path(`${name}.starts`);
      writeFileSync(log, '');
      const tool = fakes.script(name, `echo start >> ${log}; ${body}`);
      const limits = { recordedPerSecond: 100, seconds: null };
      return {
        run: follow(fakes.machine(tool, { limits: () => limits })),
        starts: () => readFileSync(log, 'utf8').split('\n').length - 1,
      };
    };
    const attachedTwice = async (run: Followed): Promise<void> => {
      await until('the second is attached', () => run.events.some(event => event.type === 'recording'));
      run.recordAll();
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
      const types = run.events.map(event => event.type);
      assert.deepEqual(
        ['command', 'attached', 'recording', 'message', 'ended'].map(
          type => types.filter(each => each === type).length,
        ),
        [2, 1, 1, 0, 1],
      );
    };
    const attach = `cat ${transcriptWord('ordinary.stdout')}; ${UNTIL_ENDED}`;

    it('starts the tool anew, once', async () => {
      const { run, starts } = limited('all', attach);
      await run.first('attached');
      run.recordAll();
      run.recordAll();
      await attachedTwice(run);
      assert.equal(starts(), 2);
    });

    it('starts it anew once it is attached, where it was not yet', async () => {
      const { run, starts } = limited('all-early', `sleep 0.3; ${attach}`);
      await run.first('command');
      run.recordAll();
      await attachedTwice(run);
      assert.equal(starts(), 2);
    });

    for (const turns of [0, 1, 2, 5]) {
      it(`starts it once where it was told before, ${turns} turns after the start`, async () => {
        const { run, starts } = limited(`all-first-${turns}`, attach);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        run.recordAll();
        await run.first('attached');
        run.stop();
        assert.deepEqual(await run.done, { kind: 'stopped' });
        assert.equal(starts(), 1);
        const { argv } = await run.first('command');
        assert.ok(argv.some(word => word.includes('RT_NO_LIMIT')));
      });
    }

    it('does not start one again that could not be attached', async () => {
      const { run, starts } = limited('all-fails', 'sleep 0.3; echo broken >&2; exit 1');
      await run.first('command');
      run.recordAll();
      assert.match(errorText(await run.done), /broken/);
      assert.equal(starts(), 1);
    });

    it('is stopped while it starts anew', async () => {
      const { run } = limited('all-stop', attach);
      await run.first('attached');
      run.recordAll();
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
    });
  });

  it('says that the binary is gone', async () => {
    const run = follow(fakes.machine('/bin/true'), oddPlan(fakes.path('no binary, here')));
    assert.match(errorText(await run.done), /no binary, here cannot be opened\. Build it again\./);
  });

  it('shows no hit when the program was built again before the probes were in place', async () => {
    const program = fakes.script('program', 'exit 0');
    const build = `cp ${program} ${program}.new; mv ${program}.new ${program}`;
    const tool = fakes.script('builds', `${build}; cat ${transcriptWord('ordinary.stdout')}; ${UNTIL_ENDED}`);
    const run = follow(fakes.machine(tool), oddPlan(program));
    assert.match(errorText(await run.done), /^odd was built again before the probes were in place\. Start it again\.$/);
    const types = run.events.map(event => event.type);
    assert.deepEqual(types, ['tracer', 'command', 'ended']);
  });

  it('ends the tool when its own process is killed', async function () {
    this.timeout(20_000);
    const pidFile = fakes.path('pid');
    const tool = fakes.script(
      'lonely',
      `echo $$ > ${pidFile}; cat ${transcriptWord('ordinary.stdout')}; ${UNTIL_ENDED}`,
    );
    const driver = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lonelyDriver.ts');
    const parent = spawn(process.execPath, ['--import', 'tsx', driver, tool], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise(resolve => parent.stdout.once('data', resolve));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.ok(isRunning(pid));
    parent.kill('SIGKILL');
    await until('the tool ends', () => !isRunning(pid));
  });
});
