/**
 * Our side of `sudo -A`: sudo runs askpass.sh, whose program connects to a socket of ours, and the person's answer
 * goes back over it. The password is never in an argument, an environment, a file or a log.
 * The socket is hiddenSocket.ts's, and is answered only to a caller that knows a nonce.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { access, chmod, constants } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { HumanError } from '../model/humanError.ts';
import { assetPath } from '../binary/assets.ts';
import { listenHidden, type HiddenSocket } from './hiddenSocket.ts';
import { plainText } from './plainText.ts';

export interface PasswordRequest {
  /** One line of plain text, e.g. `Password of ada on lovelace for sudo`; or what a PAM module asks instead. */
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
  /** Withdraws a prompt that is open and closes the socket. Safe to call more than once. */
  dispose(): Promise<void>;
}

/**
 * Our question, of which sudo fills in whose password it wants (with `targetpw` not the caller's) and the machine.
 * By way of SUDO_PROMPT, since `-p` would replace what a PAM module asks for besides, e.g. a code (sudo(8)).
 */
const SUDO_PROMPT = 'Password of %p on %H for sudo';

/** Longer is no greeting of askpassMain.ts. */
const LONGEST_GREETING = 8192;

/** @param programPath the built askpassMain.ts */
export function createAskpass(ask: AskPassword, programPath = builtProgram()): Askpass {
  const nonce = randomBytes(32).toString('hex');
  const abort = new AbortController();
  /** How often each question was asked. */
  const attempts = new Map<string, number>();
  let hidden: HiddenSocket | null = null;
  let wasCancelled = false;

  const answer = async (socket: Socket, question: string): Promise<void> => {
    const prompt = promptOf(question);
    const attempt = (attempts.get(prompt) ?? 0) + 1;
    attempts.set(prompt, attempt);
    const password = await ask({ prompt, attempt, signal: abort.signal }).catch(() => undefined);
    if (password === undefined) wasCancelled = true;
    if (password === undefined || abort.signal.aborted) socket.destroy();
    else socket.end(`${password}\n`);
  };

  const serve = (socket: Socket): void => {
    let greeting = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    const read = (chunk: string): void => {
      greeting += chunk;
      if (!greeting.includes('\n') && greeting.length < LONGEST_GREETING) return;
      socket.off('data', read);
      const question = questionOf(greeting, nonce);
      if (question === null) socket.destroy();
      else void answer(socket, question);
    };
    socket.on('data', read);
  };

  return {
    environment: async () => {
      const script = await executable(assetPath('askpass.sh'));
      await access(programPath).catch((cause: unknown) => {
        throw new HumanError({ message: `${programPath} is missing.`, advice: 'Install Rust Trace again.' }, { cause });
      });
      hidden = await listenHidden(serve);
      return {
        SUDO_ASKPASS: script,
        SUDO_PROMPT,
        RUST_TRACE_NODE: process.execPath,
        RUST_TRACE_ASKPASS: programPath,
        RUST_TRACE_SOCKET: hidden.path,
        RUST_TRACE_NONCE: nonce,
      };
    },
    get wasCancelled() {
      return wasCancelled;
    },
    dispose: async () => {
      abort.abort();
      hidden?.close();
      await Promise.resolve();
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

/** What askpassMain.ts was asked by sudo; null when the greeting is not its. */
function questionOf(greeting: string, nonce: string): string | null {
  try {
    const said = JSON.parse(greeting) as { nonce: string; question: string };
    return isSame(said.nonce, nonce) ? said.question : null;
  } catch {
    return null;
  }
}

/** A sudo that does not know SUDO_PROMPT may ask nothing at all. */
function promptOf(question: string): string {
  const text = plainText(question.trim().replace(/:$/, ''));
  return text === '' ? `Password of ${userInfo().username} on ${hostname()} for sudo` : text;
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
