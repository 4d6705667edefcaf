/** The hover over a traced function's name, as Markdown: counts, ends and times, instances, last calls, symbols, command. Pure. */

import { COMMANDS, type CommandId } from '../contributions.ts';
import { type HumanErrorDetail, wholeMessage } from '../model/humanError.ts';
import type { ProbePlan, ProbePoint } from '../model/probePlan.ts';
import type { CallOutcome } from '../session/callOutcome.ts';
import { callText, outcomeText, resultReason, type ShortPath, unreadReasons, valueText } from '../session/hitText.ts';
import { referenceTo } from '../session/locate.ts';
import { cutTo } from '../session/oneLine.ts';
import type { Refusal } from '../session/sessionStore.ts';
import type { RecordedHit } from '../session/hitHistory.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { timeOfDay } from '../session/wallClock.ts';
import { countText, rateText } from '../model/numberText.ts';
import { endsMarkdown, timesNote } from './endsMarkdown.ts';
import { cutValue, fittingCall } from './fittingCall.ts';
import { instancesText } from './instancesText.ts';
import { codeBlock, commandLink, escapeMarkdown, listed } from './markdownEscape.ts';
import { prettyLines } from './prettyText.ts';
import {
  carrierText,
  conditionText,
  countParts,
  omittedText,
  processText,
  rebuildText,
  recordingText,
  stateText,
  tallyParts,
} from './sessionText.ts';

const LISTED_HITS = 10;

/** Characters of a line in the hover before it is broken. */
const WIDTH = 80;

/** What is behind it is copied all the same. */
const LONGEST_COMMAND = 1_000;

const COUNTING_ONLY =
  'Hits come faster than the limit of rustTrace.recordedPerSecond, so they are only counted: the program is slowed down less. They are recorded again once a whole second stays below it.';

const UNSEEN = 'its return was not seen: it was still running, or records are missing';

/** The only commands that a link of the hover may run. */
export const HOVER_COMMANDS: readonly CommandId[] = [
  COMMANDS.stop,
  COMMANDS.recordAll,
  COMMANDS.trace,
  COMMANDS.buildAndTrace,
  COMMANDS.clear,
  COMMANDS.showOutput,
  COMMANDS.copyCommand,
];

export function hoverText(session: TraceSession, shortPath: ShortPath): string {
  return joined([
    heading(session),
    ...troubles(session).map(detail => escapeMarkdown(wholeMessage(detail))),
    valuesText(session),
    links(session),
    builds(session),
    choiceText(session),
    endsMarkdown(session),
    lastValues(session),
    instancesText(session, shortPath),
    lastCalls(session, shortPath),
    reasons(session),
    timesNote(session),
    symbols(session, shortPath),
    session.command === null ? null : codeBlock('sh', [cutTo(session.command, LONGEST_COMMAND)]),
  ]);
}

/** The hover over a function that cannot be traced. */
export function refusalText({ function: fn, reason, canBuild }: Refusal): string {
  const args = [referenceTo(fn)];
  return joined([
    `**${escapeMarkdown(fn.path)}** — cannot be traced`,
    escapeMarkdown(wholeMessage(reason.detail)),
    [
      ...(canBuild ? [commandLink('Build and trace', COMMANDS.buildAndTrace, args)] : []),
      commandLink('Trace again', COMMANDS.trace, args),
      commandLink('Clear', COMMANDS.clear, args),
    ].join(' · '),
  ]);
}

function heading(session: TraceSession): string {
  const facts = [
    ...countParts(session),
    recordingText(session) ?? speedText(session),
    conditionText(session),
    omittedText(session),
    processText(session),
    rebuildText(session),
    stateText(session),
  ].filter(part => part !== null);
  return `**${escapeMarkdown(session.plan.functionName)}** — ${facts.map(escapeMarkdown).join(' · ')}`;
}

function speedText({ hitsPerSecond: rate, isExact }: TraceSession): string | null {
  return rate === null || rate === 0 ? null : `${isExact ? '' : '≥'}${rateText(rate)} a second`;
}

/** Why hits are only counted, and how many have values where some have none; null where all have. */
function valuesText(session: TraceSession): string | null {
  const { isCountingOnly, isLastCallOld, isExact, lost, recorded } = session;
  const sentences = [
    ...(isCountingOnly ? [COUNTING_ONLY] : []),
    ...(isCountingOnly || isLastCallOld || lost > 0
      ? [
          `${countText(recorded, 'hit')} came with values${isLastCallOld && recorded > 0 ? ', before those that were only counted' : ''}.`,
        ]
      : []),
    ...(isExact ? [] : ['Hits were missed: there were at least as many as the numbers (≥) say.']),
  ];
  return sentences.length === 0 ? null : escapeMarkdown(sentences.join(' '));
}

/** What is wrong, in whole: why it ended, why a new build is not traced, why there are no hits. */
function troubles({ state, rebuild, silence }: TraceSession): HumanErrorDetail[] {
  return [
    ...(state.kind === 'ended' && state.reason.kind === 'failed' ? [state.reason.error] : []),
    ...(rebuild.kind === 'failed' ? [rebuild.error] : []),
    ...(silence === null ? [] : [silence.detail]),
  ];
}

function links(session: TraceSession): string {
  const args = [referenceTo(session.function)];
  return [
    session.isRunning ? commandLink('Stop', COMMANDS.stop, args) : commandLink('Trace again', COMMANDS.trace, args),
    ...(session.isCountingOnly ? [commandLink('Record all', COMMANDS.recordAll, args)] : []),
    commandLink('Clear', COMMANDS.clear, args),
    commandLink('Show output', COMMANDS.showOutput, []),
    ...(session.command === null ? [] : [commandLink('Copy command', COMMANDS.copyCommand, args)]),
  ].join(' · ');
}

