/** The one pipeline from traces and counts to the screen: however many hits come, every view is drawn a few times a second. */

import { type Disposable, EventEmitter } from 'vscode';
import { Coalescer } from './coalesce.ts';

const DRAW_EVERY_MS = 200;

export class Refresh implements Disposable {
  readonly #draws = new EventEmitter<void>();
  readonly #coalescer = new Coalescer(() => {
    this.#draws.fire();
  }, DRAW_EVERY_MS);
  readonly #unsubscribe: readonly (() => void)[];

  /** Fires when the views should show the sessions as they are now. */
  readonly onDraw = this.#draws.event;

  constructor(...stores: readonly { readonly onDidChange: (listener: () => void) => () => void }[]) {
    this.#unsubscribe = stores.map(store =>
      store.onDidChange(() => {
        this.#coalescer.request();
      }),
    );
  }

  /** For changes that are not of a session: an editor shown, a text edited, a setting. */
  request(): void {
    this.#coalescer.request();
  }

  dispose(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#coalescer.dispose();
    this.#draws.dispose();
  }
}
