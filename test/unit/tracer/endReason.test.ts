import assert from 'node:assert/strict';
import { endReason, refusedToEnd, type RunEnd } from '../../../src/tracer/endReason.ts';

const exited: RunEnd = {
  exit: { exitCode: 1, signal: null, startError: null },
  wasStopped: false,
  wasCancelled: false,
  tracerPid: 100,
  isAttached: false,
  messages: [],
  explanation: null,
};

const table: readonly { readonly title: string; readonly end: Partial<RunEnd>; readonly reason: RegExp }[] = [
  { title: 'a stop', end: { wasStopped: true }, reason: /^stopped$/ },
  {
    title: 'a stop during the prompt',
    end: { wasStopped: true, wasCancelled: true, tracerPid: null },
    reason: /^stopped$/,
  },
  { title: 'a cancelled prompt', end: { wasCancelled: true, tracerPid: null }, reason: /^cancelled$/ },
  // As sudo 1.9.13 says it.
  {
    title: 'a wrong password',
    end: { tracerPid: null, messages: ['Sorry, try again.', 'sudo: 3 incorrect password attempts'] },
    reason: /^sudo did not accept the password/,
  },
  {
    title: 'a user without rights',
    end: { tracerPid: null, messages: ['ada is not in the sudoers file.'] },
    reason: /^sudo does not allow this user/,
  },
  {
    title: 'something else of sudo',
    end: { tracerPid: null, messages: ['sudo: no valid sudoers sources found, quitting'] },
    reason: /^sudo did not run the tracer \(exit code 1\)\. .*no valid sudoers/,
  },
  {
    title: 'a known error of the tracer',
    end: { messages: ['x'], explanation: { message: 'No such symbol.' } },
    reason: /^No such symbol\./,
  },
  {
    title: 'an unknown error of the tracer',
    end: { messages: ['Bus error'] },
    reason: /^The tracer did not start .*Bus error/,
  },
  {
    title: 'the tracer’s death',
    end: { isAttached: true, exit: { exitCode: null, signal: 'SIGKILL', startError: null } },
    reason: /^The tracer ended by itself \(SIGKILL\)\./,
  },
  {
    title: 'a program that is not there',
    end: { tracerPid: null, exit: { exitCode: null, signal: null, startError: new Error('spawn /x ENOENT') } },
    reason: /^The tracer could not be started: spawn \/x ENOENT/,
  },
];

describe('the reason of an end', () => {
  for (const { title, end, reason } of table) {
    it(`is known for ${title}`, () => {
      const told = endReason({ ...exited, ...end });
      assert.match(told.kind === 'failed' ? `${told.error.message} ${told.error.advice ?? ''}` : told.kind, reason);
    });
  }

  it('is unexplained where the tracer itself did not start, and nothing that it said is known', () => {
    const unexplained = table.filter(({ end }) => {
      const told = endReason({ ...exited, ...end });
      return told.kind === 'failed' && told.isUnexplained === true;
    });
    assert.deepEqual(
      unexplained.map(({ title }) => title),
      ['an unknown error of the tracer'],
    );
  });

  it('names the process that does not end, and the command that ends it', () => {
    const told = refusedToEnd(4711);
    assert.equal(told.kind, 'failed');
    assert.match(told.error.message, /4711/);
    assert.deepEqual(told.error.action, { kind: 'runInTerminal', command: 'sudo kill -KILL 4711' });
  });
});
