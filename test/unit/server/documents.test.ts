/** Open documents are found whatever way their URI is written. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection, DidChangeTextDocumentParams, DidOpenTextDocumentParams } from 'vscode-languageserver/node';
import { HumanError } from '../../../src/model/humanError.ts';
import { Documents } from '../../../src/server/documents.ts';
import { parser } from '../source/parser.ts';

const TEXT = 'fn add() {}\n';

describe('a document below a folder with signs that VS Code escapes in a URI and Node does not', () => {
  const base = mkdtempSync(path.join(tmpdir(), 'rt-documents-'));
  const file = path.join(base, 'c++ @home', 'main.rs');
  // As `vscode.Uri.toString()` writes it.
  const uri = `file://${base}/c%2B%2B%20%40home/main.rs`;
  let open: (params: DidOpenTextDocumentParams) => void = () => undefined;
  let change: (params: DidChangeTextDocumentParams) => void = () => undefined;
  let documents: Documents;

  before(() => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, TEXT);
    const connection = {
      onDidOpenTextDocument: (handler: typeof open) => (open = handler),
      onDidChangeTextDocument: (handler: typeof change) => (change = handler),
      onDidCloseTextDocument: () => undefined,
    };
    documents = new Documents(connection as unknown as Connection, parser);
    open({ textDocument: { uri, languageId: 'rust', version: 1, text: TEXT } });
  });
  after(() => {
    rmSync(base, { recursive: true });
  });

  it('is saved as it was opened', async () => {
    assert.equal(await documents.isSaved(file), true);
  });

  it('is not saved once a line is typed, so that its lines are not taken for those of the build', async () => {
    const start = { line: 0, character: 0 };
    change({ textDocument: { uri, version: 2 }, contentChanges: [{ range: { start, end: start }, text: '\n' }] });
    const { version, functions } = await documents.functions(uri);
    assert.deepEqual(
      [version, functions.map(fn => `${fn.file}:${String(fn.nameRange.start.line0)}`)],
      [2, [`${file}:1`]],
    );
    assert.equal(await documents.isSaved(file), false);
  });

  it('has the functions of its last text, however many keystrokes nobody asked about', async () => {
    const type = (version: number, text: string): void => {
      const start = { line: 0, character: 0 };
      change({ textDocument: { uri, version }, contentChanges: [{ range: { start, end: start }, text }] });
    };
    for (const [at, sign] of Array.from('}{)(b nf').entries()) type(3 + at, sign);
    assert.deepEqual((await documents.functions(uri)).functions.map(fn => fn.path).sort(), ['add', 'b']);
  });

  it('says that a text is too long, and has the functions of the next', async () => {
    change({ textDocument: { uri, version: 20 }, contentChanges: [{ text: ' '.repeat(9 * 1024 * 1024) }] });
    await assert.rejects(documents.functions(uri), HumanError);
    change({ textDocument: { uri, version: 21 }, contentChanges: [{ text: 'fn c() {}' }] });
    assert.deepEqual(
      (await documents.functions(uri)).functions.map(fn => fn.path),
      ['c'],
    );
  });
});
