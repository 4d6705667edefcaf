/**
 * The functions of every open Rust document: always an answer at once (the last one, moved along with edits), and an event
 * when the server has read the text anew. What lenses, end-of-line texts and hovers stand on.
 */

import { Disposable, EventEmitter, type TextDocument, type TextDocumentChangeEvent, Uri, workspace } from 'vscode';
import type { RustFunction } from '../model/rustFunction.ts';
import type { Requests } from './requests.ts';
import type { ServerClient } from './serverClient.ts';
import { shiftFunctions } from './shiftFunctions.ts';

/** After the last keystroke; the server parses incrementally, so this only saves messages. */
const QUIET_MS = 80;

interface Entry {
  functions: readonly RustFunction[];
  timer: NodeJS.Timeout | null;
}

export class DocumentFunctions implements Disposable {
  readonly #requests: Requests;
  readonly #entries = new Map<TextDocument, Entry>();
  readonly #changed = new EventEmitter<TextDocument>();
  readonly #subscriptions: Disposable;

  /** Fires when the functions of a document, or only their places, are known better than before. */
  readonly onDidChange = this.#changed.event;

  constructor(requests: Requests, client: ServerClient) {
    this.#requests = requests;
    this.#subscriptions = Disposable.from(
      this.#changed,
      workspace.onDidOpenTextDocument(document => {
        this.#open(document);
      }),
      workspace.onDidChangeTextDocument(event => {
        this.#follow(event);
      }),
      workspace.onDidCloseTextDocument(document => {
        this.#close(document);
      }),
      client.onDidStart(() => {
        for (const document of workspace.textDocuments) this.#open(document);
      }),
    );
  }

  /** The functions as far as they are known, at the places they have now. */
  of(document: TextDocument): readonly RustFunction[] {
    return this.#entries.get(document)?.functions ?? [];
  }

  /**
   * The functions of the text as it is now; opens the document when it is not.
   * @throws HumanError when the server cannot be asked; the editor's own error when the file cannot be opened.
   */
  async read(file: string): Promise<readonly RustFunction[]> {
    const document = await workspace.openTextDocument(Uri.file(file));
    this.#open(document);
    return (await this.#ask(document)) ?? this.of(document);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#entries.keys()]) this.#close(document);
  }

  #open(document: TextDocument): void {
    if (!isRustFile(document)) return;
    if (!this.#entries.has(document)) this.#entries.set(document, { functions: [], timer: null });
    this.#askSoon(document, 0);
  }

  #close(document: TextDocument): void {
    const timer = this.#entries.get(document)?.timer ?? null;
    if (timer !== null) clearTimeout(timer);
    this.#entries.delete(document);
  }

  #follow(event: TextDocumentChangeEvent): void {
    const entry = this.#entries.get(event.document);
    if (entry === undefined || event.contentChanges.length === 0) return;
    // The editor lists the changes from the last place to the first, so each range still fits the text.
    for (const { range, text } of event.contentChanges) {
      entry.functions = shiftFunctions(entry.functions, {
        range: {
          start: { line0: range.start.line, character0: range.start.character },
          end: { line0: range.end.line, character0: range.end.character },
        },
        text,
      });
    }
    this.#askSoon(event.document, QUIET_MS);
  }

  #askSoon(document: TextDocument, delayMs: number): void {
    const entry = this.#entries.get(document);
    if (entry === undefined) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      // A server that is not there is told to the person by what they click, and is asked again when it has started.
      this.#ask(document).catch(() => undefined);
    }, delayMs);
  }

  /** Null when the text has changed meanwhile; then another question is on its way. */
  async #ask(document: TextDocument): Promise<readonly RustFunction[] | null> {
    const answer = await this.#requests.functions(document.uri.toString());
    const entry = this.#entries.get(document);
    if (entry === undefined || answer.version !== document.version) return null;
    entry.functions = answer.functions;
    this.#changed.fire(document);
    return answer.functions;
  }
}

/** Rust text that stands in a file; git and diff views are not. */
export function isRustFile(document: TextDocument): boolean {
  return document.languageId === 'rust' && document.uri.scheme === 'file';
}
