/** Processes in words, for every list and line that names one. What a process says of itself is made safe to show. Pure. */

import type { ProcessBuild } from '../model/tracedProcess.ts';
import { oneLine } from './oneLine.ts';

/** What a list says of the build that a process runs. */
export const BUILD_TEXT: Readonly<Record<ProcessBuild, string>> = {
  current: 'this build',
  older: 'older build, its file was replaced',
  copy: 'copy of this build',
  other: 'unknown build',
};

/** `3 s`, `5 min`, `2 h`, `4 days`: whole units, rounded down. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}

/** The command line as it could be typed; the name in brackets, as ps has it, where there is none. */
export function commandText({ command, comm }: { readonly command: readonly string[]; readonly comm: string }): string {
  if (command.length === 0) return `[${oneLine(comm)}]`;
  // A process that has given itself a title left one text, blanks and all.
  return command.length === 1 ? oneLine(command.join('')) : command.map(word).join(' ');
}

function word(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : oneLine(`'${text.replaceAll("'", "'\\''")}'`);
}

/** `container 0123456789ab`, `container` where nobody gave it a name; null for none. */
export function containerText(container: { readonly id: string | null } | null): string | null {
  if (container === null) return null;
  return container.id === null ? 'container' : `container ${oneLine(container.id)}`;
}
