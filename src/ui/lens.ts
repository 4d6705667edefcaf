/**
 * The lenses above functions: Trace or Stop, and Trace & Run on `main`. Setting `rustTrace.codeLens.enabled`.
 * Answers at once with what is known and asks to be asked again only when a lens would look different.
 */

import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { type DocumentFunctions, isRustFile } from '../client/documentFunctions.ts';
import { CONFIGURATION_SECTION } from '../contributions.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { areSameLenses, type Lens, lensesOf } from './lensText.ts';
import type { Refresh } from './refresh.ts';
import { isLensEnabled } from './settings.ts';

export class LensFeature implements CodeLensProvider, Disposable {
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #changed = new EventEmitter<void>();
  /** What each document was last given, to tell a change from a mere event. */
  readonly #given = new WeakMap<TextDocument, readonly Lens[]>();
  readonly #subscriptions: Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(functions: DocumentFunctions, store: SessionStore, refresh: Refresh) {
    this.#functions = functions;
    this.#store = store;
    this.#subscriptions = Disposable.from(
      this.#changed,
      languages.registerCodeLensProvider({ language: 'rust', scheme: 'file' }, this),
      functions.onDidChange(document => {
        this.#fireIfChanged([document]);
      }),
      refresh.onDraw(() => {
        this.#fireIfChanged(workspace.textDocuments.filter(isRustFile));
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#changed.fire();
      }),
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(CONFIGURATION_SECTION)) this.#changed.fire();
      }),
    );
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const lenses = this.#lensesOf(document);
    this.#given.set(document, lenses);
    return lenses.map(
      ({ line0, character0, title, tooltip, command, argument }) =>
        new CodeLens(new Range(line0, character0, line0, character0), {
          title,
          tooltip,
          command,
          arguments: [argument],
        }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #lensesOf(document: TextDocument): Lens[] {
    if (!isLensEnabled()) return [];
    const functions = this.#functions.of(document);
    const sessions = this.#store.byFunction(functions);
    return lensesOf(functions, fn => sessions.get(fn)?.isRunning === true, workspace.isTrusted);
  }

  #fireIfChanged(documents: readonly TextDocument[]): void {
    const isStale = (document: TextDocument): boolean => {
      const given = this.#given.get(document);
      return given !== undefined && !areSameLenses(given, this.#lensesOf(document));
    };
    if (documents.some(isStale)) this.#changed.fire();
  }
}
