/**
 * A mark beside each counted function that was called, and in the overview ruler: of five steps, the hotter the fuller.
 * Setting `rustTrace.inline.enabled`.
 */

import {
  Disposable,
  OverviewRulerLane,
  Range,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
} from 'vscode';
import { type DocumentFunctions, isRustFile } from '../../client/documentFunctions.ts';
import { HEAT_COLORS } from '../../contributions.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { Refresh } from '../refresh.ts';
import { isInlineEnabled } from '../settings.ts';
import { type CountsInText, entriesOf } from './countsInText.ts';
import { heatScale } from './heat.ts';

export class HeatGutter implements Disposable {
  readonly #functions: DocumentFunctions;
  readonly #counts: CountsInText;
  /** The coldest first. */
  readonly #types: readonly TextEditorDecorationType[];
  /** The lines that each editor shows of each type, so that nothing is sent when nothing has changed. */
  readonly #shown = new WeakMap<TextEditor, string>();
  readonly #subscriptions: Disposable;

  /** `media`: the folder of the icons. */
  constructor(functions: DocumentFunctions, counts: CountsInText, refresh: Refresh, media: Uri) {
    this.#functions = functions;
    this.#counts = counts;
    this.#types = HEAT_COLORS.map((color, index) => decorationType(media, index + 1, color));
    this.#subscriptions = Disposable.from(
      ...this.#types,
      // What else changes is asked for by the texts at the lines' ends, which are drawn at the same moments.
      refresh.onDraw(() => {
        this.#draw();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #draw(): void {
    const isEnabled = isInlineEnabled();
    const scales = new Map<CountSession, (count: number) => number | null>();
    for (const editor of window.visibleTextEditors) {
      if (!isRustFile(editor.document)) continue;
      const steps = isEnabled ? this.#stepsOf(editor.document, scales) : new Map<number, number>();
      const key = JSON.stringify([editor.document.version, ...steps]);
      if (this.#shown.get(editor) === key || (steps.size === 0 && !this.#shown.has(editor))) continue;
      this.#shown.set(editor, key);
      for (const [index, type] of this.#types.entries()) {
        const lines = [...steps].filter(([, step]) => step === index + 1).map(([line0]) => line0);
        editor.setDecorations(
          type,
          lines.map(line0 => new Range(line0, 0, line0, 0)),
        );
      }
    }
  }

  /** Line to step. `scales`: those that were made for this moment. */
  #stepsOf(document: TextDocument, scales: Map<CountSession, (count: number) => number | null>): Map<number, number> {
    const steps = new Map<number, number>();
    for (const [fn, { session, calls, polls, parts }] of this.#counts.byFunction(this.#functions.of(document))) {
      const { line0 } = fn.nameRange.start;
      if (line0 >= document.lineCount) continue;
      let scale = scales.get(session);
      if (scale === undefined) {
        scale = heatScale(session.functions.map(({ count }) => count));
        scales.set(session, scale);
      }
      const counts = [entriesOf(calls), ...[...polls, ...parts].map(each => entriesOf([each]))];
      const step = scale(Math.max(0, ...counts.map(entries => entries?.count ?? 0)));
      if (step !== null) steps.set(line0, step);
    }
    return steps;
  }
}

function decorationType(media: Uri, step: number, color: string): TextEditorDecorationType {
  const icon = (theme: 'dark' | 'light'): Uri => Uri.joinPath(media, 'heat', `${theme}-${step}.svg`);
  return window.createTextEditorDecorationType({
    gutterIconSize: 'contain',
    overviewRulerColor: new ThemeColor(color),
    overviewRulerLane: OverviewRulerLane.Left,
    dark: { gutterIconPath: icon('dark') },
    light: { gutterIconPath: icon('light') },
  });
}
