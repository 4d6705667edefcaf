import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { superviseCommand } from '../../src/tracer/supervisor.ts';
import { Fakes, processesNaming, until } from './fakes.ts';

/** The shells that are /bin/sh somewhere: Debian's, Fedora's and Arch's, Alpine's. */
const SHELLS = [['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']].filter(([program = '']) => {
  if (existsSync(program)) return true;
  console.log(`      NOT RUN: ${program} is not installed`);
  return false;
});

for (const shell of SHELLS) {
  describe(`the supervisor, run by ${shell.join(' ')}`, function () {
    this.timeout(20_000);
    const fakes = new Fakes();
    after(async () => {
      await until('nothing is left', () => processesNaming(fakes.folder).length === 0);
      fakes.remove();
    });

    interface Supervised {
      readonly child: ChildProcessWithoutNullStreams;
      readonly stdout: () => string;
      readonly stderr: () => string;
      /** Resolves with the signal or exit code once every stream is closed: nobody holds them any more. */
      readonly ended: Promise<string>;
    }

    function start(
      argv: readonly string[],
      { grace = 1, limit = null as number | null, first = 'INT' } = {},
    ): Supervised {
      const [, ...rest] = superviseCommand(argv, grace, limit).argv;
      // As the caller has a terminal, or none.
      rest[3] = first;
      const [program = '', ...options] = shell;
      const child = spawn(program, [...options, ...rest]);
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      // It may be gone before it has read the line.
      child.stdin.on('error', () => undefined);
      const ended = once(child, 'close').then(([code, signal]) => String(signal ?? code));
      return { child, stdout: () => stdout, stderr: () => stderr, ended };
    }

    /** Says what signals it gets, and ends at the one that is named, if any. */
    const listener = (end: string): string =>
      fakes.script(
        `until-${end}`,
        `for signal in INT TERM; do
  if [ $signal = ${end} ]; then trap "echo $signal; exit 7" $signal; else trap "echo $signal" $signal; fi
done
echo ready; while :; do sleep 0.05; done`,
      );

    const ready = (run: Supervised): Promise<void> => until('ready', () => run.stdout().includes('ready'));

    it('says who the tracer is, and gives it its arguments as they are and nothing on stdin', async () => {
      const tool = fakes.script('words', `echo "$$"; printf '<%s>' "$@"; cat`);
      const words = ['', 'a b', "it's", '$(touch /nowhere)', '`id`', 'new\nline', '*', '-n', '%s%n', '\\', '"'];
      const run = start([tool, ...words]);
      assert.equal(await run.ended, '0');
      const pid = String(run.child.pid);
      assert.equal(run.stderr(), `rust-trace: pid ${pid}\n`);
      assert.equal(run.stdout(), `${pid}\n${words.map(word => `<${word}>`).join('')}`);
    });

    for (const { title, end } of [
      { title: 'a stop line', end: (run: Supervised) => run.child.stdin.write('what\nstop\n') },
      { title: 'the end of stdin', end: (run: Supervised) => run.child.stdin.end('sto') },
    ]) {
      it(`interrupts the tracer at ${title}`, async () => {
        const run = start([listener('INT')]);
        await ready(run);
        end(run);
        assert.equal(await run.ended, '7');
        assert.match(run.stdout(), /^ready\nINT\n$/);
      });
    }

    it('does not interrupt it at other lines', async () => {
      const run = start([listener('INT')]);
      await ready(run);
      run.child.stdin.write('stopp\n stop\nst');
      await new Promise(resolve => setTimeout(resolve, 300));
      assert.match(run.stdout(), /^ready\n$/);
      run.child.stdin.end();
      assert.equal(await run.ended, '7');
    });

    it('terminates a tracer that is not interrupted', async () => {
      const run = start([listener('TERM')], { grace: 5 });
      await ready(run);
      run.child.stdin.end();
      assert.equal(await run.ended, '7');
      assert.match(run.stdout(), /^ready\n(INT\n)+TERM\n$/);
    });

    it('interrupts again where the first time went by', async () => {
      const run = start(
        ['/bin/sh', '-c', `trap 'trap "exit 7" INT' INT; trap "exit 8" TERM; echo ready; while :; do sleep 0.1; done`],
        { grace: 600 },
      );
      await ready(run);
      run.child.stdin.end();
      assert.equal(await run.ended, '7');
    });

    it('gives a tracer time that ends slowly, and terminates one that ignores SIGINT at once', async () => {
      const slow = start(
        ['/bin/sh', '-c', 'trap "trap : INT; sleep 2; exit 7" INT; echo ready; while :; do sleep 0.1; done'],
        {
          grace: 10,
        },
      );
      await ready(slow);
      slow.child.stdin.end();
      assert.equal(await slow.ended, '7');
      const deaf = start(
        ['/bin/sh', '-c', 'trap "" INT; trap "exit 8" TERM; echo ready; while :; do sleep 0.1; done'],
        { grace: 600 },
      );
      await ready(deaf);
      deaf.child.stdin.end();
      assert.equal(await deaf.ended, '8');
    });

    it('kills a tracer that does not end within the grace', async () => {
      const run = start([listener('neither')], { grace: 2 });
      await ready(run);
      run.child.stdin.end();
      assert.equal(await run.ended, 'SIGKILL');
      assert.match(run.stdout(), /^ready\n(INT\n)+(TERM\n)+$/);
    });

    it('lets no Ctrl-C of a terminal reach the tracer, and terminates it first', async () => {
      const run = start([listener('TERM')], { first: 'TERM' });
      await ready(run);
      process.kill(run.child.pid ?? 0, 'SIGINT');
      await new Promise(resolve => setTimeout(resolve, 200));
      run.child.stdin.end();
      assert.equal(await run.ended, '7');
      assert.match(run.stdout(), /^ready\nTERM\n$/);
    });

    it('ends the tracer when its time is over, and says so', async () => {
      const run = start([listener('INT')], { limit: 1 });
      assert.equal(await run.ended, '7');
      assert.match(run.stderr(), /^rust-trace: time is up$/m);
    });

    it('says nothing of the time when it is ended before', async () => {
      const run = start([listener('INT')], { limit: 60 });
      await ready(run);
      run.child.stdin.end('stop\n');
      assert.equal(await run.ended, '7');
      assert.doesNotMatch(run.stderr(), /time is up/);
    });

    for (const limit of [null, 60]) {
      it(`leaves nothing when the tracer ends by itself (limit ${limit ?? 'none'})`, async () => {
        const run = start([fakes.script('brief', 'exit 3')], { limit });
        const [code] = (await once(run.child, 'exit')) as [number];
        assert.equal(code, 3);
        run.child.stdin.end();
        await run.ended;
        const pid = String(run.child.pid);
        // The kernel's own list: whoever is still in the process group of the supervisor, or waits below it.
        await until('its children end', () => processesNaming('rust-trace').every(line => !line.includes(pid)));
        assert.throws(() => readFileSync(`/proc/${pid}/stat`));
      });
    }
  });
}
