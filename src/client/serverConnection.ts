/**
 * One process of the language server, spoken with through the library of VS Code. That is larger than all the rest of
 * the extension, so that serverClient.ts, which owns the connection, loads this file when it starts the first.
 */

import { type CancellationToken, Disposable, type LogOutputChannel } from 'vscode';
import {
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import type { HumanErrorDetail } from '../model/humanError.ts';
import { humanErrorCode, type ServerRequests } from '../server/protocol.ts';

/** `begin`, `report` and `end` of a long request, in short. */
export interface Progress {
  readonly message: string | null;
  /** 0 to 100. */
  readonly percentage: number | null;
}

export class ServerConnection {
  readonly #client: LanguageClient;

  /** `modulePath`: the server's bundle. */
  constructor(modulePath: string, log: LogOutputChannel) {
    const server = { module: modulePath, transport: TransportKind.ipc };
    this.#client = new LanguageClient(
      'rustTrace',
      'Rust Trace Server',
      { run: server, debug: { ...server, options: { execArgv: ['--inspect=6011'] } } },
      {
        documentSelector: [{ scheme: 'file', language: 'rust' }],
        diagnosticCollectionName: 'cargo (Rust Trace)',
        outputChannel: log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
  }

  isRunning(): boolean {
    return this.#client.isRunning();
  }

  /** Resolves when the server answers, and rejects as the library does. `onRestart`: it ended, and the library has started it anew. */
  async start(onRestart: () => void): Promise<void> {
    await this.#client.start();
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) onRestart();
    });
  }

  /** Rejects as the library does; `humanDetailOf` knows what of that is for a person. */
  request<Method extends keyof ServerRequests>(
    method: Method,
    params: ServerRequests[Method]['params'],
    token?: CancellationToken,
  ): Promise<ServerRequests[Method]['answer']> {
    // A token that is undefined would be sent as a second parameter.
    return token === undefined
      ? this.#client.sendRequest<ServerRequests[Method]['answer']>(method, params)
      : this.#client.sendRequest<ServerRequests[Method]['answer']>(method, params, token);
  }

  /** Listens to the work-done progress of a request that carries `token`. */
  onProgress(token: string, listener: (progress: Progress) => void): Disposable {
    return this.#client.onProgress(WorkDoneProgress.type, token, value => {
      listener({
        message: value.message ?? null,
        percentage: value.kind === 'end' ? 100 : (value.percentage ?? null),
      });
    });
  }

  /** What the server wants a person to read; null for errors of the protocol. */
  humanDetailOf(error: unknown): HumanErrorDetail | null {
    if (!(error instanceof ResponseError) || error.code !== humanErrorCode) return null;
    return error.data as HumanErrorDetail;
  }

  /** Resolves when the process is gone. Ending one that has failed, or is ending already, is no error. */
  async end(): Promise<void> {
    try {
      await this.#client.dispose();
    } catch {
      // Not running any more, which is what was wanted.
    }
  }
}
