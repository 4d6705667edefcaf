/**
 * How a command becomes root's: it is already, or through `sudo` — without a password where that is allowed, with
 * our own prompt (askpass.ts), or with sudo's at the terminal. Decides; starts nothing but `sudo -n` on a no-op.
 */

import { HumanError } from '../model/humanError.ts';
import { createAskpass, type Askpass, type AskPassword } from './askpass.ts';
import { launch } from './launcher.ts';
import { LineSplitter } from './lineSplitter.ts';
import { explainSudoRefusal } from './sudoFailure.ts';
import { resolvedPath } from './trustedPath.ts';
import { whyNotRunAsRoot } from './trustedProgram.ts';

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

/** What every command starts with (supervisor.ts). */
const SHELL = '/bin/sh';

/** The same program as will be run, since sudoers may allow one and not another. */
const NO_OPERATION = [SHELL, '-c', ':'] as const;

const WHY_NOT_PKEXEC =
  'pkexec is not used: it asks where a graphical agent runs, which no SSH session or container has.';

/**
 * @param shownCommand the command for a shell, without sudo: for the advice when nothing else is possible.
 * @throws HumanError when there is no way to become root, with the line to run in a terminal.
 */
export async function obtainPrivilege(options: PrivilegeOptions, shownCommand: string): Promise<Privilege> {
  const none = { environment: {}, asks: false, askpass: null };
  assertRunsAsRoot(SHELL);
  if (options.isRoot) return { ...none, prefix: [], shownPrefix: [] };
  const sudo = options.findSudo();
  if (sudo === null) {
    throw new HumanError({
      message: 'Tracing needs root, and sudo is not installed.',
      advice: `Install sudo, or run as root: ${shownCommand} (${WHY_NOT_PKEXEC})`,
      action: { kind: 'runInTerminal', command: shownCommand },
    });
  }
  const shownPrefix = [sudo, '--'];
  const command = `${shownPrefix.join(' ')} ${shownCommand}`;
  const runInTerminal = {
    advice: `Run it in a terminal: ${command}`,
    action: { kind: 'runInTerminal', command },
  } as const;
  const answer = await askWithoutPassword(sudo, options.sudoAnswerMs ?? SUDO_ANSWER_MS);
  if (answer.isAllowed) return { ...none, prefix: [sudo, '-n', '--'], shownPrefix };
  const refusal = explainSudoRefusal(answer.lines);
  if (refusal !== null) throw new HumanError(refusal.advice === undefined ? { ...refusal, ...runInTerminal } : refusal);
  if (options.askPassword !== undefined) {
    const askpass = createAskpass(options.askPassword, options.askpassProgram);
    const environment = await askpass.environment();
    return { prefix: [sudo, '-A', '--'], shownPrefix, environment, asks: true, askpass };
  }
  if (options.hasTerminal === true) return { ...none, prefix: shownPrefix, shownPrefix, asks: true };
  throw new HumanError({
    message: 'Tracing needs root, and sudo asks for a password that nobody can be asked for here.',
    ...runInTerminal,
  });
}

/** Sudo at its absolute places; null when there is none. */
export function findSudo(): string | null {
  const found = SUDO_PATHS.find(path => resolvedPath(path) !== null) ?? null;
  if (found !== null) assertRunsAsRoot(found);
  return found;
}

function assertRunsAsRoot(path: string): void {
  const weakness = whyNotRunAsRoot(path);
  if (weakness === null) return;
  throw new HumanError({
    message: `${path} is not run as root: ${weakness}.`,
    advice: 'Make it and the folders above it writable by root alone.',
  });
}

interface SudoAnswer {
  readonly isAllowed: boolean;
  /** What it said. */
  readonly lines: readonly string[];
}

/** Whether sudo runs a command without asking. @throws HumanError when it does not say. */
async function askWithoutPassword(sudo: string, answerMs: number): Promise<SudoAnswer> {
  const attempt = launch([sudo, '-n', '--', ...NO_OPERATION]);
  attempt.requestStop();
  const said = linesOf(attempt.stderr);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>(resolve => {
    timer = setTimeout(resolve, answerMs, null);
  });
  const answer = Promise.all([attempt.exit, said]);
  const ended = await Promise.race([answer, tooLong]);
  clearTimeout(timer);
  attempt.abandon();
  if (ended === null) {
    throw new HumanError({
      message: `sudo did not answer within ${answerMs / 1000} s.`,
      advice: `Try it in a terminal: ${sudo} -n true`,
      action: { kind: 'runInTerminal', command: `${sudo} -n true` },
    });
  }
  const [exit, lines] = ended;
  if (exit.startError !== null) {
    throw new HumanError({ message: `${sudo} could not be started.` }, { cause: exit.startError });
  }
  return { isAllowed: exit.exitCode === 0, lines };
}

async function linesOf(stream: AsyncIterable<Uint8Array>): Promise<string[]> {
  const splitter = new LineSplitter();
  const lines: string[] = [];
  for await (const chunk of stream) lines.push(...splitter.push(chunk));
  return [...lines, splitter.end()];
}
