import assert from 'node:assert/strict';
import { whyNotFunccount } from '../../src/tracer/bcc/funccount/whyNotFunccount.ts';
import { errorText, until } from '../process/fakes.ts';
import { ManyFunctions, totals } from '../support/manyFunctions.ts';

for (const mangling of ['legacy', 'v0'] as const) {
  describe(`bcc's funccount, names of scheme ${mangling}${mangling === 'legacy' ? ' @long' : ''}`, () => {
    let program: ManyFunctions;

    before(() => {
      program = new ManyFunctions(mangling);
    });
    beforeEach(() => {
      program.run();
    });
    afterEach(() => program.end());
    after(() => {
      program.remove();
    });

    it('counts 60 functions and a trait’s, from never to a million times, as the program does itself', async () => {
      const names = [...program.many.slice(0, 60), program.area];
      assert.equal(whyNotFunccount(program.planOf(names)), null);
      const { run, events, ended } = await program.attached(names, null);
      const { areas, many } = await program.call('many');
      run.stop();
      // Well before the kernel has detached them, which takes 7 s.
      let isGone = false;
      void run.done.then(() => (isGone = true));
      await until('the end', ended, 5_000);
      assert.equal(isGone, false);
      assert.deepEqual(totals(events), { type: 'counts', hits: [...many.slice(0, 60), areas], isExact: true });
      assert.deepEqual([areas, many[0], many[59]], [1_000_000, 0, 59]);
      assert.deepEqual(events.at(-1), { type: 'ended', reason: { kind: 'stopped' } });
      assert.deepEqual(await run.done, { kind: 'stopped' });
      assert.deepEqual(events.at(-1), { type: 'ended', reason: { kind: 'stopped' } });
    });

    it('says how many there are each second, never more than there were', async () => {
      const { run, events, ended } = await program.attached(program.many.slice(1, 5), 1_000);
      const { many } = await program.call('few');
      await until('counts', () => events.some(event => event.type === 'counts' && event.hits[3] === 4), 10_000);
      run.stop();
      await until('the end', ended, 5_000);
      assert.deepEqual(totals(events), { type: 'counts', hits: many.slice(1, 5), isExact: false });
    });

    it('does not begin where a function is missing', async () => {
      const { run, events } = program.start([program.many[3] ?? '', '_ZN6absentE'], null);
      assert.match(errorText(await run.done), /finds only 1 of 2 functions.* Build again/);
      assert.ok(!events.some(({ type }) => type === 'attached' || type === 'counts'));
    });
  });
}
