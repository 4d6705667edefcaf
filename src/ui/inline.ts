/**
 * Hits and last arguments at the end of the traced function's line, or why it cannot be traced, in every visible editor.
 * Setting `rustTrace.inline.enabled`.
 */

import {
  type DecorationOptions,
  DecorationRangeBehavior,
  Disposable,
  Range,
  type TextDocument,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import { type DocumentFunctions, isRustFile } from '../client/documentFunctions.ts';
import { COLORS } from '../contributions.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { TraceSession } from '../session/traceSession.ts';
import { absenceText } from './absenceText.ts';
import { inlineText } from './inlineText.ts';
import type { Refresh } from './refresh.ts';
import { isInlineEnabled } from './settings.ts';

export class InlineFeature implements Disposable {
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #decoration = window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    after: { margin: '0 0 0 2em', fontStyle: 'normal' },
  });
  /** What each editor shows, so that nothing is sent when nothing has changed. */
  readonly #shown = new WeakMap<TextEditor, string>();
  readonly #subscriptions: Disposable;

  constructor(functions: DocumentFunctions, store: SessionStore, refresh: Refresh) {
    this.#functions = functions;
    this.#store = store;
    const request = (): void => {
      refresh.request();
    };
    this.#subscriptions = Disposable.from(
      this.#decoration,
      refresh.onDraw(() => {
        this.#draw();
      }),
      functions.onDidChange(request),
      window.onDidChangeVisibleTextEditors(request),
      workspace.onDidChangeTextDocument(request),
      workspace.onDidChangeConfiguration(request),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #draw(): void {
    const isEnabled = isInlineEnabled();
    for (const editor of window.visibleTextEditors) {
      if (!isRustFile(editor.document)) continue;
      const decorations = isEnabled ? this.#decorationsOf(editor.document) : [];
      const key = `${editor.document.version}${JSON.stringify(decorations)}`;
      if (this.#shown.get(editor) === key || (decorations.length === 0 && !this.#shown.has(editor))) continue;
      this.#shown.set(editor, key);
      editor.setDecorations(this.#decoration, decorations);
    }
  }

  #decorationsOf(document: TextDocument): DecorationOptions[] {
    const decorations: DecorationOptions[] = [];
    for (const [fn, shown] of this.#store.shownByFunction(this.#functions.of(document))) {
      const { line0 } = fn.nameRange.start;
      if (line0 >= document.lineCount) continue;
      const { range, text } = document.lineAt(line0);
      const isTrace = shown instanceof TraceSession;
      const color = new ThemeColor(isTrace && shown.isRunning ? COLORS.inline : COLORS.inlineEnded);
      const contentText = isTrace ? inlineText(shown, text.length) : absenceText(shown.reason.code);
      decorations.push({
        range: new Range(range.end, range.end),
        renderOptions: { after: { contentText, color } },
      });
    }
    return decorations;
  }
}
