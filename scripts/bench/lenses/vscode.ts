/**
 * As much of the editor's module `vscode` as the lenses use, for a process without the editor: events that the bench
 * fires, and the values that providers answer with.
 */

type Listener<Event> = (event: Event) => void;

export class Disposable {
  readonly #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  static from(...disposables: readonly { dispose: () => void }[]): Disposable {
    return new Disposable(() => {
      for (const each of disposables) each.dispose();
    });
  }

  dispose(): void {
    this.#dispose();
  }
}

export class EventEmitter<Event> {
  readonly #listeners = new Set<Listener<Event>>();

  readonly event = (listener: Listener<Event>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = { line, character };
    this.end = { line: endLine, character: endCharacter };
  }
}

export class CodeLens {
  readonly range: Range;
  readonly command: unknown;

  constructor(range: Range, command: unknown) {
    this.range = range;
    this.command = command;
  }
}

export const languages = { registerCodeLensProvider: (): Disposable => Disposable.from() };

export const Uri = { file: (path: string): string => `file://${path}` };

/** An open document: what the lenses look at. */
export interface OpenDocument {
  readonly uri: { readonly scheme: 'file'; readonly toString: () => string };
  readonly languageId: 'rust';
  version: number;
}

export interface DocumentChange {
  readonly document: OpenDocument;
  readonly contentChanges: readonly { readonly range: Range; readonly text: string }[];
}

/** Fired by the bench. */
export const didOpen = new EventEmitter<OpenDocument>();
export const didChange = new EventEmitter<DocumentChange>();

const never = new EventEmitter<never>();

export const workspace = {
  textDocuments: [] as OpenDocument[],
  isTrusted: true,
  getConfiguration: (): { get: () => undefined } => ({ get: () => undefined }),
  onDidOpenTextDocument: didOpen.event,
  onDidChangeTextDocument: didChange.event,
  onDidCloseTextDocument: never.event,
  onDidGrantWorkspaceTrust: never.event,
  onDidChangeConfiguration: never.event,
};
