/**
 * At the end of a function's line, in every visible editor: hits and last arguments of its trace or why it cannot be
 * traced, and how often it was called where that is counted. Setting `rustTrace.inline.enabled`.
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
import type { Refusal, SessionStore } from '../session/sessionStore.ts';
import { TraceSession } from '../session/traceSession.ts';
import { absenceText } from './absenceText.ts';
import { countLineText } from './counting/countLineText.ts';
import type { CountsInText, ShownCount } from './counting/countsInText.ts';
import { inlineText } from './inlineText.ts';
import type { Refresh } from './refresh.ts';
import { isInlineEnabled } from './settings.ts';

export class InlineFeature implements Disposable {
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #counts: CountsInText;
  readonly #decoration = window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    after: { margin: '0 0 0 2em', fontStyle: 'normal' },
  });
  /** What each editor shows, so that nothing is sent when nothing has changed. */
  readonly #shown = new WeakMap<TextEditor, string>();
  readonly #subscriptions: Disposable;

  constructor(functions: DocumentFunctions, store: SessionStore, counts: CountsInText, refresh: Refresh) {
    this.#functions = functions;
    this.#store = store;
    this.#counts = counts;
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
    const functions = this.#functions.of(document);
    const traces = this.#store.shownByFunction(functions);
    const counts = this.#counts.byFunction(functions);
    for (const fn of new Set([...traces.keys(), ...counts.keys()])) {
      const { line0 } = fn.nameRange.start;
      if (line0 >= document.lineCount) continue;
      const { range, text } = document.lineAt(line0);
      const shown = textAt(traces.get(fn), counts.get(fn), text.length);
      if (shown === null) continue;
      const color = new ThemeColor(shown.isRunning ? COLORS.inline : COLORS.inlineEnded);
      decorations.push({
        range: new Range(range.end, range.end),
        renderOptions: { after: { contentText: shown.text, color } },
      });
    }
    return decorations;
  }
}

/** `lineLength`: length of the source line, in UTF-16 units. Null where there is nothing to say. */
function textAt(
  trace: TraceSession | Refusal | undefined,
  counted: ShownCount | undefined,
  lineLength: number,
): { readonly text: string; readonly isRunning: boolean } | null {
  const count = counted === undefined ? null : countLineText(counted);
  const isCounting = count !== null && counted?.session.isRunning === true;
  if (trace === undefined) return count === null ? null : { text: count, isRunning: isCounting };
  const isTrace = trace instanceof TraceSession;
  const texts = [
    ...(count === null ? [] : [`counted: ${count}`]),
    isTrace ? inlineText(trace, lineLength) : absenceText(trace.reason.code),
  ];
  return { text: texts.join(' | '), isRunning: isCounting || (isTrace && trace.isRunning) };
}
