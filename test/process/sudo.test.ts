import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { BccMachine } from '../../src/tracer/bcc/bccTracer.ts';
import type { PasswordRequest } from '../../src/tracer/askpass.ts';
import { bccTracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';
import {
  errorText,
  Fakes,
  follow,
  followTracer,
  processesNaming,
  transcriptWord,
  until,
  UNTIL_ENDED,
} from './fakes.ts';

const PASSWORD = "p ä's $word";

describe('becoming root through sudo', () => {
  const fakes = new Fakes();
  let askpassProgram = '';
  let tool = '';
  let sudo = '';
  before(() => {
    askpassProgram = fakes.askpassProgram();
    writeFileSync(fakes.path('password'), PASSWORD);
    tool = fakes.script('tool', `cat ${transcriptWord('ordinary.stdout')}; ${UNTIL_ENDED}`);
    // Behaves as sudo 1.9.13 with a password user: same options, same words, three attempts.
    sudo = fakes.script(
      'sudo',
      `env > ${fakes.path('environment')}; echo "$SUDO_ASKPASS" > ${fakes.path('askpass')}
case $1 in
  -n) echo 'sudo: a password is required' >&2; exit 1 ;;
  -A) shift ;;
  --) [ -e ${fakes.path('at-terminal')} ] || exit 9; shift; exec "$@" ;;
esac
[ "$1" = -- ] || exit 9
shift
for attempt in 1 2 3; do
  password=$("$SUDO_ASKPASS" '[sudo] password for ada: ') || {
    echo 'sudo: no password was provided' >&2; echo 'sudo: a password is required' >&2; exit 1; }
  [ "$password" = "$(cat ${fakes.path('password')})" ] && exec "$@"
  echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1`,
    );
    fakes.script('passwordless', `[ "$1" = -n ] && [ "$2" = -- ] || exit 9; shift 2; exec "$@"`);
    fakes.script('hangs', 'exec sleep 3');
  });
  after(async () => {
    await until('nothing is left', () => processesNaming(fakes.folder).length === 0);
    fakes.remove();
  });

  const machine = (other: Partial<BccMachine>): BccMachine =>
    fakes.machine(tool, { isRoot: false, findSudo: () => sudo, askpassProgram, ...other });

  /** Answers the prompts in turn and keeps the requests. */
  function answers(...passwords: readonly (string | undefined)[]): {
    requests: PasswordRequest[];
    askPassword: (request: PasswordRequest) => Promise<string | undefined>;
  } {
    const requests: PasswordRequest[] = [];
    return {
      requests,
      askPassword: request => {
        requests.push(request);
        return Promise.resolve(passwords[requests.length - 1]);
      },
    };
  }

  it('asks nothing where sudo needs no password', async () => {
    const { requests, askPassword } = answers(PASSWORD);
    const run = follow(machine({ findSudo: () => fakes.path('passwordless'), askPassword }));
    const { argv } = await run.first('command');
    await run.first('attached');
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.deepEqual(argv.slice(0, 4), [fakes.path('passwordless'), '-n', '--', '/bin/sh']);
    assert.equal(requests.length, 0);
    assert.ok(!run.events.some(event => event.type === 'authorising'));
  });

  it('asks the person, after the command was shown, and traces with the right password', async () => {
    const { requests, askPassword } = answers(PASSWORD);
    const run = follow(machine({ askPassword }));
    await run.first('attached');
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.deepEqual(
      run.events.slice(0, 4).map(event => event.type),
      ['tracer', 'command', 'authorising', 'attached'],
    );
    assert.deepEqual(
      requests.map(({ attempt }) => attempt),
      [1],
    );
    assert.equal(requests[0]?.prompt, '[sudo] password for ada');
  });

  it('asks again after a wrong password', async () => {
    const { requests, askPassword } = answers('wrong', '', PASSWORD);
    const run = follow(machine({ askPassword }));
    await run.first('attached');
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.equal(requests.length, 3);
  });

  it('asks what a PAM module asks besides, as a question of its own', async () => {
    const code = fakes.script(
      'code-sudo',
      `[ $1 = -n ] && exit 1
[ $1 = -A ] || exit 9
shift 2
"$SUDO_ASKPASS" "$(echo "$SUDO_PROMPT" | sed 's/%p/ada/; s/%H/lovelace/')" && "$SUDO_ASKPASS" "$(printf 'Verification \\033[31mcode: ')" && exec "$@"`,
    );
    const { requests, askPassword } = answers('first', 'second');
    const run = follow(machine({ findSudo: () => code, askPassword }));
    await run.first('attached');
    run.stop();
    await run.done;
    assert.deepEqual(
      requests.map(({ prompt, attempt }) => [prompt, attempt]),
      [
        ['Password of ada on lovelace for sudo', 1],
        ['Verification \\x1b[31mcode', 1],
      ],
    );
  });

  it('fails when sudo has had enough wrong passwords', async () => {
    const { askPassword } = answers('a', 'b', 'c');
    assert.match(errorText(await follow(machine({ askPassword })).done), /^sudo did not accept the password/);
  });

  it('is cancelled when the person cancels', async () => {
    const run = follow(machine({ askPassword: () => Promise.resolve(undefined) }));
    assert.deepEqual(await run.done, { kind: 'cancelled' });
  });

  it('is cancelled when the prompt itself fails', async () => {
    const run = follow(machine({ askPassword: () => Promise.reject(new Error('window closed')) }));
    assert.deepEqual(await run.done, { kind: 'cancelled' });
  });

  it('asks once for several traces, since sudo remembers the password', async () => {
    const ticket = fakes.path('ticket');
    const remembering = fakes.script(
      'remembering',
      `option=$1; shift 2
[ $option = -n ] && { [ -e ${ticket} ] || exit 1; exec "$@"; }
password=$("$SUDO_ASKPASS" '[sudo] password for ada: ') && touch ${ticket} && exec "$@"`,
    );
    const { requests, askPassword } = answers(PASSWORD);
    const tracer = bccTracerOn(machine({ findSudo: () => remembering, askPassword }));
    const runs = [0, 1, 2].map(() => followTracer(tracer, oddPlan('/bin/sh')));
    await Promise.all(runs.map(run => run.first('attached')));
    for (const run of runs) run.stop();
    await Promise.all(runs.map(run => run.done));
    assert.equal(requests.length, 1);
  });

  it('withdraws the prompt when the trace is stopped', async () => {
    let asked: PasswordRequest | undefined;
    const askPassword = (request: PasswordRequest): Promise<undefined> => {
      asked = request;
      return new Promise(resolve => {
        request.signal.addEventListener('abort', () => {
          resolve(undefined);
        });
      });
    };
    const run = follow(machine({ askPassword }));
    await until('the prompt', () => asked !== undefined);
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.equal(asked?.signal.aborted, true);
  });

  it('leaves sudo to ask at a terminal', async () => {
    fakes.script('at-terminal', '');
    const run = follow(machine({ hasTerminal: true }));
    const { argv } = await run.first('command');
    await run.first('attached');
    run.stop();
    assert.deepEqual(await run.done, { kind: 'stopped' });
    assert.deepEqual(argv.slice(0, 2), [sudo, '--']);
  });

  it('names the command for a terminal where nobody can be asked', async () => {
    const reason = await follow(machine({})).done;
    assert.match(
      errorText(reason),
      /Run it in a terminal: \S+sudo -- \/bin\/sh -c "\$\(cat .+supervisor\.sh'?\)" rust-trace (INT|TERM) TERM 1 '' /,
    );
  });

  it('says that there is no sudo, or that it does not answer', async () => {
    const none = errorText(await follow(machine({ findSudo: () => null })).done);
    assert.match(none, /sudo is not installed\. .*run as root: \/bin\/sh -c .*pkexec is not used: it asks where/);
    const hanging = machine({ findSudo: () => fakes.path('hangs'), sudoAnswerMs: 300 });
    assert.match(errorText(await follow(hanging).done), /^sudo did not answer within 0\.3 s\./);
  });

  it('keeps the password out of events, environments and files, and the caller’s environment out of sudo', async () => {
    process.env.RUST_TRACE_TEST_SECRET = 'of the caller';
    const { askPassword } = answers(PASSWORD);
    let socket = '';
    const run = follow(
      machine({
        askPassword: request => {
          const environment = readFileSync(fakes.path('environment'), 'utf8');
          socket = /^RUST_TRACE_SOCKET=(.*)$/m.exec(environment)?.[1] ?? '';
          assert.equal(statSync(socket).mode & 0o777, 0o600);
          return askPassword(request);
        },
      }),
    );
    await run.first('attached');
    run.stop();
    await run.done;
    delete process.env.RUST_TRACE_TEST_SECRET;
    assert.throws(() => statSync(socket), { code: 'ENOENT' });
    const told = JSON.stringify(run.events, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    assert.ok(!told.includes(PASSWORD));
    const names = readFileSync(fakes.path('environment'), 'utf8').match(/^\w+(?==)/gm) ?? [];
    assert.deepEqual(names.filter(name => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort(), [
      'LC_ALL',
      'PATH',
      'RUST_TRACE_ASKPASS',
      'RUST_TRACE_NODE',
      'RUST_TRACE_NONCE',
      'RUST_TRACE_SOCKET',
      'SUDO_ASKPASS',
      'SUDO_PROMPT',
    ]);
  });
});
