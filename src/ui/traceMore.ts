/** The command `rustTrace.traceMore`, behind the second lens: the other ways to trace a function, and what can be counted from it. */

import { commands, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { COMMANDS, type CommandId } from '../contributions.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { referenceTo } from '../session/locate.ts';

interface Way extends QuickPickItem {
  /** Null for a heading. */
  readonly command: CommandId | null;
}

const WAYS: readonly Way[] = [
  {
    label: '$(filter) Trace when…',
    detail: 'Only calls that fulfil a condition on their arguments',
    command: COMMANDS.traceWhen,
  },
  {
    label: '$(list-selection) Trace with…',
    detail: 'Choose the arguments and fields that are read, and whether returns are traced',
    command: COMMANDS.traceWith,
  },
  {
    label: '$(server-process) Trace in a running process…',
    detail: 'Only calls in one process, which is chosen from a list',
    command: COMMANDS.attachToProcess,
  },
  { label: 'count calls', kind: QuickPickItemKind.Separator, command: null },
  {
    label: '$(symbol-number) Count calls matching…',
    detail: 'Of functions whose names match a pattern, which is asked for',
    command: COMMANDS.countMatching,
  },
  {
    label: '$(references) Count calls of what it calls',
    detail: 'Of the functions that its machine code calls or has copies of',
    command: COMMANDS.countCallees,
  },
  {
    label: '$(file-code) Count calls in this file',
    detail: 'Of all functions of the file',
    command: COMMANDS.countFile,
  },
  {
    label: '$(symbol-module) Count calls in this module',
    detail: 'Of all functions of the module that the file is, and of those below it',
    command: COMMANDS.countModule,
  },
];

/** Resolves when what was chosen is done. */
export async function chooseWayToTrace(fn: RustFunction): Promise<void> {
  const way = await window.showQuickPick(WAYS, {
    title: `Trace ${fn.path}…`,
    placeHolder: 'Which calls, and what of them',
  });
  const command = way?.command ?? null;
  if (command !== null) await commands.executeCommand(command, referenceTo(fn));
}
