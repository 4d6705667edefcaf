/**
 * Runs in VS Code's extension host, as `extensionTestsPath`: activates our extension as the editor
 * does, and writes what it took into a file beside itself.
 */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { publisher, name } from '../../../package.json';
import { type Activation, ANSWER_FILE } from './activationTimes.ts';

const LENSES_LIMIT_MS = 60_000;

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('no folder is open');
  const startMs = performance.now();
  const activateMs = await activationMs(`${publisher}.${name}`);
  const document = await vscode.workspace.openTextDocument(path.join(folder, 'src/main.rs'));
  while (!(await hasLens(document.uri))) {
    if (performance.now() - startMs > LENSES_LIMIT_MS) throw new Error('there was no lens');
    await sleep(5);
  }
  const activation: Activation = { activateMs, lensesMs: performance.now() - startMs };
  writeFileSync(path.join(import.meta.dirname, ANSWER_FILE), JSON.stringify(activation));
}

async function activationMs(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`${id} is not there`);
  if (extension.isActive) throw new Error(`${id} is active already`);
  const startMs = performance.now();
  await extension.activate();
  return performance.now() - startMs;
}

async function hasLens(uri: vscode.Uri): Promise<boolean> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return lenses.length > 0;
}
