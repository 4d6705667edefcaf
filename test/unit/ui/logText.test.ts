/** The lines of the output panel and the terminal. */

import assert from 'node:assert/strict';
import type { LiveEvent } from '../../../src/session/liveEvent.ts';
import { numberText, rateText } from '../../../src/model/numberText.ts';
import { eventLine, hitLine, logLineText } from '../../../src/ui/logText.ts';
import { terminalLine } from '../../../src/ui/terminalText.ts';
import { attachedSession, hitOf, planOf, sessionOf, short, value } from '../session/samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);

function linesOf(events: readonly LiveEvent[]): string[] {
  const session = sessionOf(add);
  return events.flatMap(event => {
    const recorded = session.handle(event);
    if (event.type !== 'hit' && event.type !== 'outcome') {
      const line = eventLine(session, event);
      return line === null ? [] : [logLineText(line)];
    }
    assert.ok(recorded);
    return [logLineText(hitLine(recorded, null, short))];
  });
}

describe('the lines of a trace', () => {
  it('tell its whole life', () => {
    const hit = hitOf({ a: value('42'), b: value('13') }, { timeNs: 345_678_901n });
    const lines = linesOf([
      { type: 'command', argv: [], display: 'sudo trace p:demo:add' },
      { type: 'authorising' },
      { type: 'attached', probes: 1 },
      { type: 'hit', hit },
      { type: 'lost', count: 12 },
      { type: 'message', text: 'warning: \x1b[31mred' },
      { type: 'ended', reason: { kind: 'stopped' } },
    ]);
    assert.deepEqual(
      lines.map(line => line.replace(/^\d\d:\d\d:\d\d/, 'HH:MM:SS')),
      [
        'sudo trace p:demo:add',
        'demo::add: waiting for the password…',
        'demo::add: attached, 1 probe',
        'HH:MM:SS.345678 demo[12345/12346 worker-1] demo::add(a=42, b=13)',
        'demo::add: lost the values of 12 hits',
        'demo::add: warning: \\u{1b}[31mred',
        'demo::add: stopped, ≥1 hit, lost 12',
      ],
    );
  });

  it('say who traces and why, and when hits are only counted', () => {
    assert.deepEqual(
      linesOf([
        { type: 'tracer', name: 'bcc', reason: null },
        { type: 'tracer', name: 'tracefs', reason: 'bcc is not\ninstalled' },
        { type: 'attached', probes: 1 },
        { type: 'recording', isOn: false },
        { type: 'counted', hits: [184_000], isExact: true },
        { type: 'recording', isOn: true },
        { type: 'ended', reason: { kind: 'stopped' } },
      ]),
      [
        'demo::add: traced with bcc',
        'demo::add: traced with tracefs: bcc is not\\ninstalled',
        'demo::add: attached, 1 probe',
        'demo::add: hits come too fast to be recorded, counting only',
        'demo::add: hits are recorded again',
        'demo::add: stopped, 184,000 hits',
      ],
    );
  });

  it('say how a trace ended without a hit', () => {
    assert.deepEqual(
      linesOf([
        { type: 'attached', probes: 2 },
        { type: 'ended', reason: { kind: 'stopped' } },
      ]).at(-1),
      'demo::add: stopped, no calls',
    );
    assert.deepEqual(
      linesOf([{ type: 'ended', reason: { kind: 'failed', error: { message: 'No bcc.', advice: 'Install\nit.' } } }]),
      ['demo::add: failed: No bcc. Install\\nit.'],
    );
  });

  it('tell of builds, and why there are no hits', () => {
    const detail = { message: 'No process runs demo (dev).', advice: 'Start it.' };
    assert.deepEqual(
      linesOf([
        { type: 'silence', silence: { code: 'not-running', detail } },
        { type: 'silence', silence: null },
        { type: 'reattaching' },
        { type: 'rebuilt', probes: 2 },
        { type: 'notReattached', error: { message: 'add is gone.' } },
      ]),
      [
        'demo::add: No process runs demo (dev). Start it.',
        'demo::add: built again, attaching to the new build',
        'demo::add: attached to the new build, 2 probes',
        'demo::add: the new build is not traced: add is gone.',
      ],
    );
  });

  it('are coloured in a terminal, and reset at their end', () => {
    const session = attachedSession(add);
    const line = eventLine(session, { type: 'lost', count: 2 });
    assert.ok(line);
    assert.equal(terminalLine(line), '\x1b[33mdemo::add: lost the values of 2 hits\x1b[0m');
  });
});

describe('numbers', () => {
  it('have separators of thousands', () => {
    assert.deepEqual([0, 999, 1000, 1234567].map(numberText), ['0', '999', '1,000', '1,234,567']);
  });

  it('have one digit after the point where it says something', () => {
    assert.deepEqual([0.43, 12, 99.94, 100.4, 12345.6].map(rateText), ['0.4', '12', '99.9', '100', '12,346']);
  });
});
