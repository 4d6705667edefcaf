/** The hover over the name of a function that is traced, or could not be. Its text is made in hoverText.ts; here it is given only the commands it needs. */

import {
  type Disposable,
  Hover,
  type HoverProvider,
  languages,
  MarkdownString,
  type Position,
  Range,
  type TextDocument,
} from 'vscode';
import type { DocumentFunctions } from '../client/documentFunctions.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { TraceSession } from '../session/traceSession.ts';
import { HOVER_COMMANDS, hoverText, refusalText } from './hoverText.ts';
import { shortPath } from './shortPath.ts';

export class HoverFeature implements HoverProvider, Disposable {
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #registration: Disposable;

  constructor(functions: DocumentFunctions, store: SessionStore) {
    this.#functions = functions;
    this.#store = store;
    this.#registration = languages.registerHoverProvider({ language: 'rust', scheme: 'file' }, this);
  }

  provideHover(document: TextDocument, position: Position): Hover | null {
    for (const [fn, shown] of this.#store.shownByFunction(this.#functions.of(document))) {
      const { start, end } = fn.nameRange;
      const range = new Range(start.line0, start.character0, end.line0, end.character0);
      if (!range.contains(position)) continue;
      const text = shown instanceof TraceSession ? hoverText(shown, shortPath) : refusalText(shown);
      const markdown = new MarkdownString(text);
      markdown.isTrusted = { enabledCommands: HOVER_COMMANDS };
      return new Hover(markdown, range);
    }
    return null;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
