/** Whether a tracer could become root here, asked without a question to the person. What a trace does: privilege.ts. */

import type { HumanErrorDetail } from '../model/humanError.ts';
import { toHumanDetail } from '../model/humanError.ts';
import { answerOf, type Answer } from './answer.ts';
import { findSudo } from './privilege.ts';
import { explainSudoFailure } from './sudoFailure.ts';

export type RootAccess =
  | { readonly kind: 'root' }
  /** sudo runs it without a password now. */
  | { readonly kind: 'free'; readonly sudo: SudoProgram }
  /** sudo wants a password; whether it then allows anything is not known. */
  | { readonly kind: 'asks'; readonly sudo: SudoProgram }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly error: HumanErrorDetail };

export interface SudoProgram {
  readonly path: string;
  /** E.g. `1.9.13p3`; null when it does not say. */
  readonly version: string | null;
}

export async function rootAccess(): Promise<RootAccess> {
  if (process.geteuid?.() === 0) return { kind: 'root' };
  let path: string | null;
  try {
    path = findSudo();
  } catch (error) {
    return { kind: 'refused', error: toHumanDetail(error) };
  }
  if (path === null) return { kind: 'absent' };
  const [version, attempt] = await Promise.all([
    answerOf([path, '-V']),
    answerOf([path, '-n', '--', '/bin/sh', '-c', ':']),
  ]);
  return judgeSudo(path, version?.stdout ?? '', attempt);
}

/** @param attempt what `sudo -n` answered to a command that does nothing; null when it did not answer. */
export function judgeSudo(path: string, versionText: string, attempt: Answer | null): RootAccess {
  const sudo = { path, version: /^Sudo(?:-rs)? (?:version )?(\S+)/im.exec(versionText)?.[1] ?? null };
  if (attempt === null) return { kind: 'refused', error: { message: `${path} did not answer.` } };
  if (attempt.exitCode === 0) return { kind: 'free', sudo };
  const lines = attempt.stderr.split('\n').filter(line => line !== '');
  if (lines.some(line => /password is required|interactive authentication is required/i.test(line))) {
    return { kind: 'asks', sudo };
  }
  const error = explainSudoFailure(lines) ?? { message: `sudo says: ${lines.at(-1) ?? 'nothing'}` };
  return { kind: 'refused', error };
}
