/** Why a process cannot be looked into, and why a function is not in what it runs. */

import type { Absence } from '../model/absence.ts';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { processFacts } from '../running/processFacts.ts';
import { isRefused } from '../running/processes.ts';
import type { ProcessFile } from './processFiles.ts';

/** For what was thrown when the files of a process were looked for. Anything but the file system's word is thrown again. */
export function unreachable(pid: number, error: unknown): HumanError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const facts = processFacts(pid);
  if (facts === null) {
    const message = `There is no process ${pid}.`;
    const advice = 'It has ended, or has another number here than in its container.';
    return new HumanError({ message, advice }, { cause: error });
  }
  if (isRefused(error)) {
    const message = `Process ${pid} belongs to ${facts.owner}: ${closedBecause()}.`;
    return new HumanError(isRoot() ? { message } : { message, advice: AS_ROOT }, { cause: error });
  }
  return new HumanError({ message: `Process ${pid} runs no program that could be looked into.` }, { cause: error });
}

/** The same as a clause, for a list. */
export function closedBecause(): string {
  return isRoot() ? 'the kernel keeps what it runs from root too' : 'what it runs is shown to root alone';
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

const AS_ROOT = 'Run `sudo rust-trace trace … --pid PID`, or use the editor as root.';

/** What is in its way in the file that holds the process's program. */
export interface LookedInto {
  readonly file: ProcessFile;
  readonly hasDeclarations: boolean;
  readonly hasSymbolTable: boolean;
  /** Debug information that could not be had. */
  readonly missing: HumanErrorDetail | null;
}

/** Why a function is not in a build of which nothing but the file is known. */
export function notInProcess(name: string, pid: number, { file, ...known }: LookedInto): Absence {
  const { hasDeclarations, hasSymbolTable, missing } = known;
  const what = `${file.artifact.targetName}, which process ${pid} runs`;
  const advice = 'Start the program again from the present build, or build that one with `debug = 1`.';
  if (missing !== null) {
    return { code: 'no-debug-info', detail: { message: `\`${name}\` was not found in ${what}: ${missing.message}` } };
  }
  if (!hasDeclarations && !hasSymbolTable) {
    const message = `\`${name}\` cannot be found in ${what}: it has neither symbols nor debug information.`;
    return { code: 'stripped', detail: { message, advice } };
  }
  if (!hasDeclarations) {
    const message = `\`${name}\` has no symbol of its own in ${what}, and there is no debug information to find inlined copies by.`;
    return { code: 'no-debug-info', detail: { message, advice } };
  }
  const which = file.build === 'older' ? `an older build of ${what}` : what;
  const restart = file.like === null ? {} : { advice: 'Start the program again from the present build.' };
  return { code: 'other-build', detail: { message: `\`${name}\` is not in ${which}.`, ...restart } };
}
