/**
 * The language server's life, with one owner: starts, restarts and stops run one after the other, a failed start leaves
 * room for a fresh client, and `stop` resolves when the process is gone. What is asked of it is in requests.ts.
 */

import { type CancellationToken, Disposable, EventEmitter, type LogOutputChannel } from 'vscode';
import {
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { humanErrorCode, type ServerRequests } from '../server/protocol.ts';

/** `begin`, `report` and `end` of a long request, in short. */
export interface Progress {
  readonly message: string | null;
  /** 0 to 100. */
  readonly percentage: number | null;
}

export class ServerClient implements Disposable {
  readonly #modulePath: string;
  readonly #log: LogOutputChannel;
  readonly #running = new EventEmitter<void>();
  #client: LanguageClient | null = null;
  /** The end of the row of starts and stops; never rejects. */
  #queue: Promise<void> = Promise.resolve();
  #isDisposed = false;

  /** Fires whenever a server has become ready: what was asked of the one before is to be asked again. */
  readonly onDidStart = this.#running.event;

  /** `modulePath`: the server's bundle. */
  constructor(modulePath: string, log: LogOutputChannel) {
    this.#modulePath = modulePath;
    this.#log = log;
  }

  start(): Promise<void> {
    return this.#enqueue(() => this.#startNow());
  }

  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stopNow();
      await this.#startNow();
    });
  }

  /** For `deactivate`: resolves when the server's process is gone. It does not start again. */
  stop(): Promise<void> {
    this.#isDisposed = true;
    return this.#enqueue(() => this.#stopNow());
  }

  dispose(): void {
    this.#running.dispose();
  }

  /**
   * @throws HumanError when there is no server to ask or it fails to answer.
   * Rejects with the client's own cancellation error when `token` is cancelled.
   */
  async request<Method extends keyof ServerRequests>(
    method: Method,
    params: ServerRequests[Method]['params'],
    token?: CancellationToken,
  ): Promise<ServerRequests[Method]['answer']> {
    await this.#queue;
    const client = this.#client;
    if (client?.isRunning() !== true) throw notRunning();
    try {
      // A token that is undefined would be sent as a second parameter.
      return await (token === undefined
        ? client.sendRequest<ServerRequests[Method]['answer']>(method, params)
        : client.sendRequest<ServerRequests[Method]['answer']>(method, params, token));
    } catch (cause) {
      const detail = humanDetailOf(cause);
      if (detail !== null) throw new HumanError(detail, { cause });
      if (token?.isCancellationRequested === true) throw cause;
      if (!client.isRunning()) throw notRunning(cause);
      this.#log.error(cause instanceof Error ? cause : String(cause));
      throw cause;
    }
  }

  /** Listens to the work-done progress of a request that carries `token`. */
  onProgress(token: string, listener: (progress: Progress) => void): Disposable {
    const client = this.#client;
    if (client === null) return new Disposable(() => undefined);
    return client.onProgress(WorkDoneProgress.type, token, value => {
      listener({
        message: value.message ?? null,
        percentage: value.kind === 'end' ? 100 : (value.percentage ?? null),
      });
    });
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #startNow(): Promise<void> {
    if (this.#client !== null || this.#isDisposed) return;
    const client = this.#createClient();
    try {
      await client.start();
      this.#client = client;
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#running.fire();
      });
      this.#running.fire();
    } catch (cause) {
      await endQuietly(client);
      throw new HumanError(
        {
          message: 'The language server of Rust Trace did not start.',
          advice: 'See its log, then run "Rust Trace: Restart Server".',
          action: { kind: 'showLog' },
        },
        { cause },
      );
    }
  }

  async #stopNow(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client !== null) await endQuietly(client);
  }

  #createClient(): LanguageClient {
    const server = { module: this.#modulePath, transport: TransportKind.ipc };
    return new LanguageClient(
      'rustTrace',
      'Rust Trace Server',
      { run: server, debug: { ...server, options: { execArgv: ['--inspect=6011'] } } },
      {
        documentSelector: [{ scheme: 'file', language: 'rust' }],
        diagnosticCollectionName: 'cargo (Rust Trace)',
        outputChannel: this.#log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
  }
}

/** Stopping a client that has failed, or is stopping already, rejects; there is nothing left to do about it then. */
async function endQuietly(client: LanguageClient): Promise<void> {
  try {
    await client.dispose();
  } catch {
    // Not running any more, which is what was wanted.
  }
}

/** What the server wants a person to read; null for errors of the protocol. */
function humanDetailOf(error: unknown): HumanErrorDetail | null {
  if (!(error instanceof ResponseError) || error.code !== humanErrorCode) return null;
  return error.data as HumanErrorDetail;
}

function notRunning(cause?: unknown): HumanError {
  return new HumanError(
    {
      message: 'The language server of Rust Trace is not running.',
      advice: 'Run "Rust Trace: Restart Server".',
      action: { kind: 'showLog' },
    },
    { cause },
  );
}
