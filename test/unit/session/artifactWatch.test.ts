/** Noticing that a traced program has been built again. */

import assert from 'node:assert/strict';
import { ArtifactWatch } from '../../../src/session/artifactWatch.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { attachedSession, planOf } from './samples.ts';

const plan = planOf('demo::add', [{ demangled: 'demo::add' }]);

describe('the watch over traced programs', () => {
  const table: [string, number | null, boolean][] = [
    ['leaves a trace alone whose program is as it was', plan.artifact.modifiedMs, false],
    ['marks a trace whose program was written again', plan.artifact.modifiedMs + 1, true],
    ['marks a trace whose program is gone', null, true],
  ];
  for (const [title, modifiedMs, isOutdated] of table) {
    it(title, async () => {
      const store = new SessionStore();
      const watch = new ArtifactWatch(store, () => Promise.resolve(modifiedMs));
      const session = attachedSession(plan);
      store.add(session);
      await watch.look();
      watch.dispose();
      assert.equal(session.isOutdated, isOutdated);
    });
  }
});
