/**
 * The Rust documents that are open in the editor. A syntax tree is brought up to date when it is asked for, with all
 * keystrokes since the last time at once. Files that are not open are read from disk.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { RustParser, RustTree } from '../source/rustParser.ts';

interface OpenDocument {
  readonly document: TextDocument;
  /** Of this text or an earlier one; null before the first and after a text that cannot be parsed. */
  tree: RustTree | null;
  /** Of `document.version`; made when first asked for. */
  functions: readonly RustFunction[] | null;
}

export class Documents {
  /** By absolute path: the editor writes `+` and `@` in a URI otherwise than Node does. */
  readonly #open = new Map<string, OpenDocument>();
  readonly #parser: RustParser;

  constructor(connection: Connection, parser: RustParser) {
    this.#parser = parser;
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
      const file = fileOf(uri);
      this.#close(file);
      this.#open.set(file, {
        document: TextDocument.create(uri, languageId, version, text),
        tree: null,
        functions: null,
      });
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const file = fileOf(uri);
      const known = this.#open.get(file);
      if (known === undefined) return;
      this.#open.set(file, {
        document: TextDocument.update(known.document, contentChanges, version),
        tree: known.tree,
        functions: null,
      });
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      this.#close(fileOf(uri));
    });
  }

  /** Functions in source order and the version they belong to; 0 for a file that is not open. */
  async functions(uri: string): Promise<{ version: number; functions: readonly RustFunction[] }> {
    const file = fileOf(uri);
    const known = this.#open.get(file);
    if (known !== undefined) {
      known.functions ??= this.#read(file, known);
      return { version: known.document.version, functions: known.functions };
    }
    const tree = this.#parser.parse(await readFile(file, 'utf8'));
    try {
      return { version: 0, functions: tree.functions(file) };
    } finally {
      tree.delete();
    }
  }

  /** False while the editor holds changes to `file` (absolute path) that are not on disk. */
  async isSaved(file: string): Promise<boolean> {
    const known = this.#open.get(file);
    if (known === undefined) return true;
    const onDisk = await readFile(file, 'utf8').catch(() => null);
    return onDisk?.replace(/^\ufeff/, '') === known.document.getText().replace(/^\ufeff/, '');
  }

  #read(file: string, known: OpenDocument): readonly RustFunction[] {
    const { tree, document } = known;
    // The tree is deleted also when its text cannot be parsed.
    known.tree = null;
    known.tree = tree === null ? this.#parser.parse(document.getText()) : tree.update(document.getText());
    return known.tree.functions(file);
  }

  #close(file: string): void {
    this.#open.get(file)?.tree?.delete();
    this.#open.delete(file);
  }
}

/** Absolute path of a `file:` URI. */
function fileOf(uri: string): string {
  if (!uri.startsWith('file:')) throw new HumanError({ message: `${uri} is no file on this machine.` });
  return fileURLToPath(uri);
}
