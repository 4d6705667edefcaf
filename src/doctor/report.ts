/** The setup check as text: for a terminal, and to be copied into a bug report. Pure. */

import { oneLine } from '../session/oneLine.ts';
import type { Setup } from './checkSetup.ts';
import { GROUPS, type Finding, type Status } from './finding.ts';
import type { TracerVerdict, Verdict } from './verdict.ts';

export interface ReportStyle {
  /** Of this extension. */
  readonly version: string;
  /** Node's, with its `v`. */
  readonly node: string;
  /** With the colours of a terminal (ECMA-48 SGR). */
  readonly isColoured: boolean;
}

const COLOURS: Readonly<Record<Status, string>> = { ok: '32', warning: '33', bad: '31', unknown: '36' };
const BOLD = '1';

export function setupReport(setup: Setup, { version, node, isColoured }: ReportStyle): string {
  const paint = (code: string, text: string): string => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);
  const titleWidth = Math.max(...setup.findings.map(({ title }) => title.length));
  const row = ({ status, title, detail }: Finding): string => {
    return `  ${paint(COLOURS[status], status.padEnd(7))}  ${title.padEnd(titleWidth)}  ${oneLine(detail)}`;
  };
  const groups = GROUPS.flatMap(group => {
    const findings = setup.findings.filter(finding => finding.group === group);
    return findings.length === 0 ? [] : ['', paint(BOLD, group), ...findings.map(row)];
  });
  const fixes = setup.findings.flatMap(({ status, title, fix }) => {
    if (fix === null || status === 'ok') return [];
    const line = `  ${title}: ${oneLine(fix.sentence)}`;
    return fix.command === null ? [line] : [line, `    $ ${oneLine(fix.command)}`];
  });
  return [
    paint(BOLD, `Rust Trace ${version}, Node ${node.replace(/^v/, '')}`),
    ...groups,
    '',
    paint(BOLD, 'Result'),
    ...verdictLines(setup).map(line => `  ${line}`),
    ...(fixes.length === 0 ? [] : ['', paint(BOLD, 'What to do'), ...fixes]),
    '',
  ].join('\n');
}

/** Which tracer can work, and which one a trace takes: a sentence each. */
export function verdictLines({ tracers, auto }: Verdict): string[] {
  const last = auto === null ? 'No tracer can work here.' : `A trace takes ${auto}, unless a setting says otherwise.`;
  return [...tracers.map(verdictText), last];
}

function verdictText({ name, can, because }: TracerVerdict): string {
  if (can === 'yes') return `${name} can work.`;
  const why = because.join(', ');
  return can === 'no'
    ? `${name} cannot work: see ${why}.`
    : `${name} can work, as far as can be seen; not seen: ${why}.`;
}
