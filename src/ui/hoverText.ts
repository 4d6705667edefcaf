/** The hover over a traced function's name, as Markdown: counts, instances, last calls, symbols, command. Pure. */

import { COMMANDS, type CommandId } from '../contributions.ts';
import { argumentsText, callText, unreadReasons } from '../session/hitText.ts';
import { referenceTo } from '../session/locate.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { timeOfDay } from '../session/wallClock.ts';
import { countText, numberText, rateText } from './countText.ts';
import { codeBlock, commandLink, escapeMarkdown } from './markdownEscape.ts';
import { countParts, omittedText, outdatedText, stateText } from './sessionText.ts';

const LISTED_HITS = 10;
const LISTED_SYMBOLS = 8;

/** The only commands that a link of the hover may run. */
export const HOVER_COMMANDS: readonly CommandId[] = [
  COMMANDS.stop,
  COMMANDS.trace,
  COMMANDS.clear,
  COMMANDS.showOutput,
  COMMANDS.copyCommand,
];

/** `shortPath` makes a path shorter for people, e.g. relative to the workspace. */
export function hoverText(session: TraceSession, shortPath: (path: string) => string): string {
  const sections = [
    heading(session),
    failure(session),
    links(session),
    instances(session),
    lastCalls(session),
    reasons(session),
    symbols(session, shortPath),
    commandLine(session),
  ];
  return sections.filter(section => section !== null).join('\n\n');
}

function heading(session: TraceSession): string {
  const rate = session.hitsPerSecond;
  const parts = [...countParts(session), rate === null || rate === 0 ? null : `${rateText(rate)} a second`];
  const facts = [...parts, omittedText(session), outdatedText(session), stateText(session)].filter(
    part => part !== null,
  );
  return `**${escapeMarkdown(session.plan.functionName)}** — ${facts.map(escapeMarkdown).join(' · ')}`;
}

function failure(session: TraceSession): string | null {
  const { state } = session;
  if (state.kind !== 'ended' || state.reason.kind !== 'failed') return null;
  const { message, advice } = state.reason.error;
  return escapeMarkdown(advice === undefined ? message : `${message} ${advice}`);
}

function instances(session: TraceSession): string | null {
  const { probes } = session.plan;
  if (probes.length < 2 || session.last === null) return null;
  const counted = probes
    .map((probe, index) => ({ instance: probe.instance, count: session.counts[index] ?? 0 }))
    .sort((a, b) => b.count - a.count)
    .map(({ instance, count }) => {
      const role = instance.kind === 'poll' ? 'polls of ' : '';
      return `${role}${escapeMarkdown(instance.demangled)} ${numberText(count)}`;
    });
  return listed(counted).join(' · ');
}

function lastCalls(session: TraceSession): string | null {
  const { plan } = session;
  const rows = session.lastHits(LISTED_HITS).map(({ hit, wallTimeNs }) => ({
    time: timeOfDay(wallTimeNs, 3),
    thread: `${hit.comm} ${hit.tid}`,
    call: plan.probes.length > 1 ? callText(plan, hit) : argumentsText(hit.args, ' '),
  }));
  if (rows.length === 0) return null;
  const width = Math.max(...rows.map(row => row.thread.length));
  const lines = rows.map(row => `${row.time}  ${row.thread.padEnd(width)}  ${row.call}`.trimEnd());
  return codeBlock('text', lines.reverse());
}

/** Each reason once, with the arguments it holds for. */
function reasons(session: TraceSession): string | null {
  const namesByReason = new Map<string, string[]>();
  for (const [name, reason] of unreadReasons(
    session.plan,
    session.lastHits(LISTED_HITS).map(recorded => recorded.hit),
  )) {
    namesByReason.set(reason, [...(namesByReason.get(reason) ?? []), name]);
  }
  if (namesByReason.size === 0) return null;
  return [...namesByReason].map(([reason, names]) => escapeMarkdown(`${names.join(', ')}: ${reason}`)).join('  \n');
}

function links(session: TraceSession): string {
  const args = [referenceTo(session.function)];
  return [
    session.isRunning ? commandLink('Stop', COMMANDS.stop, args) : commandLink('Trace again', COMMANDS.trace, args),
    commandLink('Clear', COMMANDS.clear, args),
    commandLink('Show output', COMMANDS.showOutput, []),
    ...(session.command === null ? [] : [commandLink('Copy command', COMMANDS.copyCommand, args)]),
  ].join(' · ');
}

function symbols(session: TraceSession, shortPath: (path: string) => string): string {
  const { artifact, probes } = session.plan;
  const where = `${countText(probes.length, 'probe')} in ${shortPath(artifact.path)}`;
  return `${escapeMarkdown(where)}\n\n${codeBlock('text', listed(probes.map(probe => probe.instance.symbol)))}`;
}

function commandLine(session: TraceSession): string | null {
  return session.command === null ? null : codeBlock('sh', [session.command]);
}

function listed(items: readonly string[]): string[] {
  const more = items.length - LISTED_SYMBOLS;
  return more > 0 ? [...items.slice(0, LISTED_SYMBOLS), `… ${numberText(more)} more`] : [...items];
}
