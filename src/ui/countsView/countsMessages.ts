/** The numbers of a session as messages for the page. Pure. */

import { compareCounts } from '../../session/countComparison.ts';
import type { CountSession } from '../../session/countSession.ts';
import { HISTORY_LENGTH } from '../../session/functionCount.ts';
import type { ShortPath } from '../../session/hitText.ts';
import { timeOfDay } from '../../session/wallClock.ts';
import type { Comparison, CountsMessage, HostMessage } from '../../webview/counts/messages.ts';
import { functionRows, isSummable } from './functionRows.ts';
import { headOf } from './headText.ts';

export function sessionMessage({ id, plan }: CountSession, shortPath: ShortPath): HostMessage {
  return {
    type: 'session',
    session: id,
    rows: functionRows(plan, shortPath),
    isSummable: isSummable(plan),
    historyLength: HISTORY_LENGTH,
  };
}

/** @param earlier the run to compare with, or null */
export function countsMessage(session: CountSession, earlier: CountSession | null, isOutdated: boolean): CountsMessage {
  const { id, functions, hasReport } = session;
  return {
    type: 'counts',
    session: id,
    head: headOf(session, isOutdated),
    elapsedMs: session.elapsedMs,
    total: hasReport ? session.total : null,
    totalPerSecond: session.totalPerSecond,
    isExact: session.isExact,
    isTotalExact: session.isTotalExact,
    counts: hasReport ? functions.map(({ count }) => count) : [],
    rates: hasReport ? functions.map(({ perSecond }) => perSecond) : [],
    comparison: earlier === null ? null : comparisonOf(earlier, session),
  };
}

/** Of the functions that are in view. */
export function detailsMessage({ id, functions }: CountSession, indexes: readonly number[]): HostMessage {
  return {
    type: 'details',
    session: id,
    functions: indexes.flatMap(index => {
      const row = functions[index];
      return row === undefined ? [] : [{ index, history: row.history, instances: row.instances }];
    }),
  };
}

/** `demo::*, 14:03:12`: a run as a person knows it. */
export function runName({ plan, startedNs }: CountSession): string {
  return startedNs === null ? plan.title : `${plan.title}, ${timeOfDay(startedNs, 0)}`;
}

function comparisonOf(earlier: CountSession, session: CountSession): Comparison {
  const { isPerSecond, isExact, rows } = compareCounts(earlier, session);
  // Those of `session` come first, in its order.
  const own = rows.slice(0, session.functions.length);
  return {
    title: runName(earlier),
    isPerSecond,
    isExact,
    differences: own.map(({ difference }) => (isExact ? difference : null)),
    ratios: own.map(({ ratio }) => (isExact ? ratio : null)),
  };
}
