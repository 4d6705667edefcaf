/** A report is made to be shown to others: the person's home folder becomes `~`, the person's name in tools' words `<user>`. */

import type { Finding, Group } from './finding.ts';

export interface Person {
  readonly home: string;
  readonly user: string;
}

/** Where the words of sudo and of tracers are quoted. */
const QUOTING: ReadonlySet<Group> = new Set(['Privilege', 'Self-test']);

export function impersonal(finding: Finding, { home, user }: Person): Finding {
  const hide = (text: string): string => {
    const homeless = withoutHome(text, home);
    return QUOTING.has(finding.group) ? withoutUser(homeless, user) : homeless;
  };
  const { detail, fix } = finding;
  return { ...finding, detail: hide(detail), fix: fix === null ? null : { ...fix, sentence: hide(fix.sentence) } };
}

/** `home` as a whole folder only: `/home/ada` does not touch `/home/adam`. */
function withoutHome(text: string, home: string): string {
  return home.length < 2 ? text : text.replace(new RegExp(`${literal(home)}(?![\\w.-])`, 'g'), '~');
}

function withoutUser(text: string, user: string): string {
  if (user === '' || user === 'root') return text;
  return text.replace(new RegExp(`(?<![\\w.-])${literal(user)}(?![\\w.-])`, 'g'), '<user>');
}

function literal(text: string): string {
  return text.replace(/[^\w/]/g, '\\$&');
}
