/** A function that cannot be traced says why in its hover, until it is cleared. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

/** All hovers at a place, as one Markdown text. */
async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(hover => hover.contents)
    .map(content => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

describe('a function that cannot be traced', () => {
  it('says why in its hover, offers a build there, and is forgotten with Clear', async function () {
    this.timeout(60_000);
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
    await vscode.window.showTextDocument(document);
    const position = document.positionAt(document.getText().indexOf('fn add(') + 'fn '.length);
    const reference = { file: document.uri.fsPath, path: 'add', line0: position.line };
    const done = vscode.commands.executeCommand(COMMANDS.trace, reference);
    const text = await until(
      () => hoverAt(document, position),
      seen => seen.includes('cannot be traced'),
      { timeoutMs: 30_000, what: 'a hover' },
    );
    assert.match(text, /demo has not been built yet/);
    assert.ok(text.includes(`command:${COMMANDS.buildAndTrace}?`), text);
    // The question for a build is still open.
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
    await vscode.commands.executeCommand(COMMANDS.clear, reference);
    assert.equal(await hoverAt(document, position), '');
  });
});
