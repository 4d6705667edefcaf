/** What the commands that count mean: a file, or functions of it. By their argument, else by the editor in front. */

import { Uri, window, workspace } from 'vscode';
import { type DocumentFunctions, isRustFile } from '../../client/documentFunctions.ts';
import { HumanError } from '../../model/humanError.ts';
import type { RustFunction } from '../../model/rustFunction.ts';
import { asReference, targetFunction } from '../functionTarget.ts';

/** Absolute path. `argument`: a FunctionReference, or the Uri that a menu of the editor gives. @throws HumanError when no Rust file is meant. */
export function targetFile(argument: unknown): string {
  const reference = asReference(argument);
  if (reference !== null) return reference.file;
  if (argument instanceof Uri && argument.scheme === 'file' && argument.path.endsWith('.rs')) return argument.fsPath;
  const file = frontFile();
  if (file !== null) return file;
  throw new HumanError({
    message: 'No Rust file is open in the editor.',
    advice: 'Open the one whose functions are to be counted.',
  });
}

/** The function of the argument; else those whose names are selected in the editor, or the one at the cursor. */
export async function targetFunctions(
  functions: DocumentFunctions,
  argument: unknown,
): Promise<readonly RustFunction[]> {
  const editor = window.activeTextEditor;
  if (asReference(argument) !== null || editor === undefined || !isRustFile(editor.document)) {
    return [await targetFunction(functions, argument)];
  }
  const selections = editor.selections.filter(({ isEmpty }) => !isEmpty);
  const selected = (await functions.read(editor.document.uri.fsPath)).filter(({ nameRange: { start } }) =>
    selections.some(({ start: from, end: to }) => from.line <= start.line0 && start.line0 <= to.line),
  );
  return selected.length > 0 ? selected : [await targetFunction(functions, undefined)];
}

/**
 * A file of the workspace that is meant: the Rust file in front, else one of the folder that is open, or is chosen; null
 * when none is chosen. The file need not exist. @throws HumanError where no folder is open.
 */
export async function targetWorkspace(): Promise<string | null> {
  const file = frontFile();
  if (file !== null) return file;
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new HumanError({ message: 'No folder is open.', advice: 'Open the one of a cargo project.' });
  }
  const folder = folders.length === 1 ? folders[0] : await window.showWorkspaceFolderPick();
  return folder === undefined ? null : Uri.joinPath(folder.uri, 'Cargo.toml').fsPath;
}

function frontFile(): string | null {
  const document = window.activeTextEditor?.document;
  return document !== undefined && isRustFile(document) ? document.uri.fsPath : null;
}
