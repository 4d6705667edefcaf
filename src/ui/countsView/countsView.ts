/**
 * The Counts view's host: shows one count of the store in a page (webview/counts/), and does what is asked for there.
 * The page gets the rows once and then numbers, a few times a second and only while it is in view; it is made anew each
 * time it comes into view. Its toolbar is countCommands.ts.
 */

import { randomBytes } from 'node:crypto';
import {
  type CancellationToken,
  commands,
  type Disposable,
  env,
  Uri,
  type Webview,
  type WebviewView,
  type WebviewViewProvider,
  type WebviewViewResolveContext,
  window,
} from 'vscode';
import type { DocumentFunctions } from '../../client/documentFunctions.ts';
import { COMMANDS, type ContextKeys, VIEWS } from '../../contributions.ts';
import { ArtifactWatch } from '../../session/artifactWatch.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { CountStore } from '../../session/countStore.ts';
import type { HostMessage, PageRequest } from '../../webview/counts/messages.ts';
import { Coalescer } from '../coalesce.ts';
import { shortPath } from '../shortPath.ts';
import { countsMessage, detailsMessage, sessionMessage } from './countsMessages.ts';
import { countLine } from './countsTable.ts';
import { pageHtml } from './pageHtml.ts';
import { parseRequest } from './parseRequest.ts';
import { openSource, traceCounted } from './wayBack.ts';

const SEND_EVERY_MS = 250;

export interface CountsViewParts {
  readonly store: CountStore;
  readonly functions: DocumentFunctions;
  /** Of the extension. */
  readonly extensionUri: Uri;
  /** Told of whatever fails. */
  readonly onError: (error: unknown) => void;
}

export class CountsView implements WebviewViewProvider, Disposable {
  readonly #parts: CountsViewParts;
  readonly #coalescer = new Coalescer(() => {
    this.#send();
  }, SEND_EVERY_MS);
  readonly #unsubscribe: () => void;
  readonly #registration: Disposable;
  #webview: Webview | null = null;
  /** Whether the page listens. */
  #isReady = false;
  /** The count that was chosen; null for the newest. */
  #chosen: CountSession | null = null;
  #comparedWith: CountSession | null = null;
  /** What the page has been given the rows of, null where it was told that there is none; undefined before either. */
  #sent: CountSession | null | undefined;
  /** Functions that the page shows. */
  #watched: readonly number[] = [];
  #watch: ArtifactWatch | null = null;
  #isOutdated = false;
  #canPause = false;

  constructor(parts: CountsViewParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.store.onDidChange(() => {
      this.#coalescer.request();
    });
    this.#registration = window.registerWebviewViewProvider(VIEWS.counts, this);
  }

  /** The count that is shown; null while there is none. */
  get session(): CountSession | null {
    const all = this.#parts.store.all();
    return all.find(each => each === this.#chosen) ?? all[0] ?? null;
  }

  /** The count that the toolbar stops or pauses: the one that is shown, else the newest that runs. */
  get runningSession(): CountSession | null {
    const { session } = this;
    return session?.isRunning === true ? session : (this.#parts.store.running()[0] ?? null);
  }

  /** Brings the view to the front, with this count in it; the editor keeps the focus. */
  show(session: CountSession | null = null): void {
    if (session !== null) this.#choose(session);
    void commands.executeCommand(`${VIEWS.counts}.focus`, { preserveFocus: true });
    this.#coalescer.request();
  }

  /** Adds the columns of the comparison with an earlier count, or with null takes them away. */
  compareWith(earlier: CountSession | null): void {
    this.#comparedWith = earlier;
    this.#coalescer.request();
  }

  resolveWebviewView(view: WebviewView, _context: WebviewViewResolveContext, _token: CancellationToken): void {
    const { webview } = view;
    const { extensionUri } = this.#parts;
    const [script, style] = [
      Uri.joinPath(extensionUri, 'dist', 'counts.js'),
      Uri.joinPath(extensionUri, 'media', 'counts.css'),
    ];
    // Folders: a file is no root of itself.
    const localResourceRoots = ['dist', 'media'].map(folder => Uri.joinPath(extensionUri, folder));
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots };
    webview.onDidReceiveMessage((message: unknown) => {
      const request = parseRequest(message, this.#sent ?? null);
      if (request === null) return;
      this.#answer(request).catch(this.#parts.onError);
    });
    view.onDidChangeVisibility(() => {
      // A page that comes into view again is a new one, and says when it is ready.
      if (!view.visible) this.#rest();
    });
    view.onDidDispose(() => {
      this.#rest();
      this.#webview = null;
    });
    this.#webview = webview;
    webview.html = pageHtml({
      script: webview.asWebviewUri(script).toString(),
      style: webview.asWebviewUri(style).toString(),
      origin: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
  }

  dispose(): void {
    this.#unsubscribe();
    this.#coalescer.dispose();
    this.#registration.dispose();
    this.#rest();
  }

  #choose(session: CountSession): void {
    if (session !== this.#chosen) this.#comparedWith = null;
    this.#chosen = session;
  }

  /** Nobody looks: nothing is sent, and no file is watched. */
  #rest(): void {
    this.#isReady = false;
    this.#sent = undefined;
    this.#watch?.dispose();
    this.#watch = null;
  }

  #send(): void {
    this.#setCanPause(this.runningSession?.canPause ?? false);
    if (!this.#isReady) return;
    const { session } = this;
    if (session !== this.#sent) this.#begin(session);
    if (session === null) return;
    const isKept = this.#comparedWith !== null && this.#parts.store.all().includes(this.#comparedWith);
    this.#post(countsMessage(session, isKept ? this.#comparedWith : null, this.#isOutdated));
    this.#post(detailsMessage(session, this.#watched));
  }

  #begin(session: CountSession | null): void {
    this.#sent = session;
    this.#watched = [];
    this.#isOutdated = false;
    this.#watch?.dispose();
    this.#watch =
      session &&
      new ArtifactWatch(session.plan.artifact, {
        onRebuilt: () => {
          this.#isOutdated = true;
          this.#coalescer.request();
        },
      });
    this.#post(session === null ? { type: 'empty' } : sessionMessage(session, shortPath));
  }

  async #answer(request: PageRequest): Promise<void> {
    const session = this.#sent ?? null;
    switch (request.type) {
      case 'ready':
        this.#isReady = true;
        this.#sent = undefined;
        this.#send();
        return;
      case 'countMatching':
        await commands.executeCommand(COMMANDS.countMatching);
        return;
      case 'countAgain':
        await commands.executeCommand(COMMANDS.countAgain, request.session);
        return;
      case 'watch':
        this.#watched = request.functions;
        if (session !== null) this.#post(detailsMessage(session, this.#watched));
        return;
      case 'open':
      case 'trace': {
        const fn = session?.plan.functions[request.function];
        if (fn === undefined) return;
        if (request.type === 'open') await openSource(fn, request.instance);
        else await traceCounted(fn, this.#parts.functions);
        return;
      }
      case 'copy':
        if (session === null) return;
        await env.clipboard.writeText(countLine(session, request.function));
        window.setStatusBarMessage('$(check) Count copied', 3000);
    }
  }

  #post(message: HostMessage): void {
    // False when the page has gone meanwhile: the next one asks for all of it.
    void this.#webview?.postMessage(message);
  }

  #setCanPause(canPause: boolean): void {
    if (this.#canPause === canPause) return;
    this.#canPause = canPause;
    const key: keyof ContextKeys = 'rustTrace.canPauseCounting';
    void commands.executeCommand('setContext', key, canPause);
  }
}
