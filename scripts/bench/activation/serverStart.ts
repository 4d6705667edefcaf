/** From the start of the language server's process to the functions of the first document, which the lenses stand above. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { demoFolder } from '../../../test/support/demo.ts';
import { type FunctionsAnswer, functionsRequest } from '../../../src/server/protocol.ts';
import { root } from '../../root.ts';

interface Message {
  readonly id?: number;
  readonly result?: unknown;
}

/** Milliseconds. The messages are the library's own, without the library. Rejects when no function is found. */
export async function serverStartMs(): Promise<number> {
  const file = path.join(demoFolder, 'src/main.rs');
  const uri = pathToFileURL(file).href;
  const startMs = performance.now();
  const server = fork(path.join(root, 'dist/server.js'), ['--node-ipc'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const gone = once(server, 'exit');
  await ask(server, 1, 'initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  tell(server, 'initialized', {});
  const text = readFileSync(file, 'utf8');
  tell(server, 'textDocument/didOpen', { textDocument: { uri, languageId: 'rust', version: 1, text } });
  const { functions } = (await ask(server, 2, functionsRequest, { uri })) as FunctionsAnswer;
  const ms = performance.now() - startMs;
  await ask(server, 3, 'shutdown', null);
  tell(server, 'exit', null);
  await gone;
  if (functions.length === 0) throw new Error('the server found no function');
  return ms;
}

function ask(server: ChildProcess, id: number, method: string, params: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const take = (message: Message): void => {
      if (message.id !== id || !('result' in message)) return;
      server.off('message', take);
      resolve(message.result);
    };
    server.on('message', take);
    server.once('exit', () => {
      reject(new Error(`the server ended before it answered ${method}`));
    });
    server.send({ jsonrpc: '2.0', id, method, ...(params === null ? {} : { params }) });
  });
}

function tell(server: ChildProcess, method: string, params: unknown): void {
  server.send({ jsonrpc: '2.0', method, ...(params === null ? {} : { params }) });
}
