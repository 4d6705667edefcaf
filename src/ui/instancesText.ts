/** A hover's list of a function's instances with their hits: its own code first, then its copies in others. Pure. */

import type { FunctionInstance } from '../model/functionInstance.ts';
import type { Unprobed } from '../model/probePlan.ts';
import { type ShortPath, siteText } from '../session/hitText.ts';
import type { InstanceCount } from '../session/instanceCounts.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { boundText, countText } from '../model/numberText.ts';
import { escapeMarkdown, listed } from './markdownEscape.ts';

const COPIES_NOTE =
  'A copy is counted at its first instruction, which the optimiser may have moved: its hits (≈) can differ from its calls.';

/** Null where the function has one home, which is its own. */
export function instancesText(session: TraceSession, shortPath: ShortPath): string | null {
  const { instances, isExact, plan } = session;
  const names = plan.probes.flatMap(({ instance }) => instance.sharedWith);
  return joined([
    ...homesTexts(instances, { isExact, functionName: plan.functionName, hasHits: session.tally.hits > 0 }, shortPath),
    sharedText(names),
    unprobedText(plan.unprobed, 'traced'),
  ]);
}

/** The instances of one function, what they are counts of, and whether there are any. */
export interface CountedHomes {
  readonly isExact: boolean;
  readonly functionName: string;
  readonly hasHits: boolean;
}

/** Paragraphs: none where the function has one home, which is its own. */
export function homesTexts(instances: readonly HomeCount[], homes: CountedHomes, shortPath: ShortPath): string[] {
  const own = instances.filter(({ instance }) => instance.inlined === null);
  const copies = instances.filter(({ instance }) => instance.inlined !== null);
  return [
    instances.length > 1 && homes.hasHits ? row(own, homes, ({ demangled }) => demangled) : null,
    row(copies, homes, instance => copyText(instance, homes, shortPath)),
    copies.length === 0 ? null : COPIES_NOTE,
  ].filter(text => text !== null);
}

export type HomeCount = Pick<InstanceCount, 'instance' | 'hits'>;

function joined(texts: readonly (string | null)[]): string | null {
  const shown = texts.filter(text => text !== null);
  return shown.length === 0 ? null : shown.join('\n\n');
}

function row(
  counts: readonly HomeCount[],
  { isExact }: CountedHomes,
  nameOf: (instance: FunctionInstance) => string,
): string | null {
  if (counts.length === 0) return null;
  const texts = counts.map(({ instance, hits }) => {
    const role = instance.kind === 'poll' ? 'polls of ' : '';
    return `${role}${escapeMarkdown(nameOf(instance))} ${boundText(hits, isExact)}`;
  });
  return listed(texts).join(' · ');
}

function copyText(instance: FunctionInstance, { functionName }: CountedHomes, shortPath: ShortPath): string {
  const { inlined, demangled } = instance;
  if (inlined === null) return demangled;
  const which = demangled === functionName ? '' : `${demangled} `;
  return `${which}inlined in ${siteText(inlined, shortPath)}${inlined.isContiguous ? '' : ' (in pieces)'}`;
}

/** Functions whose calls cannot be told from this one's; null where there is none. */
export function sharedText(sharedWith: readonly string[]): string | null {
  const names = [...new Set(sharedWith)];
  if (names.length === 0) return null;
  const whose = names.length === 1 ? 'its calls' : 'their calls';
  const who = listed(names.map(escapeMarkdown)).join(', ');
  return `The compiler gave ${who} the same code: ${whose} are counted here too.`;
}

/** `what`: what was not done with them. */
export function unprobedText(unprobed: readonly Unprobed[], what: 'traced' | 'counted'): string | null {
  const texts = unprobed.map(({ instances, reason }) => `${countText(instances, 'instance')} not ${what}: ${reason}`);
  return texts.length === 0 ? null : texts.map(escapeMarkdown).join('  \n');
}
