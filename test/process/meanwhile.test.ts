import assert from 'node:assert/strict';
import path from 'node:path';
import { FUNCTION_ORIGINS } from '../../src/model/countPlan.ts';
import { ANY_ARTIFACT } from '../../src/resolve/artifactChoice.ts';
import type { Resolver } from '../../src/resolve/resolver.ts';
import { buildDemo, demoFolder } from '../support/demo.ts';
import { createResolver } from '../support/resolver.ts';

describe('while all functions of a binary are read', function () {
  this.timeout(120_000);
  const from = path.join(demoFolder, 'src/main.rs');
  let resolver: Resolver;
  before(async () => {
    await buildDemo();
    resolver = await createResolver();
  });
  after(() => {
    resolver.dispose();
  });

  it('another question is answered, and the answer about all is whole', async () => {
    const order: string[] = [];
    const request = {
      selection: { kind: 'pattern', pattern: 'demo::*', origins: FUNCTION_ORIGINS },
      from,
      filter: ANY_ARTIFACT,
    } as const;
    const counted = resolver.countable(request, 10).finally(() => order.push('all'));
    const planned = resolver.countBuild(request).finally(() => order.push('one'));
    const [all, target] = await Promise.all([counted, planned]);
    assert.deepEqual(order, ['one', 'all']);
    assert.equal(target?.targetName, 'demo');
    assert.equal(all.kind, 'matches');
    const alone = await createResolver();
    const again = await alone.countable(request, 10);
    alone.dispose();
    assert.deepEqual(all, again);
  });

  it('a question that is withdrawn ends for itself alone', async () => {
    const alone = await createResolver();
    const withdrawn = new AbortController();
    const request = {
      selection: { kind: 'pattern', pattern: 'demo::', origins: FUNCTION_ORIGINS },
      from,
      filter: ANY_ARTIFACT,
    } as const;
    const first = alone.countable(request, 10, withdrawn.signal);
    const second = alone.countable(request, 10);
    setImmediate(() => {
      withdrawn.abort();
    });
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal((await second).kind, 'matches');
    alone.dispose();
  });
});
