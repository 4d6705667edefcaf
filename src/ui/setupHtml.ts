/**
 * The page of the setup check as HTML: no script, no picture, nothing from outside. Its buttons are command links,
 * which VS Code runs only for the commands that the page was given (setupPage.ts). Pure; every text in it is escaped.
 */

import { COMMANDS, type CommandId } from '../contributions.ts';
import type { Setup } from '../doctor/checkSetup.ts';
import { GROUPS, type Finding, type Status } from '../doctor/finding.ts';
import { verdictLines } from '../doctor/report.ts';
import { oneLine } from '../session/oneLine.ts';

/** Commands that the page's links may run. */
export const SETUP_LINKS: readonly CommandId[] = [
  COMMANDS.checkSetup,
  COMMANDS.runSelfTest,
  COMMANDS.copySetupReport,
  COMMANDS.typeSetupFix,
];

export interface SetupView {
  /** Null before the first check has ended. */
  readonly setup: Setup | null;
  /** What is going on, a sentence; null when nothing is. */
  readonly busy: string | null;
}

/** Said in words too, since colours and signs are not for everybody. */
const SIGNS: Readonly<Record<Status, readonly [sign: string, word: string]>> = {
  ok: ['✓', 'ok'],
  warning: ['!', 'warning'],
  bad: ['✗', 'bad'],
  unknown: ['?', 'unknown'],
};

const STYLE = `
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size); line-height: 1.5; max-width: 60em; padding: 0 2em 2em; }
h1 { font-size: 1.6em; font-weight: 600; } h2 { font-size: 1.1em; font-weight: 600; margin: 1.6em 0 0.2em; }
a.button { display: inline-block; padding: 2px 12px; margin: 4px 8px 4px 0; text-decoration: none; border-radius: 2px;
  color: var(--vscode-button-foreground); background: var(--vscode-button-background);
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); }
a.button:hover { background: var(--vscode-button-hoverBackground); }
a.button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; overflow-wrap: anywhere; }
th { font-weight: 600; width: 9em; } td.status { width: 6em; white-space: nowrap; }
tr + tr { border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
code { display: block; margin: 4px 0; padding: 4px 8px; font-family: var(--vscode-editor-font-family);
  color: var(--vscode-foreground); background: var(--vscode-textCodeBlock-background); }
.ok { color: var(--vscode-testing-iconPassed); } .warning { color: var(--vscode-editorWarning-foreground); }
.bad { color: var(--vscode-editorError-foreground); } .unknown { color: var(--vscode-descriptionForeground); }
`;

/** @param nonce for the style sheet: letters and digits that nobody can guess. */
export function setupHtml({ setup, busy }: SetupView, nonce: string): string {
  const actions = [
    link('Check Again', COMMANDS.checkSetup),
    link('Run Self-Test', COMMANDS.runSelfTest),
    link('Copy Report', COMMANDS.copySetupReport),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>Rust Trace Setup</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>Can this machine trace?</h1>
<p role="status">${escapeHtml(busy ?? '')}</p>
${setup === null ? '' : `${verdict(setup)}${busy === null ? `<p>${actions.join('')}</p>` : ''}${tables(setup)}`}
</main>
</body>
</html>`;
}

function verdict(setup: Setup): string {
  return `<p>${verdictLines(setup).map(escapeHtml).join('<br>')}</p>`;
}

function tables({ findings }: Setup): string {
  return GROUPS.map(group => {
    const rows = findings.filter(finding => finding.group === group);
    return rows.length === 0 ? '' : `<h2>${group}</h2>\n<table>\n${rows.map(row).join('\n')}\n</table>\n`;
  }).join('');
}

function row(finding: Finding): string {
  const { status, title, detail } = finding;
  const [sign, word] = SIGNS[status];
  const mark = `<td class="status"><span class="${status}" aria-hidden="true">${sign}</span> ${word}</td>`;
  return `<tr>${mark}<th scope="row">${escapeHtml(title)}</th><td>${escapeHtml(detail)}${wayOut(finding)}</td></tr>`;
}

function wayOut({ id, status, title, fix }: Finding): string {
  if (fix === null || status === 'ok') return '';
  const sentence = `<br>${escapeHtml(fix.sentence)}`;
  if (fix.command === null) return sentence;
  const button = link('Type in Terminal', COMMANDS.typeSetupFix, [id], `Type the command for ${title} in a terminal`);
  return `${sentence}<code>${escapeHtml(fix.command)}</code>${button}`;
}

function link(label: string, command: CommandId, args: readonly string[] = [], spoken = label): string {
  const query = args.length === 0 ? '' : `?${encodeURIComponent(JSON.stringify(args))}`;
  const href = escapeHtml(`command:${command}${query}`);
  return `<a class="button" role="button" href="${href}" aria-label="${escapeHtml(spoken)}">${escapeHtml(label)}</a>`;
}

/** `text` on one line, as text in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
