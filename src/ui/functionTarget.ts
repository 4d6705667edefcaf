/** Which function a command means: the one its argument names, or the one at the cursor. */

import { window } from 'vscode';
import { type DocumentFunctions, isRustFile } from '../client/documentFunctions.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { findFunction, functionAtLine, type FunctionReference } from '../session/locate.ts';

/** A command's argument as a reference. Anybody may run a command with anything, so null for what is none. */
export function asReference(argument: unknown): FunctionReference | null {
  if (typeof argument !== 'object' || argument === null) return null;
  const { file, path, line0 } = argument as Partial<Record<keyof FunctionReference, unknown>>;
  if (typeof file !== 'string' || typeof path !== 'string' || typeof line0 !== 'number') return null;
  return { file, path, line0 };
}

/**
 * The function meant, as it stands in the text now.
 * @throws HumanError when the text has none.
 */
export async function targetFunction(functions: DocumentFunctions, argument: unknown): Promise<RustFunction> {
  const reference = asReference(argument);
  if (reference !== null) {
    const fn = findFunction(await functions.read(reference.file), reference);
    if (fn !== null) return fn;
    throw new HumanError({ message: `The function ${reference.path} is not in ${reference.file} any more.` });
  }
  // The cursor first: the answer may come when another editor is in front.
  const line0 = cursorLine0();
  const fn = functionAtLine(await functionsOfActiveEditor(functions), line0);
  if (fn !== null) return fn;
  throw new HumanError({
    message: 'There is no function at the cursor.',
    advice: 'Put the cursor into a Rust function.',
  });
}

/** The function at the cursor, else the file's `main`. @throws HumanError when the text has neither. */
export async function targetFunctionOrMain(functions: DocumentFunctions, argument: unknown): Promise<RustFunction> {
  if (asReference(argument) !== null) return targetFunction(functions, argument);
  const line0 = cursorLine0();
  const all = await functionsOfActiveEditor(functions);
  const fn = functionAtLine(all, line0) ?? all.find(each => each.isMain);
  if (fn !== undefined) return fn;
  throw new HumanError({ message: 'There is no function at the cursor and no `main` in this file.' });
}

async function functionsOfActiveEditor(functions: DocumentFunctions): Promise<readonly RustFunction[]> {
  const document = window.activeTextEditor?.document;
  if (document !== undefined && isRustFile(document)) return functions.read(document.uri.fsPath);
  throw new HumanError({
    message: 'No Rust file is open in the editor.',
    advice: 'Open one and put the cursor into a function.',
  });
}

function cursorLine0(): number {
  return window.activeTextEditor?.selection.active.line ?? 0;
}
