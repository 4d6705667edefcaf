import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { processesNaming, transcriptWord, until, UNTIL_ENDED } from '../process/fakes.ts';
import { endOf, story, SudoRun, type Said } from '../support/sudoRun.ts';
import { SudoUser } from '../support/sudoUser.ts';
import type { TracerName } from '../../src/tracer/tracer.ts';
import { located } from '../support/tracers.ts';
import { oddPlan } from '../unit/tracer/plan.ts';
import type { SudoJob } from './sudoDriver.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** An unprivileged user of this machine, made for the test, becomes root through the real sudo. */
describe('a trace through the real sudo', function () {
  this.timeout(60_000);
  let user: SudoUser;
  /** The traced program, and a stand-in for bcc's `trace` that is attached at once. */
  let binary = '';
  let tool = '';

  before(function () {
    if (!existsSync('/usr/bin/sudo')) {
      assert.notEqual(process.env.CI, 'true', 'sudo is not installed, and CI must run all');
      console.log('      NOT RUN: sudo is not installed; try: apt-get install -y sudo');
      this.skip();
    }
    user = new SudoUser(path.join(here, 'sudoDriver.ts'));
    binary = user.path('odd');
    execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, path.join(here, 'fixtures/odd.rs')]);
    const transcript = user.path('transcript');
    writeFileSync(transcript, execFileSync('/bin/sh', ['-c', `cat ${transcriptWord('ordinary.stdout')}`]));
    tool = user.script('tool', `cat ${transcript}; ${UNTIL_ENDED}`);
  });
  afterEach(async () => {
    await until('no tracer is left', () => processesNaming(user.folder).length === 0, 20_000);
    assert.deepEqual(user.temporaryFiles(), []);
  });
  after(() => {
    user.remove();
  });

  /** Traces with the stand-in until it is stopped by its own hits. */
  const trace = (job: SudoJob, environment: Readonly<Record<string, string>> = {}): Promise<Said[]> =>
    new SudoRun(user, { trace: binary, tool, runsProgram: true, ...job }, environment).ended();

  const asked = (said: readonly Said[]): number[] =>
    said.filter(each => each.type === 'asked').map(each => each.attempt as number);

  const ATTACHED = ['attached', 'hit', 'ended'];
  const UNASKED = ['tracer', 'command', ...ATTACHED];
  const ASKED = ['tracer', 'command', 'authorising', 'asked', ...ATTACHED];

  describe('the password', () => {
    it('is not asked for where sudoers says NOPASSWD, and bcc’s real trace attaches', async () => {
      user.allow('ALL=(ALL) NOPASSWD: ALL');
      const said = await new SudoRun(user, { trace: binary, runsProgram: true }).ended();
      assert.deepEqual(story(said), UNASKED);
      assert.equal(endOf(said), 'stopped');
      assert.equal(said.filter(each => each.type === 'hit').length, 20);
    });

    it('is not asked for where sudoers says !authenticate', async () => {
      user.allow('ALL=(ALL) ALL', '!authenticate');
      assert.deepEqual(story(await trace({ answers: [] })), UNASKED);
    });

    it('is asked for after the command was told, naming user and machine', async () => {
      user.allow('ALL=(ALL) ALL');
      const said = await trace({ answers: [user.password] });
      assert.deepEqual(story(said), ASKED);
      assert.equal(endOf(said), 'stopped');
      const prompts = said.filter(each => each.type === 'asked').map(each => each.prompt);
      assert.deepEqual(prompts, [`Password of ${user.name} on ${hostname()} for sudo`]);
    });

    it('is asked for again when it was wrong, and the question says so', async () => {
      user.allow('ALL=(ALL) ALL');
      const said = await trace({ answers: ['wrong', user.password] });
      assert.equal(endOf(said), 'stopped');
      assert.deepEqual(asked(said), [1, 2]);
    });

    it('is not accepted when it was wrong three times @long', async () => {
      user.allow('ALL=(ALL) ALL');
      const said = await trace({ answers: ['a', '', 'c'] });
      assert.deepEqual(asked(said), [1, 2, 3]);
      assert.match(endOf(said), /^sudo did not accept the password\./);
    });

    it('ends the trace quietly when the person cancels, at first or later @long', async () => {
      user.allow('ALL=(ALL) ALL');
      assert.equal(endOf(await trace({ answers: [null] })), 'cancelled');
      assert.equal(endOf(await trace({ answers: ['wrong', null] })), 'cancelled');
    });

    it('is asked for once as long as sudo remembers it', async () => {
      user.allow('ALL=(ALL) ALL');
      const said = await trace({ answers: [user.password, 'not asked'], times: 3 });
      assert.deepEqual(story(said), [...ASKED, ...UNASKED, ...UNASKED]);
    });

    it('is asked for each time where sudo is told to remember nothing @long', async () => {
      user.allow('ALL=(ALL) ALL', 'timestamp_timeout=0');
      const said = await trace({ answers: [user.password, user.password], times: 2 });
      assert.deepEqual(story(said), [...ASKED, ...ASKED]);
    });

    it('is root’s where sudo wants root’s, and the question says so @long', async () => {
      user.allow('ALL=(ALL) ALL', 'targetpw');
      const said = await trace({ answers: [null] });
      const prompts = said.filter(each => each.type === 'asked').map(each => each.prompt);
      assert.deepEqual(prompts, [`Password of root on ${hostname()} for sudo`]);
    });

    it('may take its time: sudo’s own limit is for its terminal @long', async () => {
      user.allow('ALL=(ALL) ALL', 'passwd_timeout=0.01');
      const said = await trace({ answers: [user.password], thinksMs: 2000 });
      assert.equal(endOf(said), 'stopped');
    });

    it('withdraws its question when the trace is stopped', async () => {
      user.allow('ALL=(ALL) ALL');
      const run = new SudoRun(user, { trace: binary, tool, answers: [user.password], thinksMs: 60_000 });
      await run.first('asked');
      run.stop();
      assert.equal(endOf(await run.ended()), 'stopped');
    });

    it('is in no argument, environment, file or event', async () => {
      user.allow('ALL=(ALL) ALL');
      const run = new SudoRun(user, { trace: binary, tool, answers: ['a wrong one first', user.password] });
      await run.first('attached');
      const ours = user.processes().map(line => line.split(' ', 1)[0] ?? '');
      const texts = ours.flatMap(pid =>
        ['cmdline', 'environ'].map(name => readFileSync(`/proc/${pid}/${name}`, 'utf8').replaceAll('\0', ' ')),
      );
      run.stop();
      const said = JSON.stringify(await run.ended());
      assert.ok(texts.length >= 4);
      // The driver's own arguments hold the answers; they stand for the person.
      const others = texts.filter(text => !text.includes('driver.mjs'));
      assert.ok(!others.some(text => text.includes(user.password)), others.join('\n'));
      assert.ok(!said.includes(user.password));
    });
  });

  describe('a sudo that is particular', () => {
    for (const lecture of ['always', 'never']) {
      it(`works with lecture=${lecture} @long`, async () => {
        user.allow('ALL=(ALL) ALL', `lecture=${lecture}`);
        assert.deepEqual(story(await trace({ answers: [user.password] })), ASKED);
      });
    }

    for (const tracer of ['bcc', 'tracefs'] satisfies TracerName[]) {
      it(`works with a secure_path of its own, from which ${tracer} runs nothing`, async () => {
        const canary = user.path('canary');
        const names = ['sleep', 'timeout', 'env', 'sh', 'cat', 'python3', 'grep', 'sed', 'dd', 'mkdir', 'readlink'];
        for (const name of names) user.script(name, `touch ${canary}`);
        user.allow('ALL=(ALL) NOPASSWD: ALL', `secure_path=${user.folder}`);
        const said = await trace({ tracer, plan: located(oddPlan(binary)), seconds: 30 });
        for (const name of names) rmSync(user.path(name));
        assert.equal(endOf(said), 'stopped');
        assert.equal(said.filter(each => each.type === 'hit').length, 20);
        assert.ok(!existsSync(canary));
      });
    }

    it('says that it runs only at a terminal, with the line to paste', async () => {
      user.allow('ALL=(ALL) ALL', 'requiretty');
      const said = await trace({ answers: [user.password] });
      assert.deepEqual(asked(said), []);
      assert.match(
        endOf(said),
        /^sudo runs only at a terminal on this machine: .*requiretty\. Run it in a terminal: \/usr\/bin\/sudo -- \/bin\/sh -c "\$\(cat \S+supervisor\.sh\)" rust-trace INT TERM 10 '' \/bin\/sh -c "\$\(cat \S+bccHeader\.sh\)" rust-trace "\$\(cat \S+rust_trace\.h\)" \/bin\/sh -c "\$\(cat \S+bccKernel\.sh\)" rust-trace "\$\(cat \S+\/kernel\.h\)" \/usr\/bin\/env -i /,
      );
    });

    it('needs no more than /bin/sh to be allowed', async () => {
      user.allow('ALL=(root) /bin/sh');
      assert.equal(endOf(await trace({ answers: [user.password] })), 'stopped');
    });

    it('says that it may not where another program is allowed, or nothing @long', async () => {
      for (const rule of ['ALL=(root) NOPASSWD: /usr/sbin/trace-bpfcc', null]) {
        user.allow(rule);
        assert.match(
          endOf(await trace({ answers: [user.password] })),
          /^sudo does not allow this user to run \/bin\/sh/,
        );
      }
    });

    it('names the command for a terminal where nobody can be asked', async () => {
      user.allow('ALL=(ALL) ALL');
      assert.match(endOf(await trace({})), /nobody can be asked for here\. Run it in a terminal: \/usr\/bin\/sudo -- /);
    });

    for (const pty of ['use_pty', '!use_pty']) {
      // Debian's default is the slice of every day.
      const inFull = pty === 'use_pty' ? '' : ' @long';
      it(`passes every byte unharmed with ${pty}${inFull}`, async () => {
        user.allow('ALL=(ALL) NOPASSWD: ALL', pty);
        const bytes = randomBytes(3_000_000);
        writeFileSync(user.path('bytes'), bytes);
        const run = ['/bin/dd', `if=${user.path('bytes')}`, 'bs=4096', 'status=none'];
        const [said] = await new SudoRun(user, { run }).ended();
        assert.equal(said?.bytes, bytes.length);
        assert.equal(said.sha256, createHash('sha256').update(bytes).digest('hex'));
        assert.match(String(said.stderr), /^rust-trace: pid \d+\n$/);
      });

      for (const tracer of ['bcc', 'tracefs'] satisfies TracerName[]) {
        it(`ends ${tracer} at its time limit with ${pty}, and says so${inFull}`, async () => {
          user.allow('ALL=(ALL) NOPASSWD: ALL', pty);
          const plan = located(oddPlan(binary));
          const said = await new SudoRun(user, { trace: binary, tool, tracer, plan, seconds: 2 }).ended();
          assert.equal(endOf(said), 'stopped');
          const messages = said.filter(each => each.type === 'message').map(each => each.text);
          assert.deepEqual(messages, ['The time limit is over.']);
        });
      }

      it(`ends the tracer with ${pty} when the person’s process is killed${inFull}`, async () => {
        user.allow('ALL=(ALL) NOPASSWD: ALL', pty);
        const run = new SudoRun(user, { trace: binary });
        await run.first('attached');
        execFileSync('/usr/bin/pkill', ['-KILL', '-u', user.name]);
        await until('the tracer ends', () => processesNaming(user.folder).length === 0, 15_000);
      });
    }
  });

  describe('a sudo at the person’s terminal', () => {
    /** Runs the driver at a terminal of its own; `type` answers what appears on it. */
    async function atTerminal(
      job: SudoJob,
      type: (shown: string, write: (text: string) => void) => void,
    ): Promise<Said[]> {
      const all: SudoJob = { trace: binary, tool, hasTerminal: true, ...job };
      const words = [...user.prefix(), process.execPath, user.path('driver.mjs'), JSON.stringify(all)];
      const command = words.map(word => `'${word}'`).join(' ');
      const script = spawn('/usr/bin/script', ['-qec', `stty -echo; ${command}`, '/dev/null'], { cwd: '/' });
      let shown = '';
      script.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        type(shown, text => script.stdin.write(text));
      });
      await new Promise(resolve => script.once('close', resolve));
      const lines = shown.split(/\r?\n/).filter(line => line.startsWith('{'));
      return lines.map(line => JSON.parse(line) as Said);
    }

    for (const defaults of [['use_pty'], ['!use_pty'], ['requiretty']]) {
      it(`asks there itself, and Ctrl-C ends the trace with its last hits (${defaults.join()})${defaults.includes('use_pty') ? '' : ' @long'}`, async () => {
        user.allow('ALL=(ALL) ALL', ...defaults);
        let typed = 0;
        const said = await atTerminal({}, (shown, write) => {
          if (typed === 0 && /password for \S+: $/.test(shown)) {
            typed = 1;
            write(`${user.password}\n`);
          }
          if (typed === 1 && shown.includes('"attached"')) {
            typed = 2;
            write('\x03');
          }
        });
        assert.deepEqual(story(said), ['tracer', 'command', 'authorising', ...ATTACHED]);
        assert.equal(endOf(said), 'stopped');
        assert.equal(said.filter(each => each.type === 'hit').length, 20);
      });
    }

    it('says that sudo waited too long @long', async () => {
      user.allow('ALL=(ALL) ALL', 'passwd_timeout=0.02');
      const said = await atTerminal({}, () => undefined);
      assert.match(endOf(said), /^sudo waited too long for the password\./);
    });
  });

  it('gives root nothing of a hostile environment, even where sudo keeps environments', async () => {
    user.allow('ALL=(ALL) NOPASSWD: SETENV: ALL', '!env_reset', 'setenv', '!secure_path');
    const canary = user.path('canary');
    const evil = user.script('evil', `touch ${canary}`);
    for (const name of ['sleep', 'python3', 'env', 'cat']) user.script(name, `touch ${canary}`);
    const environment = {
      PATH: `${user.folder}:${process.env.PATH}`,
      ENV: evil,
      BASH_ENV: evil,
      PYTHONPATH: user.folder,
      PYTHONSTARTUP: evil,
      PYTHONHOME: user.folder,
      LD_LIBRARY_PATH: user.folder,
      LD_AUDIT: user.path('absent.so'),
      SUDO_ASKPASS: evil,
      IFS: '/',
      PS4: `$(touch ${canary})`,
      BCC_KERNEL_SOURCE: user.folder,
    };
    const run = new SudoRun(user, { trace: binary, tool }, environment);
    await run.first('attached');
    const ofRoot = processesNaming(user.path('tool'))
      .map(line => line.split(' ', 1)[0] ?? '')
      .filter(pid => readFileSync(`/proc/${pid}/status`, 'utf8').includes('\nUid:\t0\t'));
    const environments = ofRoot.map(pid => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'));
    run.stop();
    assert.equal(endOf(await run.ended()), 'stopped');
    for (const name of ['sleep', 'python3', 'env', 'cat']) rmSync(user.path(name));
    const fixed = [
      'LC_ALL=C.UTF-8',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      'PYTHONIOENCODING=UTF-8',
      'PYTHONUNBUFFERED=1',
    ];
    assert.ok(environments.some(environment => environment.filter(Boolean).sort().join() === fixed.join()));
    const hostile = environments.flat().filter(line => line.includes(user.folder) && !line.startsWith('SUDO_COMMAND='));
    assert.deepEqual(hostile, []);
    assert.ok(!existsSync(canary));
  });
});
