/** What there is of bcc on this machine: its `trace`, and the Python module that the tool would load. */

import { readFileSync } from 'node:fs';
import type { HumanErrorDetail } from '../../model/humanError.ts';
import { toHumanDetail } from '../../model/humanError.ts';
import { answerOf } from '../answer.ts';

export type BccState =
  /** There is no `trace`, or none that may run as root. */
  | { readonly kind: 'unusable'; readonly error: HumanErrorDetail }
  | {
      readonly kind: 'found';
      readonly toolPath: string;
      /** Of the module, e.g. `0.26.0`; null when the tool's own Python does not find it. */
      readonly version: string | null;
    };

export async function bccState(findTool: () => string): Promise<BccState> {
  try {
    const toolPath = findTool();
    return { kind: 'found', toolPath, version: await moduleVersion(interpreterOf(readFileSync(toolPath, 'utf8'))) };
  } catch (error) {
    return { kind: 'unusable', error: toHumanDetail(error) };
  }
}

/** The words that the kernel puts before the script's path: execve(2), "Interpreter scripts". Empty for no script. */
export function interpreterOf(script: string): string[] {
  const [, interpreter, argument] = /^#![ \t]*(\S+)[ \t]*(.*)/.exec(script) ?? [];
  if (interpreter === undefined) return [];
  return argument === undefined || argument.trim() === '' ? [interpreter] : [interpreter, argument.trim()];
}

/** Asked as the person, but without the modules of the person's own, which root's Python does not see. */
async function moduleVersion(interpreter: readonly string[]): Promise<string | null> {
  if (interpreter.length === 0) return null;
  const answer = await answerOf([...interpreter, '-s', '-c', 'import bcc; print(bcc.__version__)']);
  return answer?.exitCode === 0 ? answer.stdout.trim() : null;
}
