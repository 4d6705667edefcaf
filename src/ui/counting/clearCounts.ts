/** What Clear does to counts: those that have ended are gone, those that run count from zero. */

import type { CountStore } from '../../session/countStore.ts';

export function clearCounts(store: CountStore): void {
  for (const session of store.all()) {
    if (session.isRunning) session.reset();
    else store.remove(session);
  }
}
