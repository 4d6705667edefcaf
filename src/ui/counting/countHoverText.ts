/** The hover over a counted function's name, as Markdown: how often, which instances and copies, what is inside of it. Pure. */

import { COMMANDS, type CommandId } from '../../contributions.ts';
import type { ShortPath } from '../../session/hitText.ts';
import type { FunctionCount } from '../../session/functionCount.ts';
import type { CountSession } from '../../session/countSession.ts';
import { timeOfDay } from '../../session/wallClock.ts';
import { boundText, countText, rateText } from '../../model/numberText.ts';
import { homesTexts, sharedText, unprobedText } from '../instancesText.ts';
import { commandLink, escapeMarkdown, listed } from '../markdownEscape.ts';
import { entriesOf, type ShownCount } from './countsInText.ts';

/** The only commands that a link of it may run. */
export const COUNT_HOVER_COMMANDS: readonly CommandId[] = [COMMANDS.showCounts, COMMANDS.countAgain];

const BOUND_NOTE = 'Entries were missed: there were at least as many as the numbers (≥) say.';

export function countHoverText(shown: ShownCount, shortPath: ShortPath): string {
  const { session, calls, polls, parts } = shown;
  const whole = [...calls, ...polls];
  return [
    ...heading(shown),
    links(session),
    ...(calls.length > 1 ? [listed(calls.map(nameText)).join('  \n')] : []),
    ...partsTexts(parts),
    ...whole.flatMap(each => homesOf(each, session, shortPath)),
    sharedText(whole.flatMap(({ function: fn }) => fn.instances.flatMap(({ instance }) => instance.sharedWith))),
    unprobedText(session.plan.uncounted, 'counted'),
    [...whole, ...parts].every(({ isExact }) => isExact) ? null : escapeMarkdown(BOUND_NOTE),
  ]
    .filter(text => text !== null)
    .join('\n\n');
}

/** The selection's name stands for the function's where the binary knows several of one text. */
function heading({ session, calls, polls }: ShownCount): string[] {
  const facts = [
    ...entriesTexts(calls, 'call'),
    ...entriesTexts(polls, 'poll'),
    ...(session.startedNs === null
      ? []
      : [`counted since ${timeOfDay(session.startedNs, 0)} with ${session.plan.title}`]),
    ...stateTexts(session),
  ];
  const name = calls.length === 1 ? calls[0]?.function.name : null;
  return [`**${escapeMarkdown(name ?? session.plan.title)}** — ${facts.map(escapeMarkdown).join(' · ')}`];
}

/** `12,345 calls` and `1,234 a second`; nothing where there is no such function. */
function entriesTexts(counts: readonly FunctionCount[], noun: string): string[] {
  const entries = entriesOf(counts);
  if (entries === null) return [];
  const bound = entries.isExact ? '' : '≥';
  const rate = entries.perSecond ?? 0;
  return [`${bound}${countText(entries.count, noun)}`, ...(rate === 0 ? [] : [`${bound}${rateText(rate)} a second`])];
}

function stateTexts({ state }: CountSession): string[] {
  switch (state.kind) {
    case 'paused':
      return ['paused'];
    case 'ended':
      return [state.reason.kind === 'failed' ? 'failed' : 'stopped'];
    case 'idle':
    case 'authorising':
    case 'starting':
    case 'counting':
    case 'stopping':
      return [];
  }
}

function links({ id, isRunning }: CountSession): string {
  return [
    commandLink('Show counts', COMMANDS.showCounts, []),
    ...(isRunning ? [] : [commandLink('Count again', COMMANDS.countAgain, [id])]),
  ].join(' · ');
}

function partsTexts(parts: readonly FunctionCount[]): string[] {
  return parts.length === 0 ? [] : [`inside: ${listed(parts.map(nameText)).join(' · ')}`];
}

function nameText({ function: { name }, count, isExact }: FunctionCount): string {
  return escapeMarkdown(`${name}: ${boundText(count, isExact)}`);
}

function homesOf(
  { function: fn, count, instances }: FunctionCount,
  { isExact }: CountSession,
  shortPath: ShortPath,
): string[] {
  const homes = fn.instances.map(({ instance }, index) => ({ instance, hits: instances[index] ?? 0 }));
  return homesTexts(homes, { isExact, functionName: fn.name, hasHits: count > 0 }, shortPath);
}
