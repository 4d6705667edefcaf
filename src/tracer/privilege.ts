/**
 * How a command becomes root's: it is already, or through `sudo` — without a password where that is allowed, with
 * our own prompt (askpass.ts), or with sudo's at the terminal. Decides; starts nothing but `sudo -n` on a no-op.
 */

import { HumanError } from '../model/humanError.ts';
import { createAskpass, type Askpass, type AskPassword } from './askpass.ts';
import { launch } from './launcher.ts';
import { resolvedPath, whyNotTrusted } from './trustedPath.ts';

export interface Privilege {
  /** What stands before the command. */
  readonly prefix: readonly string[];
  /** The same as a person types it at a terminal, where sudo asks by itself. */
  readonly shownPrefix: readonly string[];
  /** For sudo alone; it passes none of it on. */
  readonly environment: Readonly<Record<string, string>>;
  /** A password will be asked for. */
  readonly asks: boolean;
  /** To be disposed of once the command has ended. */
  readonly askpass: Askpass | null;
}

export interface PrivilegeOptions {
  /** Asks the person, e.g. in an input box. */
  readonly askPassword?: AskPassword;
  /** A person sits at this process' terminal and can answer sudo there. */
  readonly hasTerminal?: boolean;
  readonly isRoot: boolean;
  /** Absolute path of sudo, or null; throws HumanError when there is one that is not safe. */
  readonly findSudo: () => string | null;
  /** The built askpassMain.ts; default: the one beside the bundle. */
  readonly askpassProgram?: string;
  /** How long sudo may take to say whether it needs a password; default 10 s. */
  readonly sudoAnswerMs?: number;
}

const SUDO_PATHS = ['/usr/bin/sudo', '/bin/sudo'] as const;
const SUDO_ANSWER_MS = 10_000;

/** The same program as will be run, since sudoers may allow one and not another. */
const NO_OPERATION = ['/bin/sh', '-c', ':'] as const;

/**
 * @param shownCommand the command for a shell, without sudo: for the advice when nothing else is possible.
 * @throws HumanError when there is no way to become root, with the line to run in a terminal.
 */
export async function obtainPrivilege(options: PrivilegeOptions, shownCommand: string): Promise<Privilege> {
  const none = { environment: {}, asks: false, askpass: null };
  if (options.isRoot) return { ...none, prefix: [], shownPrefix: [] };
  const sudo = options.findSudo();
  if (sudo === null) {
    throw new HumanError({
      message: 'Tracing needs root, and sudo is not installed.',
      advice: `Install sudo, or run as root: ${shownCommand}`,
    });
  }
  const shownPrefix = [sudo, '--'];
  if (await needsNoPassword(sudo, options.sudoAnswerMs ?? SUDO_ANSWER_MS))
    return { ...none, prefix: [sudo, '-n', '--'], shownPrefix };
  if (options.askPassword !== undefined) {
    const askpass = createAskpass(options.askPassword, options.askpassProgram);
    const environment = await askpass.environment();
    return { prefix: [sudo, '-A', '--'], shownPrefix, environment, asks: true, askpass };
  }
  if (options.hasTerminal === true) return { ...none, prefix: shownPrefix, shownPrefix, asks: true };
  const command = `${shownPrefix.join(' ')} ${shownCommand}`;
  throw new HumanError({
    message: 'Tracing needs root, and sudo asks for a password that nobody can be asked for here.',
    advice: `Run it in a terminal: ${command}`,
    action: { kind: 'runInTerminal', command },
  });
}

/** Sudo at its absolute places, symbolic links resolved; null when there is none. */
export function findSudo(): string | null {
  for (const candidate of SUDO_PATHS) {
    const path = resolvedPath(candidate);
    if (path === null) continue;
    const weakness = whyNotTrusted(path);
    if (weakness === null) return candidate;
    throw new HumanError({ message: `${candidate} is not used: ${weakness}.` });
  }
  return null;
}

async function needsNoPassword(sudo: string, answerMs: number): Promise<boolean> {
  const attempt = launch([sudo, '-n', '--', ...NO_OPERATION]);
  attempt.requestStop();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>(resolve => {
    timer = setTimeout(resolve, answerMs, null);
  });
  const exit = await Promise.race([attempt.exit, tooLong]);
  clearTimeout(timer);
  attempt.abandon();
  if (exit === null) throw new HumanError({ message: `sudo did not answer within ${answerMs / 1000} s.` });
  if (exit.startError !== null) {
    throw new HumanError({ message: `${sudo} could not be started.` }, { cause: exit.startError });
  }
  return exit.exitCode === 0;
}
