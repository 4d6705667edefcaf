/** An unprivileged user of this machine, made for a test, with rules of sudo of its own and programs to run. */

import { execFileSync, spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const tracer = fileURLToPath(new URL('../../src/tracer', import.meta.url));
const ASSETS = [
  'bcc/rust_trace.h',
  'bcc/bccHeader.sh',
  'bcc/bccKernel.sh',
  'bcc/kernel.h',
  'supervisor.sh',
  'tracefs/tracefs.sh',
  'askpass.sh',
];

export class SudoUser {
  readonly name: string;
  readonly password = 'only for a test of some seconds';
  readonly uid: number;
  /** Everybody may read it; the built driver, askpass.cjs and the assets lie there. */
  readonly folder: string;
  readonly #sudoers: string;

  /** @param driver a TypeScript program that becomes `driver.mjs` in the folder */
  constructor(driver: string) {
    this.name = `rt-test-${process.pid}`;
    this.#sudoers = `/etc/sudoers.d/${this.name}`;
    removeForgotten();
    execFileSync('/usr/sbin/useradd', ['--no-create-home', '--shell', '/bin/sh', this.name]);
    execFileSync('/usr/sbin/chpasswd', { input: `${this.name}:${this.password}\n` });
    this.uid = Number(execFileSync('/usr/bin/id', ['-u', this.name], { encoding: 'utf8' }));
    // Of a user before it that had the same number.
    for (const file of this.temporaryFiles()) rmSync(file, { recursive: true, force: true });
    this.folder = mkdtempSync(path.join(tmpdir(), 'rt-sudo-'));
    chmodSync(this.folder, 0o755);
    const bundle = { bundle: true, platform: 'node', logLevel: 'silent' } as const;
    const require = "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);";
    buildSync({
      ...bundle,
      entryPoints: [driver],
      outfile: path.join(this.folder, 'driver.mjs'),
      format: 'esm',
      banner: { js: require },
    });
    buildSync({
      ...bundle,
      entryPoints: [path.join(tracer, 'askpassMain.ts')],
      outfile: path.join(this.folder, 'askpass.cjs'),
      format: 'cjs',
    });
    for (const asset of ASSETS) copyFileSync(path.join(tracer, asset), path.join(this.folder, path.basename(asset)));
  }

  remove(): void {
    rmSync(this.#sudoers, { force: true });
    rmSync(`/run/sudo/ts/${this.uid}`, { force: true });
    rmSync(`/var/lib/sudo/lectured/${this.uid}`, { force: true });
    spawnSync('/usr/sbin/userdel', [this.name]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** A shell script in the folder. */
  script(name: string, body: string): string {
    writeFileSync(this.path(name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return this.path(name);
  }

  /** What sudoers says of the user, e.g. `ALL=(ALL) ALL`, and its `Defaults`. Forgets the password it has been given. */
  allow(rule: string | null, ...defaults: string[]): void {
    const lines = defaults.map(setting => `Defaults:${this.name} ${setting}`);
    if (rule !== null) lines.push(`${this.name} ${rule}`);
    // sudo skips names with a dot, so it never reads a half.
    const draft = `${this.#sudoers}.new`;
    writeFileSync(draft, lines.map(line => `${line}\n`).join(''), { mode: 0o440 });
    execFileSync('/usr/sbin/visudo', ['-cf', draft], { stdio: 'pipe' });
    renameSync(draft, this.#sudoers);
    rmSync(`/run/sudo/ts/${this.uid}`, { force: true });
  }

  /** The command that runs another as the user. */
  readonly prefix = (): string[] => [
    '/usr/bin/setpriv',
    `--reuid=${this.name}`,
    `--regid=${this.name}`,
    '--clear-groups',
    '--',
  ];

  /** Starts a program as the user, outside of any terminal. */
  start(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcessWithoutNullStreams {
    const [program = '', ...rest] = this.prefix();
    const env = { PATH: process.env.PATH, HOME: this.folder, ...environment };
    return spawn('/usr/bin/setsid', ['--wait', program, ...rest, ...argv], { cwd: '/', env });
  }

  /** Processes of the user, or started by sudo for it, or that name its folder: `PID COMMAND`. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(pid => {
        try {
          const [command, environment, status] = ['cmdline', 'environ', 'status'].map(name =>
            readFileSync(`/proc/${pid}/${name}`, 'utf8'),
          ) as [string, string, string];
          const isUsers = new RegExp(`^Uid:.*\\b${this.uid}\\b`, 'm').test(status);
          const isForUser = environment.split('\0').includes(`SUDO_USER=${this.name}`);
          const isOurs = isUsers || isForUser || command.includes(this.folder);
          return isOurs ? [`${pid} ${command.replaceAll('\0', ' ').slice(0, 300)}`] : [];
        } catch {
          return []; // it has ended meanwhile
        }
      });
  }

  /** Files of the user that lie where programs keep temporary ones. */
  temporaryFiles(): string[] {
    return ['/tmp', '/dev/shm', '/var/tmp'].flatMap(folder =>
      readdirSync(folder)
        .map(name => path.join(folder, name))
        .filter(file => statSync(file, { throwIfNoEntry: false })?.uid === this.uid),
    );
  }
}

/** Users of tests that were killed: neither their rules nor their processes may stay, whose user id is given out again. */
function removeForgotten(): void {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = ''] = line.split(':');
    const pid = /^rt-test-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || (pid !== String(process.pid) && existsSync(`/proc/${pid}`))) continue;
    rmSync(`/etc/sudoers.d/${name}`, { force: true });
    spawnSync('/usr/bin/pkill', ['-KILL', '-u', name]);
    spawnSync('/usr/sbin/userdel', ['--force', name]);
  }
}
