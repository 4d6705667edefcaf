/** The setup check of an unprivileged user of this machine, made for the test, with the real sudo and real tracers. */

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Setup } from '../../src/doctor/checkSetup.ts';
import type { Finding } from '../../src/doctor/finding.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const USER = 'rust-trace-setup';
const SUDOERS = `/etc/sudoers.d/${USER}`;

describe('the setup check of a user with sudo', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-setup-'));

  before(function () {
    if (!existsSync('/usr/bin/sudo')) {
      assert.notEqual(process.env.CI, 'true', 'sudo is not installed, and CI must run all');
      console.log('      NOT RUN: sudo is not installed; try: apt-get install -y sudo');
      this.skip();
    }
    chmodSync(folder, 0o755);
    for (const file of readdirSync(dist)) cpSync(path.join(dist, file), path.join(folder, file), { recursive: true });
    removeUser();
    execFileSync('/usr/sbin/useradd', ['--no-create-home', '--home-dir', folder, '--shell', '/bin/sh', USER]);
  });
  after(() => {
    removeUser();
    rmSync(folder, { recursive: true, force: true });
  });

  function removeUser(): void {
    rmSync(SUDOERS, { force: true });
    spawnSync('/usr/sbin/userdel', [USER]);
  }

  /** Without a terminal, as from a script. */
  function doctor(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly stdout: string }> {
    const user = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
    const command = [...user, process.execPath, path.join(folder, 'cli.js'), 'doctor', ...args];
    const options = { cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: folder }, timeout: 80_000 };
    return new Promise(resolve => {
      execFile('/usr/bin/setpriv', command, options, (error, stdout) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout });
      });
    });
  }

  async function findings(): Promise<(id: string) => Finding | undefined> {
    const { exitCode, stdout } = await doctor('--json');
    assert.equal(exitCode, 0, stdout);
    return id => (JSON.parse(stdout) as Setup).findings.find(finding => finding.id === id);
  }

  it('says that sudo will ask, and runs no self-test that nobody can answer for', async () => {
    const find = await findings();
    assert.equal(find('root')?.status, 'ok');
    assert.match(find('root')?.detail ?? '', /^\/usr\/bin\/sudo \S+ asks for your password at a trace$/);
    for (const id of ['selfTest.bcc', 'selfTest.tracefs']) {
      assert.equal(find(id)?.status, 'unknown');
      assert.equal(find(id)?.detail, 'not run: there is no terminal for the password');
    }
  });

  it('sees that tracefs is mounted, though only root may look inside', async () => {
    const find = await findings();
    assert.equal(find('tracefs')?.detail, 'mounted at /sys/kernel/tracing; only root may look inside');
    assert.equal(find('kernel.uprobes')?.status, 'ok');
  });

  it('traces a program that runs as the user, with a sudo that asks for no password', async () => {
    writeFileSync(SUDOERS, `${USER} ALL=(root) NOPASSWD: ALL\n`, { mode: 0o440 });
    const find = await findings();
    assert.match(find('root')?.detail ?? '', /^\/usr\/bin\/sudo \S+ asks for no password$/);
    for (const id of ['selfTest.bcc', 'selfTest.tracefs']) {
      assert.equal(find(id)?.status, 'ok', JSON.stringify(find(id)));
    }
  });

  it('names neither the user nor the home folder', async () => {
    const { stdout } = await doctor('--no-self-test');
    assert.ok(stdout.startsWith('Rust Trace '), stdout);
    assert.ok(!stdout.includes(USER) && !stdout.includes(folder), stdout);
  });
});
