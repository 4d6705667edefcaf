/** The hover's list of a function's instances with their hits: its own code first, then its copies in others. Pure. */

import type { FunctionInstance } from '../model/functionInstance.ts';
import { type ShortPath, siteText } from '../session/hitText.ts';
import type { InstanceCount } from '../session/instanceCounts.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { boundText, countText } from './countText.ts';
import { escapeMarkdown, listed } from './markdownEscape.ts';

const COPIES_NOTE =
  'A copy is counted at its first instruction, which the optimiser may have moved: its hits (≈) can differ from its calls.';

/** Null where the function has one home, which is its own. */
export function instancesText(session: TraceSession, shortPath: ShortPath): string | null {
  const { instances } = session;
  const own = instances.filter(({ instance }) => instance.inlined === null);
  const copies = instances.filter(({ instance }) => instance.inlined !== null);
  const rows = [
    ...(instances.length > 1 && session.tally.hits > 0 ? [row(own, session, ({ demangled }) => demangled)] : []),
    row(copies, session, instance => copyText(instance, session, shortPath)),
    copies.length === 0 ? null : COPIES_NOTE,
    sharedText(session),
    unprobedText(session),
  ];
  const shown = rows.filter(text => text !== null);
  return shown.length === 0 ? null : shown.join('\n\n');
}

function row(
  counts: readonly InstanceCount[],
  { isExact }: TraceSession,
  nameOf: (instance: FunctionInstance) => string,
): string | null {
  if (counts.length === 0) return null;
  const texts = counts.map(({ instance, hits }) => {
    const role = instance.kind === 'poll' ? 'polls of ' : '';
    return `${role}${escapeMarkdown(nameOf(instance))} ${boundText(hits, isExact)}`;
  });
  return listed(texts).join(' · ');
}

function copyText(instance: FunctionInstance, session: TraceSession, shortPath: ShortPath): string {
  const { inlined, demangled } = instance;
  if (inlined === null) return demangled;
  const which = demangled === session.plan.functionName ? '' : `${demangled} `;
  return `${which}inlined in ${siteText(inlined, shortPath)}${inlined.isContiguous ? '' : ' (in pieces)'}`;
}

/** Functions whose calls cannot be told from this one's. */
function sharedText({ plan }: TraceSession): string | null {
  const names = [...new Set(plan.probes.flatMap(({ instance }) => instance.sharedWith))];
  if (names.length === 0) return null;
  const whose = names.length === 1 ? 'its calls' : 'their calls';
  const who = listed(names.map(escapeMarkdown)).join(', ');
  return `The compiler gave ${who} the same code: ${whose} are counted here too.`;
}

function unprobedText({ plan }: TraceSession): string | null {
  const texts = plan.unprobed.map(
    ({ instances, reason }) => `${countText(instances, 'instance')} not traced: ${reason}`,
  );
  return texts.length === 0 ? null : texts.map(escapeMarkdown).join('  \n');
}
