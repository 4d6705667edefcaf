/** Restricted Mode: what runs or traces anything asks here first. */

import { workspace } from 'vscode';
import { HumanError } from '../model/humanError.ts';

/** @throws HumanError while the person has not trusted the workspace. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new HumanError({
    message: 'This workspace is in Restricted Mode, so nothing is built, traced or run.',
    advice: 'Trust the workspace to trace its functions.',
  });
}
