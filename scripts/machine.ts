/**
 * Makes a development, test or demo machine able to trace: `npx tsx scripts/machine.ts [--no-install]`.
 * Installs what is missing where it may (root or passwordless sudo on an apt system) and otherwise names the command.
 * On a machine whose own kernel has no headers it links Debian's: a repair for test machines, never done by the
 * extension. When all is there it only looks at a few files.
 */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TRACE_PATHS } from '../src/tracer/bcc/toolPath.ts';
import {
  installCommand,
  installTracingCommand,
  thisDistribution,
  type Distribution,
} from '../src/tracer/distribution.ts';

export interface MachineOptions {
  /** May packages be installed, headers linked and tracefs mounted? */
  readonly install: boolean;
}

export interface MissingPart {
  /** What is missing, as a clause: `bcc's trace is not installed`. */
  readonly what: string;
  /** The command that would help; null when none is known. */
  readonly command: string | null;
}

export interface MachineReport {
  /** What was changed, one sentence each; empty when all was there. */
  readonly done: readonly string[];
  readonly missing: readonly MissingPart[];
}

/** A program that is needed (its name in PATH, or the absolute path of any file) and the package that has it. */
export interface NeededPackage {
  readonly command: string;
  readonly package: string;
}

const kernelRelease = release();
const kernelFolder = `/lib/modules/${kernelRelease}`;

/** bcc and the headers it compiles against. Never throws for what it could not do: that is in `missing`. */
export function ensureBcc({ install }: MachineOptions): MachineReport {
  const rights = install ? rootPrefix : () => null;
  const done: string[] = [];
  const missing: MissingPart[] = [];
  if (!hasBcc()) {
    const wanted = {
      what: "bcc's trace is not installed",
      packages: ['bpfcc-tools'],
      otherwise: installTracingCommand,
    };
    installOrName(wanted, rights, done, missing);
  }
  if (!hasHeaders()) ensureHeaders(rights, done, missing);
  return { done, missing };
}

/** tracefs where tracers look for it: all that the tracer without bcc needs of a machine, besides root. */
export function ensureTracefs({ install }: MachineOptions): MachineReport {
  if (hasTracefs()) return { done: [], missing: [] };
  const mount = ['mount', '-t', 'tracefs', 'tracefs', '/sys/kernel/tracing'];
  if (run(install ? rootPrefix() : null, mount) && hasTracefs()) {
    return { done: ['mounted tracefs at /sys/kernel/tracing'], missing: [] };
  }
  return { done: [], missing: [{ what: 'tracefs is not mounted', command: `sudo ${mount.join(' ')}` }] };
}

/** Other programs that the tests or the demo need. */
export function ensurePackages(needed: readonly NeededPackage[], { install }: MachineOptions): MachineReport {
  const done: string[] = [];
  const missing: MissingPart[] = [];
  const absent = needed.filter(({ command }) => !isThere(command));
  if (absent.length === 0) return { done, missing };
  const what = `${absent.map(({ command }) => command).join(', ')} not found`;
  const packages = [...new Set(absent.map(each => each.package))];
  const otherwise = (distribution: Distribution): string | null => installCommand(distribution, packages.join(' '));
  installOrName({ what, packages, otherwise }, install ? rootPrefix : () => null, done, missing);
  return { done, missing };
}

function hasBcc(): boolean {
  return TRACE_PATHS.some(candidate => existsSync(candidate));
}

/** bcc takes the headers from the module folder, or from a kernel built with CONFIG_IKHEADERS. */
function hasHeaders(): boolean {
  return existsSync(`${kernelFolder}/build/include`) || existsSync('/sys/kernel/kheaders.tar.xz');
}

function hasTracefs(): boolean {
  return readFileSync('/proc/mounts', 'utf8').includes(' /sys/kernel/tracing tracefs ');
}

