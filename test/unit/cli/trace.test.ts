/** What the command line makes of a trace's events, with a tracer that does what the test tells it. */

import assert from 'node:assert/strict';
import { parseInvocation } from '../../../src/cli/options.ts';
import { jsonReport } from '../../../src/cli/report.ts';
import { runTrace } from '../../../src/cli/trace.ts';
import { settle } from '../session/fakeTimers.ts';
import { FakeTracer } from '../session/fakeTracer.ts';
import { exitPointOf, hitOf, planOf, withExits } from '../session/samples.ts';

const plan = planOf('demo::add', [{ demangled: 'demo::add' }]);
const returning = withExits(plan);

class Run {
  readonly tracer = new FakeTracer('tracefs');
  readonly lines: Record<string, unknown>[] = [];
  readonly interrupt = new AbortController();
  readonly exitCode: Promise<number>;

  constructor(words: readonly string[] = [], traced = plan) {
    const invocation = parseInvocation(['trace', 'demo::add', ...words]);
    assert.equal(invocation.kind, 'trace');
    const report = jsonReport(text => this.lines.push(JSON.parse(text) as Record<string, unknown>));
    const questions = {
      planAgain: () => Promise.reject(new Error('not asked')),
      silence: () => Promise.resolve(null),
      namesOf: () => Promise.resolve([]),
    };
    const { signal } = this.interrupt;
    this.exitCode = runTrace(traced, this.tracer, questions, invocation.options, report, () => undefined, signal);
    this.tracer.newest.onEvent({ type: 'tracer', name: 'tracefs', reason: null });
    this.tracer.attach();
  }

  counts(hits: number, isExact = true): void {
    this.tracer.newest.onEvent({ type: 'counts', hits: [hits], isExact });
  }

  hit(): void {
    this.tracer.newest.onEvent({ type: 'hit', hit: hitOf({}) });
  }

  recording(isOn: boolean): void {
    this.tracer.newest.onEvent({ type: 'recording', isOn });
  }

  get summary(): unknown {
    return this.lines.at(-1);
  }
}

describe('a trace on the command line', () => {
  it('prints what is recorded, and counts the rest', async () => {
    const run = new Run();
    run.hit();
    run.recording(false);
    run.counts(184_000);
    run.recording(true);
    run.counts(184_000);
    run.interrupt.abort();
    assert.equal(await run.exitCode, 0);
    assert.deepEqual(
      run.lines.map(({ type, isOn, tracer }) => [type, isOn ?? tracer].join(' ').trim()),
      ['attached tracefs', 'hit', 'recording false', 'recording true', 'summary'],
    );
    const counted = { hits: 184_000, isExact: true };
    assert.deepEqual(run.summary, { type: 'summary', hits: 1, counted, lost: 0, reason: 'interrupted' });
  });

  it('does not claim an exact number once hits were missed', async () => {
    const run = new Run();
    run.hit();
    run.recording(false);
    run.counts(100, false);
    run.interrupt.abort();
    await run.exitCode;
    assert.deepEqual((run.summary as { counted: unknown }).counted, { hits: 100, isExact: false });
  });

  it('waits for the records of counted hits, unless they are only counted', async () => {
    const run = new Run(['--count', '2']);
    run.counts(5);
    await settle();
    assert.equal(run.tracer.newest.stops, 0);
    run.hit();
    run.hit();
    assert.equal(run.tracer.newest.stops, 1);
    await run.exitCode;
    const counted = { hits: 5, isExact: true };
    assert.deepEqual(run.summary, { type: 'summary', hits: 2, counted, lost: 0, reason: 'count reached' });

    const flooded = new Run(['--count', '2']);
    flooded.recording(false);
    flooded.counts(5);
    assert.equal(flooded.tracer.newest.stops, 1);
    await flooded.exitCode;
  });

  it('prints the ends of the calls that it has printed, also after the last of them', async () => {
    const run = new Run(['--count', '1'], returning);
    run.tracer.obeys = false;
    const { onEvent } = run.tracer.newest;
    const { pid, tid, comm } = hitOf({});
    for (const [index, stackPointer] of [1000n, 900n].entries()) {
      onEvent({ type: 'hit', hit: hitOf({}, { stackPointer, timeNs: BigInt(index) }) });
    }
    const point = exitPointOf(returning, 'return');
    for (const [index, stackPointer] of [900n, 1000n].entries()) {
      const timeNs = BigInt(10 + index);
      onEvent({ type: 'exit', exit: { point, pid, tid, comm, timeNs, stackPointer, result: null } });
    }
    run.tracer.newest.end();
    assert.equal(await run.exitCode, 0);
    assert.deepEqual(
      run.lines.map(({ type, call, durationNs }) => [type, call, durationNs]),
      [
        ['attached', undefined, undefined],
        ['hit', 1, undefined],
        ['return', 1, '11'],
        ['summary', undefined, undefined],
      ],
    );
    assert.equal((run.summary as { returns: { returned: number } }).returns.returned, 1);
  });
});
