/** Shows the reading of a large binary in the editor, once it takes long enough to be noticed. */

import type { Artifact } from '../model/artifact.ts';
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node';

/** What takes less is over before anybody could read of it. */
const NOTICED_AFTER_MS = 1_000;

export class IndexProgress {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A reporter for one binary; `done` and `total` count its units. To be called with `done` equal to `total` at the end. */
  readonly reporterFor = ({ targetName }: Artifact): ((done: number, total: number) => void) => {
    const startMs = performance.now();
    let shown: Promise<WorkDoneProgressServerReporter> | null = null;
    return (done, total) => {
      if (shown === null) {
        if (done >= total || performance.now() - startMs < NOTICED_AFTER_MS) return;
        shown = this.#connection.window.createWorkDoneProgress();
        void shown.then(progress => {
          progress.begin(`Reading functions of ${targetName}`, 0);
        });
      }
      void shown.then(progress => {
        if (done >= total) progress.done();
        else progress.report(Math.floor((100 * done) / total));
      });
    };
  };
}