function isThere(command: string): boolean {
  if (path.isAbsolute(command)) return existsSync(command);
  return (process.env.PATH ?? '').split(':').some(folder => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

type Rights = () => readonly string[] | null;

/** What to put before a command so that it runs as root without a question; null when there is nothing. */
function rootPrefix(): readonly string[] | null {
  if (process.geteuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null;
}

/** False when there are no rights or the command failed; its own words go to the terminal. */
function run(prefix: readonly string[] | null, command: readonly string[]): boolean {
  if (prefix === null) return false;
  const [program = 'true', ...args] = [...prefix, ...command];
  return spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status === 0;
}

interface Wanted {
  readonly what: string;
  /** Names on apt systems. */
  readonly packages: readonly string[];
  /** The command for a person, on any distribution. */
  readonly otherwise: (distribution: Distribution) => string | null;
}

function installOrName(wanted: Wanted, rights: Rights, done: string[], missing: MissingPart[]): void {
  const distribution = thisDistribution();
  if (distribution.packageManager === 'apt' && aptInstall(rights(), wanted.packages)) {
    done.push(`installed ${wanted.packages.join(' ')}`);
  } else missing.push({ what: wanted.what, command: wanted.otherwise(distribution) });
}

function aptInstall(prefix: readonly string[] | null, packages: readonly string[]): boolean {
  if (prefix === null) return false;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  return run(prefix, ['apt-get', 'update', '-q']) && run(prefix, ['env', 'DEBIAN_FRONTEND=noninteractive', ...install]);
}

function ensureHeaders(rights: Rights, done: string[], missing: MissingPart[]): void {
  const exact = `linux-headers-${kernelRelease}`;
  const isPackaged = spawnSync('apt-cache', ['show', exact]).status === 0;
  if (isPackaged || debianHeaders() === null) {
    const what = `the headers of kernel ${kernelRelease} are not installed`;
    const packages = [isPackaged ? exact : `linux-headers-${debianArchitecture()}`];
    installOrName({ what, packages, otherwise: installTracingCommand }, rights, done, missing);
  }
  if (!hasHeaders()) linkDebianHeaders(rights, done, missing);
}

/** dpkg's name for the processor. */
function debianArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

/** The newest pair of Debian's split header packages: `…-amd64` (this configuration) and `…-common` (the sources). */
function debianHeaders(): { readonly build: string; readonly source: string } | null {
  const suffix = `-${debianArchitecture()}`;
  const folders = existsSync('/usr/src') ? readdirSync('/usr/src') : [];
  const newest = folders
    .filter(name => name.startsWith('linux-headers-') && name.endsWith(suffix))
    .filter(name => folders.includes(name.slice(0, -suffix.length) + '-common'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
  if (newest === undefined) return null;
  return { build: `/usr/src/${newest}`, source: `/usr/src/${newest.slice(0, -suffix.length)}-common` };
}

function linkDebianHeaders(rights: Rights, done: string[], missing: MissingPart[]): void {
  const headers = debianHeaders();
  const prefix = rights();
  if (headers === null || prefix === null) {
    if (missing.length === 0) missing.push({ what: `kernel ${kernelRelease} has no headers here`, command: null });
    return;
  }
  const steps = [
    ['mkdir', '-p', kernelFolder],
    ['ln', '-sfn', headers.build, `${kernelFolder}/build`],
    ['ln', '-sfn', headers.source, `${kernelFolder}/source`],
  ];
  if (steps.every(step => run(prefix, step)) && hasHeaders()) {
    done.push(`test machine only: linked ${kernelFolder}/build to ${headers.build}, headers of another kernel`);
  } else missing.push({ what: `the headers of kernel ${kernelRelease} could not be linked`, command: null });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { install: !process.argv.includes('--no-install') };
  const reports = [ensureTracefs(options), ensureBcc(options)];
  const [done, missing] = [reports.flatMap(report => report.done), reports.flatMap(report => report.missing)];
  for (const sentence of done) console.log(sentence);
  for (const { what, command } of missing) console.error(command === null ? what : `${what}: ${command}`);
  if (done.length + missing.length === 0) console.log('This machine can trace.');
  if (missing.length > 0) process.exitCode = 1;
}
