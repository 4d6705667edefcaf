/** The command `rustTrace.traceMore`, behind the second lens: the other ways to trace a function, to choose from. */

import { commands, type QuickPickItem, window } from 'vscode';
import { COMMANDS, type CommandId } from '../contributions.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { referenceTo } from '../session/locate.ts';

interface Way extends QuickPickItem {
  readonly command: CommandId;
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
];

/** Resolves when what was chosen is done. */
export async function chooseWayToTrace(fn: RustFunction): Promise<void> {
  const way = await window.showQuickPick(WAYS, {
    title: `Trace ${fn.path}…`,
    placeHolder: 'Which calls, and what of them',
  });
  if (way !== undefined) await commands.executeCommand(way.command, referenceTo(fn));
}
