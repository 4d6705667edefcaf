/** The rows of the process picker. Pure. What processes say of themselves is shown as text: no icons, no second line. */

import type { ListedProcess } from '../server/protocol.ts';
import { cutTo, oneLine } from '../session/oneLine.ts';
import { BUILD_TEXT, commandText, containerText, durationText } from '../session/processText.ts';
import { artifactName } from './artifactText.ts';

export interface ProcessRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly pid: number;
}

export interface ProcessRows {
  /** They run what may hold the function, the surest first. */
  readonly known: readonly ProcessRow[];
  /** They keep to themselves what they run. */
  readonly closed: readonly ProcessRow[];
}

/** The editor cuts what is longer than a line; this bounds what it is given, UTF-16 units. */
const LONGEST_COMMAND = 300;

export function processRows(processes: readonly ListedProcess[]): ProcessRows {
  const known = processes.filter(({ runs }) => runs !== null);
  const closed = processes.filter(({ runs }) => runs === null);
  return { known: known.map(rowOf), closed: closed.map(rowOf) };
}

function rowOf(entry: ListedProcess): ProcessRow {
  const { pid, comm, owner, ageMs, container, runs, obstacle } = entry;
  const what = runs === null ? [obstacle] : [artifactName(runs.artifact), BUILD_TEXT[runs.build]];
  const facts = [owner, durationText(ageMs), ...what, containerText(container)].filter(part => part !== null);
  return {
    label: withoutIcons(`${oneLine(comm)} ${pid}`),
    description: withoutIcons(facts.join(' · ')),
    detail: withoutIcons(cutTo(commandText(entry), LONGEST_COMMAND)),
    pid,
  };
}

/** The editor draws `$(name)` as an icon and knows no escape; a zero-width character in between leaves it text. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
