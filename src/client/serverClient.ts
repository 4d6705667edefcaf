/**
 * The language server's life, with one owner: starts, restarts and stops run one after the other, a failed start leaves
 * room for a fresh client, and `stop` resolves when the process is gone. What is asked of it is in requests.ts.
 */

import { setImmediate } from 'node:timers/promises';
import { type CancellationToken, Disposable, EventEmitter, type LogOutputChannel } from 'vscode';
import { HumanError } from '../model/humanError.ts';
import type { ServerRequests } from '../server/protocol.ts';
import type { Progress, ServerConnection } from './serverConnection.ts';

export class ServerClient implements Disposable {
  readonly #modulePath: string;
  readonly #log: LogOutputChannel;
  readonly #running = new EventEmitter<void>();
  #connection: ServerConnection | null = null;
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
    const connection = this.#connection;
    if (connection?.isRunning() !== true) throw notRunning();
    try {
      return await connection.request(method, params, token);
    } catch (cause) {
      const detail = connection.humanDetailOf(cause);
      if (detail !== null) throw new HumanError(detail, { cause });
      if (token?.isCancellationRequested === true) throw cause;
      if (!connection.isRunning()) throw notRunning(cause);
      this.#log.error(cause instanceof Error ? cause : String(cause));
      throw cause;
    }
  }

  /** Listens to the work-done progress of a request that carries `token`. */
  onProgress(token: string, listener: (progress: Progress) => void): Disposable {
    return this.#connection?.onProgress(token, listener) ?? new Disposable(() => undefined);
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #startNow(): Promise<void> {
    // Whoever activates the extension does not wait until the library is loaded.
    await setImmediate();
    if (this.#connection !== null || this.#isDisposed) return;
    let connection: ServerConnection | null = null;
    try {
      const { ServerConnection } = await import('./serverConnection.ts');
      connection = new ServerConnection(this.#modulePath, this.#log);
      await connection.start(() => {
        this.#running.fire();
      });
      this.#connection = connection;
      this.#running.fire();
    } catch (cause) {
      await connection?.end();
      this.#log.error(cause instanceof Error ? cause : String(cause));
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
    const connection = this.#connection;
    this.#connection = null;
    await connection?.end();
  }
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
