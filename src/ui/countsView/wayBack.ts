/** From a counted function back to its source, and on to a trace of it. */

import { commands, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import type { DocumentFunctions } from '../../client/documentFunctions.ts';
import { COMMANDS } from '../../contributions.ts';
import type { CountedFunction } from '../../model/countPlan.ts';
import { HumanError } from '../../model/humanError.ts';
import { referenceTo } from '../../session/locate.ts';
import { shortPath } from '../shortPath.ts';
import { canTrace, sourceOf } from './functionRows.ts';
import { tracedFunction } from './tracedFunction.ts';

/**
 * Shows where a function is declared, or the call that an instance of it is a copy for.
 * @throws HumanError where that is not on this machine.
 */
export async function openSource(fn: CountedFunction, instance: number | null): Promise<void> {
  const source = sourceOf(fn, instance);
  if (source === null) throw new HumanError({ message: `It is not known where ${fn.name} is written.` });
  const line0 = Math.max(0, source.line1 - 1);
  await window.showTextDocument(await opened(source.file), { selection: new Range(line0, 0, line0, 0) });
}

/** @throws HumanError where the function is not in its file any more. */
export async function traceCounted(fn: CountedFunction, functions: DocumentFunctions): Promise<void> {
  const file = fn.declared?.file;
  if (!canTrace(fn) || file === undefined) return;
  await opened(file);
  const found = tracedFunction(fn, await functions.read(file));
  if (found === null) {
    throw new HumanError({
      message: `${fn.name} is not in ${shortPath(file)} any more, or more than once.`,
      advice: 'Open the file and trace it from there.',
    });
  }
  await commands.executeCommand(COMMANDS.trace, referenceTo(found));
}

async function opened(file: string): Promise<TextDocument> {
  try {
    return await workspace.openTextDocument(Uri.file(file));
  } catch (error) {
    throw new HumanError(
      { message: `${shortPath(file)} cannot be opened.`, advice: 'Its sources may not be on this machine.' },
      { cause: error },
    );
  }
}
