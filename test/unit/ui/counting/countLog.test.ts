/** The lines of the output panel about counts. */

import assert from 'node:assert/strict';
import { CountStore } from '../../../../src/session/countStore.ts';
import { clearCounts } from '../../../../src/ui/counting/clearCounts.ts';
import { CountLog } from '../../../../src/ui/counting/countLog.ts';
import { countOf, declaredPlan, report } from './countSample.ts';

function logged() {
  const store = new CountStore();
  const lines: string[] = [];
  const log = new CountLog({
    store,
    write: line => lines.push(line),
    onFailure: ({ message }) => lines.push(`shown: ${message}`),
  });
  const plan = declaredPlan(
    [
      { name: 'demo::a', line1: 1, homes: [0] },
      { name: 'demo::b', line1: 2, homes: [1] },
    ],
    { uncounted: [{ instances: 2, reason: 'they begin with a nop' }] },
  );
  return { store, lines, log, session: countOf(plan) };
}

describe('the log of a count', () => {
  it('has who counts and the exact command before the password is asked for, and what comes of it', () => {
    const { store, lines, session } = logged();
    store.add(session);
    session.handle({ type: 'tracer', name: 'tracefs', reason: 'bcc is not\ninstalled' });
    session.handle({ type: 'command', argv: ['sudo', 'x'], display: 'sudo x' });
    session.handle({ type: 'authorising' });
    report(session, [1, 2]);
    session.handle({ type: 'attached', probes: 2 });
    report(session, [1, 2]);
    report(session, [1000, 345]);
    session.handle({ type: 'message', text: 'careful' });
    session.markPaused(true);
    session.markPaused(false);
    session.handle({ type: 'ended', reason: { kind: 'stopped' } });
    assert.deepEqual(lines, [
      'demo::*: counting 2 functions, without 2 instances: they begin with a nop',
      'demo::*: counted with tracefs: bcc is not\\ninstalled',
      'sudo x',
      'demo::*: waiting for the password…',
      'demo::*: attached, 2 probes',
      'demo::*: careful',
      'demo::*: paused',
      'demo::*: counted again',
      'demo::*: stopped, 1,345 calls',
    ]);
  });

  it('tells of a failure, in words of the counter, once', () => {
    const { store, lines, session, log } = logged();
    store.add(session);
    session.handle({ type: 'ended', reason: { kind: 'failed', error: { message: 'No.', advice: 'Do.' } } });
    assert.deepEqual(lines.slice(1), ['shown: No.', 'demo::*: failed: No. Do.'].reverse());
    log.dispose();
    store.add(countOf(session.plan));
    assert.equal(lines.length, 3);
  });
});

describe('clearing counts', () => {
  it('drops those that have ended, and sets those that run to zero', () => {
    const { store, session } = logged();
    const ended = countOf(session.plan);
    store.add(ended);
    store.add(session);
    report(session, [5, 6]);
    ended.handle({ type: 'ended', reason: { kind: 'stopped' } });
    clearCounts(store);
    assert.deepEqual(store.all(), [session]);
    assert.equal(session.total, 0);
    report(session, [7, 6]);
    assert.equal(session.total, 2);
  });
});
