import assert from 'node:assert/strict';
import { until } from '../process/fakes.ts';
import { ManyFunctions, totals } from '../support/manyFunctions.ts';

/** The kernel takes a minute to leave them all. */
describe("more functions than one of bcc's funccount takes", () => {
  let program: ManyFunctions;

  before(() => {
    program = new ManyFunctions('legacy');
    program.run();
  });
  after(async () => {
    await program.end();
    program.remove();
  });

  it('are counted with two of them, as one', async () => {
    const { run, events, ended } = await program.attached(program.many, null);
    const { many } = await program.call('few');
    run.stop();
    await until('the end', ended, 10_000);
    assert.deepEqual(totals(events), { type: 'counts', hits: many, isExact: true });
    assert.deepEqual(
      events.map(({ type }) => type).filter(type => type !== 'message'),
      ['tracer', 'command', 'command', 'attached', 'counts', 'ended'],
    );
    assert.deepEqual(await run.done, { kind: 'stopped' });
  });
});
