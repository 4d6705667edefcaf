/**
 * Starts the real VS Code server on a free port with a data folder of its own, and ends everything that came of it.
 * Getting VS Code is installVSCode.ts; opening its page is page.ts.
 */

import { randomBytes } from 'node:crypto';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { installVSCode } from './installVSCode.ts';
import { quietSettings } from './quietSettings.ts';

const startLimitMs = 60_000;
const stopLimitMs = 3000;

export interface ServerOptions {
  /** User settings over `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine: of scope `machine`, nothing else counts in a window that is connected to a server. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Extension folders to link among the installed extensions. */
  readonly linkedExtensions?: readonly string[];
  /** Packages (`.vsix`) to install as a user would. */
  readonly packages?: readonly string[];
  /** Ask for trust as VS Code does by itself: a folder then opens in Restricted Mode. Default: all is trusted. */
  readonly isTrustAsked?: boolean;
  /** Environment for the extension host, and so for what an extension starts; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** End by itself some minutes after the last page is gone, should we be killed (default), or go on without end. */
  readonly endsWhenUnused?: boolean;
  readonly log?: (line: string) => void;
}

export interface VSCodeServer {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  /** Process id, and process group, of the server and all that it started. */
  readonly pid: number;
  /** Where extensions are installed, a folder each. */
  readonly extensionsFolder: string;
  /** `vscode-remote:` URI of a file, as the page's parameters take it. */
  uriOf(file: string): string;
  /** Address of a workbench with a folder open. `payload` is VS Code's own list of start-up parameters. */
  addressOf(folder: string | null, payload?: readonly (readonly [string, string])[]): string;
  /** In place of the machine's settings so far; a window takes them over a moment later. */
  writeMachineSettings(settings: Readonly<Record<string, unknown>>): void;
  /** Resolves when the server's process has ended, however that came. */
  readonly ended: Promise<void>;
  /** What the server printed, for the report of a failure. */
  output(): string;
  /** Ends the server and its extension hosts; removes the data folder. Safe to call twice. */
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<VSCodeServer> {
  const { node, serverMain } = await installVSCode(options.log ?? (line => process.stderr.write(`${line}\n`)));
  // Short: the path of a socket in it must stay below 108 bytes.
  const data = mkdtempSync(path.join(tmpdir(), 'rt-vscode-'));
  const extensions = path.join(data, 'extensions');
  mkdirSync(extensions);
  writeSettings(data, options);
  // The server runs commands for whoever connects: other users of this machine must not, and argv is open to them.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(data, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  for (const folder of options.linkedExtensions ?? []) linkExtension(folder, extensions);

  const environment = serverEnvironment(options, data);
  const common = [serverMain, `--server-data-dir=${data}`, `--extensions-dir=${extensions}`, '--telemetry-level=off'];
  for (const file of options.packages ?? []) {
    const install = [...common, '--accept-server-license-terms', '--install-extension', path.resolve(file), '--force'];
    await promisify(execFile)(node, install, { env: environment });
  }

  // Its own process group, so that stop() reaches the extension hosts, and what an extension started, too.
  const child = spawn(node, [...common, `--connection-token-file=${tokenFile}`, ...serverFlags(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const killGroup = (): void => {
    killProcessGroup(child);
  };
  process.once('exit', killGroup);

  const ended = new Promise<void>(resolve => {
    // Not `close`: an extension host may hold the pipes for longer.
    for (const event of ['exit', 'error'] as const) {
      child.once(event, () => {
        resolve();
      });
    }
  });

  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const limit = setTimeout(killGroup, stopLimitMs);
    await ended;
    clearTimeout(limit);
    // An extension host would stay for the reconnection grace time.
    killGroup();
    process.off('exit', killGroup);
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  try {
    const authority = `127.0.0.1:${await portOf(child, () => output)}`;
    const uriOf = (file: string): string => `vscode-remote://${authority}${encodeURI(path.resolve(file))}`;
    return {
      authority,
      pid: child.pid!,
      extensionsFolder: extensions,
      uriOf,
      addressOf(folder, payload = []) {
        const query = new URLSearchParams(folder === null ? { ew: 'true' } : { folder: path.resolve(folder) });
        query.set('tkn', token);
        query.set('payload', JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]));
        return `http://${authority}/?${query.toString()}`;
      },
      writeMachineSettings(settings) {
        writeSettingsFile(data, 'Machine', settings);
      },
      ended,
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverFlags({ isTrustAsked, endsWhenUnused = true }: ServerOptions): string[] {
  return [
    '--accept-server-license-terms',
    '--host=127.0.0.1',
    '--port=0',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-experiments',
    '--disable-getting-started-override',
    '--reconnection-grace-time=5',
    ...(endsWhenUnused ? ['--enable-remote-auto-shutdown'] : []),
    ...(isTrustAsked ? [] : ['--disable-workspace-trust']),
  ];
}

function writeSettings(data: string, { settings, machineSettings = {}, isTrustAsked = false }: ServerOptions): void {
  const user = { ...quietSettings, 'security.workspace.trust.enabled': isTrustAsked, ...settings };
  writeSettingsFile(data, 'User', user);
  writeSettingsFile(data, 'Machine', machineSettings);
}

function writeSettingsFile(data: string, whose: 'User' | 'Machine', settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(data, 'data', whose);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** As good as installed, and nothing is copied. */
function linkExtension(folder: string, extensions: string): void {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  symlinkSync(path.resolve(folder), path.join(extensions, name));
}

function serverEnvironment({ environment }: ServerOptions, data: string): NodeJS.ProcessEnv {
  // What a VS Code around us has set for its own children would change this one.
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return {
    ...Object.fromEntries(own),
    // No gallery: neither server nor page asks one.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    // A killed server leaves its sockets behind: where they are removed with the rest.
    XDG_RUNTIME_DIR: data,
    ...environment,
  };
}

function killProcessGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** The port, once the server says that it listens. */
function portOf(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(limit);
      reject(new Error(`VS Code's server ${why}\n${output()}`));
    };
    const limit = setTimeout(() => {
      fail(`did not start in ${startLimitMs} ms`);
    }, startLimitMs);
    child.once('error', error => {
      fail(`could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      fail(`ended at its start with ${code ?? signal ?? 'nothing'}`);
    });
    child.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    });
  });
}
