/** What `rust-trace processes` prints: JSON Lines for programs, a table for people. */

import type { Artifact } from '../model/artifact.ts';
import type { TracedProcess } from '../model/tracedProcess.ts';
import type { ProcessEntry } from '../resolve/processEntry.ts';
import { cutTo, oneLine } from '../session/oneLine.ts';
import { BUILD_TEXT, commandText, containerText, durationText } from '../session/processText.ts';

/** Of a terminal that does not say. */
const USUAL_WIDTH = 120;

/**
 * A line each: `{"pid","owner","ageSeconds","command":[…],"container":{"id"},"state","artifact","target","profile"}`. `state` is
 * `current`, `older`, `copy`, `other` or `unreadable`; `artifact` is what to read, null when unreadable.
 */
export function processesJson(entries: readonly ProcessEntry[]): string {
  return entries
    .map(({ pid, owner, ageMs, command, container, runs }) =>
      JSON.stringify({
        pid,
        owner,
        ageSeconds: Math.floor(ageMs / 1000),
        command,
        container,
        state: runs?.build ?? 'unreadable',
        artifact: runs?.artifact.path ?? null,
        target: runs?.artifact.targetName ?? null,
        profile: runs?.artifact.profile ?? null,
      }),
    )
    .map(line => `${line}\n`)
    .join('');
}

/** Those that can be traced, and how many could not be looked into. `width`: columns of the terminal. */
export function processesText(entries: readonly ProcessEntry[], width: number | undefined): string {
  const known = entries.flatMap(entry => (entry.runs === null ? [] : [{ ...entry, runs: entry.runs }]));
  const closed = entries.length - known.length;
  const rows = known.map(entry => {
    const { artifact, build } = entry.runs;
    const state = [BUILD_TEXT[build], containerText(entry.container)].filter(part => part !== null).join(', ');
    const cells = [String(entry.pid), entry.owner, durationText(entry.ageMs), artifactText(artifact), state];
    return [...cells.map(oneLine), commandText(entry)];
  });
  const table = [['PID', 'USER', 'AGE', 'PROGRAM', 'STATE', 'COMMAND'], ...rows];
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...table.map(row => row[column]?.length ?? 0)));
  const lines = table.map(row =>
    cutTo(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '), width ?? USUAL_WIDTH).trimEnd(),
  );
  const shown = rows.length === 0 ? ['No process runs what was built here.'] : lines;
  const others = closed === 1 ? '1 process' : `${String(closed)} processes`;
  const [obstacle] = entries.flatMap(entry => entry.obstacle ?? []);
  return [...shown, ...(obstacle === undefined ? [] : [`${others} could not be looked into: ${obstacle}.`])]
    .map(line => `${line}\n`)
    .join('');
}

/** What a person should know of the build that a process runs, as lines of a terminal; empty for the present build. */
export function buildNotice({ pid, build }: TracedProcess, { targetName, newerSource }: Artifact): string {
  const source = newerSource === null ? '' : `, older than ${newerSource}`;
  const what = oneLine(`${targetName}${source}`);
  switch (build) {
    case 'current':
    case 'copy':
      return newerSource === null ? '' : `rust-trace: Process ${String(pid)} runs a build of ${what}.\n`;
    case 'older':
      return `rust-trace: Process ${String(pid)} runs an older build of ${what}: its file was replaced.\n`;
    case 'other':
      return `rust-trace: Which build of ${what} process ${String(pid)} runs is not known.\n`;
  }
}

function artifactText({ targetName, profile }: { readonly targetName: string; readonly profile: string }): string {
  return `${targetName} (${profile})`;
}
