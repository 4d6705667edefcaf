/**
 * Our side of `sudo -A`: sudo runs askpass.sh, whose program connects to a socket of ours, and the person's answer
 * goes back over it. The password is never in an argument, an environment, a file or a log. The socket lies in
 * a folder that only the user can enter, and is answered only to a caller that knows a nonce.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { access, chmod, constants, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { HumanError } from '../model/humanError.ts';
import { assetPath } from '../binary/assets.ts';

export interface PasswordRequest {
  /** Fixed text, e.g. `Password of ada for sudo`. */
  readonly prompt: string;
  /** 1 for the first; more when sudo refused the one before. */
  readonly attempt: number;
  /** Aborted when the answer is not wanted any more. */
  readonly signal: AbortSignal;
}

/** Resolves to undefined when the person cancels. */
export type AskPassword = (request: PasswordRequest) => Promise<string | undefined>;

export interface Askpass {
  /** Starts to listen. What sudo needs in its environment. Throws HumanError when the installation is incomplete. */
  environment(): Promise<Record<string, string>>;
  /** The person has cancelled a prompt. */
  readonly wasCancelled: boolean;
  /** Withdraws a prompt that is open and removes the socket. Safe to call more than once. */
  dispose(): Promise<void>;
}

/** Longest path of a Unix socket is 107 bytes (sys/un.h); a folder that leaves no room is not used. */
const LONGEST_FOLDER = 80;

/** @param programPath the built askpassMain.ts */
export function createAskpass(ask: AskPassword, programPath = builtProgram()): Askpass {
  const nonce = randomBytes(32).toString('hex');
  const abort = new AbortController();
  const sockets = new Set<Socket>();
  let folder: string | null = null;
  let server: Server | null = null;
  let attempt = 0;
  let wasCancelled = false;

  const answer = async (socket: Socket): Promise<void> => {
    attempt += 1;
    const request = { prompt: `Password of ${userInfo().username} for sudo`, attempt, signal: abort.signal };
    const password = await ask(request).catch(() => undefined);
    if (password === undefined) wasCancelled = true;
    if (password === undefined || abort.signal.aborted) socket.destroy();
    else socket.end(`${password}\n`);
  };

  const serve = (socket: Socket): void => {
    let greeting = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', chunk => {
      const isComplete = greeting.length > nonce.length;
      greeting += chunk.toString('latin1');
      if (isComplete || greeting.length <= nonce.length) return;
      if (isSame(greeting, `${nonce}\n`)) void answer(socket);
      else socket.destroy();
    });
  };

  return {
    environment: async () => {
      const script = await executable(assetPath('askpass.sh'));
      await access(programPath).catch((cause: unknown) => {
        throw new HumanError({ message: `${programPath} is missing.`, advice: 'Install Rust Trace again.' }, { cause });
      });
      folder = await mkdtemp(join(socketFolder(), 'rust-trace-'));
      const path = join(folder, 'askpass');
      server = await listen(serve, path);
      await chmod(path, 0o600);
      return {
        SUDO_ASKPASS: script,
        RUST_TRACE_NODE: process.execPath,
        RUST_TRACE_ASKPASS: programPath,
        RUST_TRACE_SOCKET: path,
        RUST_TRACE_NONCE: nonce,
      };
    },
    get wasCancelled() {
      return wasCancelled;
    },
    dispose: async () => {
      abort.abort();
      for (const socket of sockets) socket.destroy();
      server?.close();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

function builtProgram(): string {
  return join(dirname(assetPath('askpass.sh')), 'askpass.cjs');
}

/** Some unpackers lose the bit that makes a script a program. */
async function executable(path: string): Promise<string> {
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
  return path;
}

function socketFolder(): string {
  const candidates = [process.env.XDG_RUNTIME_DIR, tmpdir()];
  return candidates.find(folder => folder !== undefined && folder.length <= LONGEST_FOLDER) ?? '/tmp';
}

function listen(serve: (socket: Socket) => void, path: string): Promise<Server> {
  const server = createServer(serve);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      resolve(server);
    });
  });
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
