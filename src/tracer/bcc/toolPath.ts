/**
 * Finds bcc's `trace` where distributions put it and refuses a file that anyone but root could have changed:
 * it will run as root. Never looks in PATH, where other programs are called `trace`.
 */

import { HumanError } from '../../model/humanError.ts';
import { installTracingCommand, thisDistribution } from '../distribution.ts';
import { resolvedPath, whyNotTrusted } from '../trustedPath.ts';

/** Debian and Ubuntu; then Fedora, RHEL, Amazon, openSUSE, Arch, Alpine and bcc's own install. */
export const TRACE_PATHS = ['/usr/sbin/trace-bpfcc', '/usr/share/bcc/tools/trace'] as const;

/**
 * Absolute path of bcc's `trace`, symbolic links resolved, fit to be run as root.
 * @throws HumanError when there is none (with the install command), or when it is not safe to run as root.
 */
export function findTraceTool(candidates: readonly string[] = TRACE_PATHS): string {
  for (const candidate of candidates) {
    const path = resolvedPath(candidate);
    if (path === null) continue;
    const weakness = whyNotTrusted(path);
    if (weakness === null) return path;
    throw new HumanError({
      message: `${candidate} is not run as root: ${weakness}.`,
      advice: 'Make it and the folders above it writable by root alone, or install it again from the distribution.',
    });
  }
  throw missingTool(candidates);
}

function missingTool(candidates: readonly string[]): HumanError {
  const distribution = thisDistribution();
  const command = installTracingCommand(distribution);
  const message = `bcc's trace is not installed (looked for ${candidates.join(' and ')}).`;
  if (command === null) {
    return new HumanError({ message, advice: `Install the bcc tools and the kernel headers of ${distribution.name}.` });
  }
  return new HumanError({ message, advice: `Install it with: ${command}`, action: { kind: 'runInTerminal', command } });
}
