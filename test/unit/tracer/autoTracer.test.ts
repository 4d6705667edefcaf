/** Which tracer carries a plan out, and why; with tracers that do what the test tells them. */

import assert from 'node:assert/strict';
import { createAutoTracer } from '../../../src/tracer/autoTracer.ts';
import type { EndReason, RunningTracer, Tracer, TracerEvent } from '../../../src/tracer/tracer.ts';
import type { TracerChoice } from '../../../src/tracer/tracerChoice.ts';
import { settle } from '../session/fakeTimers.ts';
import { type FakeRun, FakeTracer } from '../session/fakeTracer.ts';
import { planOf } from '../session/samples.ts';

const plan = planOf('demo::add', [{ demangled: 'demo::add' }]);
const noHeaders: EndReason = { kind: 'failed', error: { message: 'bcc finds no headers of kernel 6.1.' } };
const NO_HEADERS = 'Unable to find kernel headers. Try rebuilding kernel with CONFIG_IKHEADERS=m';

describe('the choice of the tracer', () => {
  let bcc = new FakeTracer('bcc');
  let tracefs = new FakeTracer('tracefs');
  let choice: TracerChoice = 'auto';
  let whyNot: string | null = null;
  let events: TracerEvent[] = [];
  let tracer: Pick<Tracer, 'start'>;

  beforeEach(() => {
    bcc = new FakeTracer('bcc');
    tracefs = new FakeTracer('tracefs');
    choice = 'auto';
    whyNot = null;
    events = [];
    tracer = createAutoTracer({ bcc, tracefs, prefer: () => choice, whyNotBcc: () => whyNot });
  });

  function start(): RunningTracer {
    return tracer.start(plan, event => events.push(event));
  }

  function say(run: FakeRun, ...said: TracerEvent[]): void {
    for (const event of said) run.onEvent(event);
  }

  /** As every tracer begins. */
  function begin(fake: FakeTracer): FakeRun {
    say(
      fake.newest,
      { type: 'tracer', name: fake.name, reason: null },
      { type: 'command', argv: [], display: fake.name },
    );
    return fake.newest;
  }

  function fail(run: FakeRun, message: string, reason = noHeaders): void {
    say(run, { type: 'message', text: message });
    run.end(reason);
  }

  function told(): string[] {
    return events.map(event => {
      if (event.type === 'tracer') return `${event.name}: ${String(event.reason)}`;
      return event.type === 'ended' ? `ended ${event.reason.kind}` : event.type;
    });
  }

  it('is bcc where it can carry the plan', async () => {
    const running = start();
    begin(bcc);
    bcc.attach();
    running.recordAll();
    running.stop();
    assert.deepEqual(await running.done, { kind: 'stopped' });
    assert.deepEqual(told(), ['bcc: null', 'command', 'attached', 'ended stopped']);
    assert.deepEqual([tracefs.runs.length, bcc.newest.recordsAll], [0, 1]);
  });

  it('is tracefs where bcc cannot, with the reason', async () => {
    whyNot = 'bcc is not installed';
    const running = start();
    begin(tracefs);
    tracefs.attach();
    tracefs.newest.end();
    assert.deepEqual(await running.done, { kind: 'stopped' });
    assert.deepEqual(told(), ['tracefs: bcc is not installed', 'command', 'attached', 'ended stopped']);
    assert.equal(bcc.runs.length, 0);
  });

  it('is what was asked for, whether it can or not', () => {
    whyNot = 'bcc is not installed';
    choice = 'bcc';
    start();
    choice = 'tracefs';
    start();
    begin(tracefs);
    assert.deepEqual([bcc.runs.length, tracefs.runs.length], [1, 1]);
    assert.deepEqual(told(), ['tracefs: null', 'command']);
  });

  it('is judged by the last of several starts of bcc', async () => {
    start();
    const run = begin(bcc);
    say(
      run,
      { type: 'message', text: 'Failed to compile BPF module <text>' },
      { type: 'command', argv: [], display: 'bcc' },
    );
    const why = 'could not determine address of symbol a in /b';
    fail(run, why, { kind: 'failed', error: { message: 'bcc finds no symbol a in /b.' } });
    await settle();
    begin(tracefs);
    assert.ok(told().includes('tracefs: bcc finds no symbol a in /b'));
    // It is the plan's fault, so the next one is bcc's again.
    start();
    assert.deepEqual([bcc.runs.length, tracefs.runs.length], [2, 1]);
  });

  it('is tracefs after a bcc that this machine cannot run, and from then on', async () => {
    const running = start();
    fail(begin(bcc), NO_HEADERS);
    await settle();
    begin(tracefs);
    tracefs.attach();
    tracefs.newest.end();
    assert.deepEqual(await running.done, { kind: 'stopped' });
    const why = 'tracefs: bcc finds no headers of kernel 6.1';
    assert.deepEqual(told(), ['bcc: null', 'command', 'message', why, 'command', 'attached', 'ended stopped']);
    events = [];
    start();
    begin(tracefs);
    assert.deepEqual([told(), bcc.runs.length], [[why, 'command'], 1]);
  });

  it('is tracefs with bcc’s own words as the reason where the error does not name bcc', async () => {
    start();
    const error = { message: 'The tracer did not start (exit code 1).' };
    fail(begin(bcc), 'ImportError: cannot import name BPF', { kind: 'failed', error });
    await settle();
    begin(tracefs);
    assert.deepEqual(told().slice(-2), ['tracefs: bcc failed: ImportError: cannot import name BPF', 'command']);
  });

  it('is tracefs for the one plan that bcc could not carry, and bcc for the next', async () => {
    start();
    fail(begin(bcc), 'Looks like the BPF stack limit of 512 bytes is exceeded.');
    await settle();
    assert.equal(tracefs.runs.length, 1);
    start();
    assert.equal(bcc.runs.length, 2);
  });

  it('is tracefs for a symbol that bcc does not find: it looks in fewer places', async () => {
    start();
    const error = { message: 'bcc finds no symbol a in b.' };
    fail(begin(bcc), 'could not determine address of symbol a in b', { kind: 'failed', error });
    await settle();
    begin(tracefs);
    assert.deepEqual(told().slice(-2), ['tracefs: bcc finds no symbol a in b', 'command']);
  });

  it('is tracefs for the one plan with which bcc died for no known reason', async () => {
    for (const [words, why] of [
      [[], 'tracefs: bcc failed: The tracer did not start (SIGSEGV)'],
      [['AttributeError: str'], 'tracefs: bcc failed: AttributeError: str'],
    ] as const) {
      start();
      const error = { message: 'The tracer did not start (SIGSEGV).' };
      const run = begin(bcc);
      for (const text of words) say(run, { type: 'message', text });
      run.end({ kind: 'failed', error, isUnexplained: true });
      await settle();
      begin(tracefs);
      assert.deepEqual(told().slice(-2), [why, 'command']);
    }
    assert.equal(bcc.runs.length, 2);
  });

  it('counts the time of a trace from its beginning, whoever carries it out', async () => {
    tracer.start(plan, event => events.push(event), { sinceMs: 123 });
    fail(begin(bcc), NO_HEADERS);
    await settle();
    choice = 'tracefs';
    tracer.start(plan, event => events.push(event), { sinceMs: 456 });
    assert.deepEqual(
      [bcc.newest, ...tracefs.runs].map(({ context }) => context.sinceMs),
      [123, 123, 456],
    );
  });

  const final: [string, (run: FakeRun) => void, string][] = [
    [
      'a cancelled password',
      run => {
        run.end({ kind: 'cancelled' });
      },
      'cancelled',
    ],
    [
      'a sudo that refuses',
      run => {
        fail(run, 'ada is not in the sudoers file.');
      },
      'failed',
    ],
    [
      'a bcc that fails once it is attached',
      run => {
        bcc.attach();
        fail(run, NO_HEADERS);
      },
      'failed',
    ],
    [
      'a stop',
      run => {
        run.end();
      },
      'stopped',
    ],
  ];
  for (const [what, end, kind] of final) {
    it(`ends the trace with ${what}`, async () => {
      const running = start();
      end(begin(bcc));
      assert.equal((await running.done).kind, kind);
      assert.deepEqual([told().at(-1), tracefs.runs.length], [`ended ${kind}`, 0]);
    });
  }

  it('starts no second tracer when the stop came meanwhile, and ends once', async () => {
    const running = start();
    bcc.obeys = false;
    running.stop();
    fail(begin(bcc), NO_HEADERS);
    assert.deepEqual(await running.done, { kind: 'stopped' });
    assert.deepEqual([told().filter(event => event.startsWith('ended')), tracefs.runs.length], [['ended stopped'], 0]);
  });

  it('lets the second tracer stop, and record all as the first was asked to', async () => {
    const running = start();
    running.recordAll();
    fail(begin(bcc), NO_HEADERS);
    await settle();
    running.stop();
    assert.deepEqual([tracefs.newest.stops, tracefs.newest.recordsAll], [1, 1]);
    assert.deepEqual(await running.done, { kind: 'stopped' });
  });

  it('says why of both where neither can, and only of sudo where that refuses', async () => {
    whyNot = 'bcc is not installed';
    const first = start();
    begin(tracefs).end({ kind: 'failed', error: { message: 'tracefs is not mounted.', advice: 'Mount it.' } });
    const error = { message: 'tracefs is not mounted. bcc was not used: bcc is not installed.', advice: 'Mount it.' };
    assert.deepEqual(await first.done, { kind: 'failed', error });
    assert.deepEqual(events.at(-1), { type: 'ended', reason: { kind: 'failed', error } });
    const second = start();
    const refused: EndReason = { kind: 'failed', error: { message: 'sudo did not accept the password.' } };
    begin(tracefs).end(refused);
    assert.deepEqual(await second.done, refused);
  });
});
