/** The folders that are open in the editor, kept in step with it. */

import { fileURLToPath } from 'node:url';
import type { Connection, WorkspaceFolder } from 'vscode-languageserver/node';

export class Folders {
  #folders: readonly WorkspaceFolder[] = [];

  /** Absolute paths, in the editor's order; folders that are not on this machine are left out. */
  get paths(): string[] {
    return this.#folders.flatMap(({ uri }) => (uri.startsWith('file:') ? fileURLToPath(uri) : []));
  }

  /** What the client said at the start. */
  open(folders: readonly WorkspaceFolder[] | null | undefined): void {
    this.#folders = folders ?? [];
  }

  /** To be called once the connection is initialised. */
  follow(connection: Connection): void {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      this.#folders = [...this.#folders.filter(({ uri }) => !gone.has(uri)), ...added];
    });
  }
}