/** What is read at a call where that is not all, and why; null where it is. */
function choiceText({ options: { fields, returns }, plan }: TraceSession): string | null {
  const sentences = [
    ...(fields === null
      ? []
      : [fields.length === 0 ? 'No argument is read.' : `Read alone: ${listed(fields).join(', ')}.`]),
    ...(returns ? unknownReturns(plan) : ['Returns are not traced.']),
  ];
  return sentences.length === 0 ? null : escapeMarkdown(sentences.join(' '));
}

/** Each reason once; whose calls it is about goes without saying where there is one instance. */
function unknownReturns({ probes }: ProbePlan): string[] {
  const untraced = probes.filter(({ unknownReturns: reason }) => reason !== undefined);
  const reasons = listed([...new Set(untraced.map(({ unknownReturns: reason }) => reason ?? ''))]).join('; ');
  if (untraced.length === 0) return [];
  const whose = untraced.length === probes.length ? '' : ` of ${countText(untraced.length, 'instance')}`;
  return [`Returns${whose} are not traced: ${reasons}.`];
}

/** What came of each build, when there was more than one. */
function builds(session: TraceSession): string | null {
  if (session.rebuiltNs === null) return null;
  const rows = session.builds.map(({ sinceNs, tally }, index) => {
    const since = timeOfDay(sinceNs ?? 0n, 0);
    const until = session.builds[index + 1]?.sinceNs ?? null;
    const when = until === null ? `since ${since}` : `${since} to ${timeOfDay(until, 0)}`;
    return escapeMarkdown(`build traced ${when}: ${tallyParts(session, tally).join(', ')}`);
  });
  return listed(rows.reverse()).join('  \n');
}

/** The last call's values over several lines, where one of them is long. */
function lastValues(session: TraceSession): string | null {
  if (session.lastCall === null) return null;
  const { args } = session.lastCall.hit;
  const result = session.outcomeOf(session.lastCall.hit)?.result ?? null;
  const values = [
    ...args.map(({ name, value }) => `${name}: ${valueText(value)}`),
    ...(result === null ? [] : [`→ ${valueText(result)}`]),
  ];
  if (values.every(text => text.length <= WIDTH)) return null;
  const lines = values.flatMap(text => prettyLines(text, WIDTH));
  return `last call:\n\n${codeBlock('rust', lines)}`;
}

function lastCalls(session: TraceSession, shortPath: ShortPath): string | null {
  const rows = session.lastHits(LISTED_HITS).map(recorded => ({
    recorded,
    time: timeOfDay(recorded.wallTimeNs, 3),
    thread: `${recorded.hit.comm} ${recorded.hit.tid}`,
  }));
  if (rows.length === 0) return null;
  const width = Math.max(...rows.map(row => row.thread.length));
  const lines = rows.map(({ recorded, time, thread }) => {
    const before = `${time}  ${thread.padEnd(width)}  `;
    const outcome = session.outcomeOf(recorded.hit);
    return `${before}${shortCallText(recorded, outcome, WIDTH - before.length, shortPath)}`.trimEnd();
  });
  return codeBlock('text', lines.reverse());
}

/** Whose call it is goes without saying where there is one instance. */
function shortCallText(
  { hit, plan }: RecordedHit,
  outcome: CallOutcome | null,
  room: number,
  shortPath: ShortPath,
): string {
  const isOnly = plan.probes.length === 1 && plan.probes[0]?.instance.inlined === null;
  if (isOnly) return fittingCall(hit.args, outcome, room);
  const call = cutValue(callText(plan, hit, shortPath), WIDTH);
  return outcome === null ? call : `${call} ${outcomeText(outcome)}`;
}

/** Each kind of reason once, with the arguments it holds for; of reasons that differ in a number, the last call's. */
function reasons(session: TraceSession): string | null {
  const byKind = new Map<string, { reason: string; names: Set<string> }>();
  const add = (name: string, reason: string): void => {
    const kind = reason.replace(/\d+/g, '#');
    byKind.set(kind, { reason, names: (byKind.get(kind)?.names ?? new Set()).add(name) });
  };
  for (const { hit, plan } of session.lastHits(LISTED_HITS)) {
    for (const [name, reason] of unreadReasons(plan, [hit])) add(name, reason);
    const outcome = session.outcomeOf(hit);
    const reason = outcome === null ? null : outcome.kind === 'unseen' ? UNSEEN : resultReason(outcome);
    if (reason !== null) add('→', reason);
  }
  if (byKind.size === 0) return null;
  return [...byKind.values()]
    .map(({ reason, names }) => escapeMarkdown(`${[...names].join(', ')}: ${reason}`))
    .join('  \n');
}

function symbols(session: TraceSession, shortPath: ShortPath): string {
  const { artifact, probes } = session.plan;
  const carrier = carrierText(session);
  const who = carrier === null ? '' : ` · ${carrier}`;
  const where = `${countText(probes.length, 'probe')} in ${shortPath(artifact.path)}${who}`;
  return `${escapeMarkdown(where)}\n\n${codeBlock('text', listed(probes.map(symbolText)))}`;
}

/** `_RNvC4demo3add`, or `_RNvC4demo4main+0x1a` for code in the middle of a symbol. */
function symbolText({ instance: { symbol, symbolOffset } }: ProbePoint): string {
  return symbolOffset === 0 ? symbol : `${symbol}+0x${symbolOffset.toString(16)}`;
}

function joined(sections: readonly (string | null)[]): string {
  return sections.filter(section => section !== null).join('\n\n');
}
