/** Lenses as VS Code asks for them: at once, at the right lines through edits, and once only after restarts of the server. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;

/** `line text title`, in the order of the lines. */
async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    1000,
  );
  return lenses
    .filter(lens => lens.command?.command.startsWith('rustTrace.'))
    .map(lens => `${document.lineAt(lens.range.start.line).text.trim()} ${lens.command?.title ?? ''}`);
}

/** Process ids of our language server below this extension host. */
function servers(): string[] {
  return readdirSync('/proc').filter(pid => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/server.js');
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

describe('the lenses of a Rust file', () => {
  let document: vscode.TextDocument;
  let atFirst: string[] = [];

  before(async () => {
    assert.ok(folder);
    document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'src/main.rs'));
    await vscode.window.showTextDocument(document);
    atFirst = await until(
      () => lensesOf(document),
      lenses => lenses.length > 0,
      { what: 'lenses' },
    );
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('stand at the line of each function', () => {
    const functions = document
      .getText()
      .split('\n')
      .filter(line => /^\s*fn \w+/.test(line))
      .map(line => line.trim());
    const traced = atFirst.filter(lens => lens.endsWith('Trace'));
    assert.deepEqual(
      traced.map(lens => lens.replace(/ \$\(record\)\u00a0Trace$/, '')),
      functions,
    );
  });

  it('move along with an edit at once, before the server has read it', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(17, 0), '// one\n// two\n// three\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await lensesOf(document), atFirst);
  });

  it('come for a function that is typed, and go with one that is deleted', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(17, 0), 'fn typed() {}\n');
    await vscode.workspace.applyEdit(edit);
    await until(
      () => lensesOf(document),
      lenses => lenses.includes('fn typed() {} $(record)\u00a0Trace'),
      { what: 'a lens above the typed function' },
    );
    const undo = new vscode.WorkspaceEdit();
    undo.delete(document.uri, new vscode.Range(17, 0, 18, 0));
    await vscode.workspace.applyEdit(undo);
    await until(
      () => lensesOf(document),
      lenses => lenses.length === atFirst.length,
      { what: 'the lenses of before' },
    );
  });

  it('are neither lost nor doubled by three restarts of the server at once, and one server is left', async () => {
    assert.equal(servers().length, 1);
    const before = servers();
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand(COMMANDS.restartServer)));
    await until(servers, pids => pids.length === 1 && pids[0] !== before[0], { what: 'one new server' });
    await until(
      () => lensesOf(document),
      lenses => JSON.stringify(lenses) === JSON.stringify(atFirst),
      { what: 'the same lenses' },
    );
  });

  it('are switched off and on by their setting', async () => {
    const settings = vscode.workspace.getConfiguration('rustTrace');
    await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    await until(
      () => lensesOf(document),
      lenses => lenses.length === 0,
      { what: 'no lenses' },
    );
    await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    await until(
      () => lensesOf(document),
      lenses => lenses.length === atFirst.length,
      { what: 'the lenses again' },
    );
  });
});
