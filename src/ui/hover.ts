/**
 * The hover over the name of a function that is traced, could not be, or is counted. Its text is made in hoverText.ts and
 * countHoverText.ts; here it is given only the commands it needs.
 */

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
import type { RustFunction } from '../model/rustFunction.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { TraceSession } from '../session/traceSession.ts';
import { COUNT_HOVER_COMMANDS, countHoverText } from './counting/countHoverText.ts';
import type { CountsInText } from './counting/countsInText.ts';
import { HOVER_COMMANDS, hoverText, refusalText } from './hoverText.ts';
import { shortPath } from './shortPath.ts';

export class HoverFeature implements HoverProvider, Disposable {
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #counts: CountsInText;
  readonly #registration: Disposable;

  constructor(functions: DocumentFunctions, store: SessionStore, counts: CountsInText) {
    this.#functions = functions;
    this.#store = store;
    this.#counts = counts;
    this.#registration = languages.registerHoverProvider({ language: 'rust', scheme: 'file' }, this);
  }

  provideHover(document: TextDocument, position: Position): Hover | null {
    const functions = this.#functions.of(document);
    for (const fn of functions) {
      const { start, end } = fn.nameRange;
      const range = new Range(start.line0, start.character0, end.line0, end.character0);
      if (!range.contains(position)) continue;
      const texts = this.#textsOf(fn, functions);
      if (texts.length === 0) return null;
      const markdown = new MarkdownString(texts.join('\n\n---\n\n'));
      markdown.isTrusted = { enabledCommands: [...HOVER_COMMANDS, ...COUNT_HOVER_COMMANDS] };
      return new Hover(markdown, range);
    }
    return null;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #textsOf(fn: RustFunction, functions: readonly RustFunction[]): string[] {
    const trace = this.#store.shownByFunction(functions).get(fn);
    const counted = this.#counts.byFunction(functions).get(fn);
    return [
      ...(trace === undefined
        ? []
        : [trace instanceof TraceSession ? hoverText(trace, shortPath) : refusalText(trace)]),
      ...(counted === undefined ? [] : [countHoverText(counted, shortPath)]),
    ];
  }
}
