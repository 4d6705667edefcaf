/**
 * Finds a tool of bcc where distributions put it, or where the person says, and refuses a file that anyone but root
 * could have changed: it will run as root. Never looks in PATH, where other programs are called `trace`.
 */

import { CONFIGURATION_SECTION, type Settings } from '../../contributions.ts';
import { HumanError } from '../../model/humanError.ts';
import { installTracingCommand, thisDistribution } from '../distribution.ts';
import { resolvedPath } from '../trustedPath.ts';
import { whyNotRunAsRoot } from '../trustedProgram.ts';

interface Tool {
  readonly name: 'trace' | 'funccount';
  readonly setting: 'bccTracePath' | 'bccFunccountPath';
}

const TRACE: Tool = { name: 'trace', setting: 'bccTracePath' };
const FUNCCOUNT: Tool = { name: 'funccount', setting: 'bccFunccountPath' };

export const TRACE_PATHS = placesOf(TRACE);
export const FUNCCOUNT_PATHS = placesOf(FUNCCOUNT);

/** Gives the tool its environment (toolEnvironment.ts), and so runs as root too. */
const ENV = '/usr/bin/env';

/** Debian and Ubuntu; then Fedora, RHEL, Amazon, openSUSE, Arch, Alpine and bcc's own install. */
function placesOf({ name }: Tool): readonly string[] {
  return [`/usr/sbin/${name}-bpfcc`, `/usr/share/bcc/tools/${name}`];
}

/**
 * Absolute path of bcc's `trace`, symbolic links resolved, fit to be run as root.
 * @param configuredPath of the machine's own settings; empty: the distributions' places.
 * @throws HumanError when there is none (with the install command), or when it is not safe to run as root.
 */
export function findTraceTool(candidates = TRACE_PATHS, configuredPath = ''): string {
  return findTool(TRACE, candidates, configuredPath);
}

/** As `findTraceTool`, for bcc's `funccount`. */
export function findFunccountTool(candidates = FUNCCOUNT_PATHS, configuredPath = ''): string {
  return findTool(FUNCCOUNT, candidates, configuredPath);
}

function findTool(tool: Tool, candidates: readonly string[], configuredPath: string): string {
  if (configuredPath !== '') return configuredTool(tool, configuredPath);
  for (const candidate of candidates) {
    const path = resolvedPath(candidate);
    if (path === null) continue;
    const weakness = whyNotTool(candidate, path);
    if (weakness === null) return path;
    throw new HumanError({
      message: `${candidate} is not run as root: ${weakness}.`,
      advice: 'Make it and the folders above it writable by root alone, or install it again from the distribution.',
    });
  }
  throw missingTool(tool, candidates);
}

function configuredTool({ name, setting }: Tool, configuredPath: string): string {
  const path = resolvedPath(configuredPath);
  const weakness = path === null ? 'there is no such file' : whyNotTool(configuredPath, path);
  if (path !== null && weakness === null) return path;
  const key = `${CONFIGURATION_SECTION}.${setting satisfies keyof Settings}`;
  throw new HumanError({
    message: `${configuredPath} is not run as root: ${weakness ?? ''}.`,
    advice: `${key} names bcc's ${name} by its absolute path; it and the folders above it are root's alone.`,
    action: { kind: 'openSetting', setting: key },
  });
}

function whyNotTool(path: string, resolved: string): string | null {
  // `env NAME=VALUE TOOL`: it would be one more variable.
  if (resolved.includes('=')) return 'its path has a "="';
  return whyNotRunAsRoot(path) ?? whyNotRunAsRoot(ENV);
}

function missingTool({ name }: Tool, candidates: readonly string[]): HumanError {
  const distribution = thisDistribution();
  const command = installTracingCommand(distribution);
  const message = `bcc's ${name} is not installed (looked for ${candidates.join(' and ')}).`;
  if (command === null) {
    return new HumanError({ message, advice: `Install the bcc tools and the kernel headers of ${distribution.name}.` });
  }
  return new HumanError({ message, advice: `Install it with: ${command}`, action: { kind: 'runInTerminal', command } });
}
