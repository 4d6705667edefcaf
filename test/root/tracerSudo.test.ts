import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { processesNaming, until } from '../process/fakes.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const USER = 'rust-trace-test';
const PASSWORD = 'only for a test of some seconds';
const SUDOERS = `/etc/sudoers.d/${USER}`;

/** An unprivileged user of this machine, made for the test, traces through the real sudo. */
describe('bcc’s real trace through the real sudo', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-sudo-'));
  const binary = path.join(folder, 'odd');
  let driver: ChildProcessWithoutNullStreams | null = null;

  before(function () {
    if (!existsSync('/usr/bin/sudo')) {
      assert.notEqual(process.env.CI, 'true', 'sudo is not installed, and CI must run all');
      console.log('      NOT RUN: sudo is not installed; try: apt-get install -y sudo');
      this.skip();
    }
    chmodSync(folder, 0o755);
    execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, path.join(here, 'fixtures/odd.rs')]);
    const bundle = { bundle: true, platform: 'node', logLevel: 'silent' } as const;
    buildSync({
      ...bundle,
      entryPoints: [path.join(here, 'tracerDriver.ts')],
      outfile: path.join(folder, 'driver.mjs'),
      format: 'esm',
      banner: { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);" },
    });
    const tracer = path.join(here, '../../src/tracer');
    buildSync({
      ...bundle,
      entryPoints: [path.join(tracer, 'askpassMain.ts')],
      outfile: path.join(folder, 'askpass.cjs'),
      format: 'cjs',
    });
    for (const asset of ['bcc/rust_trace.h', 'supervisor.sh', 'tracefs/tracefs.sh', 'askpass.sh']) {
      copyFileSync(path.join(tracer, asset), path.join(folder, path.basename(asset)));
    }
    removeUser();
    execFileSync('/usr/sbin/useradd', ['--no-create-home', '--shell', '/bin/sh', USER]);
    execFileSync('/usr/sbin/chpasswd', { input: `${USER}:${PASSWORD}\n` });
  });
  afterEach(async () => {
    driver?.kill('SIGKILL');
    await until('no tracer is left', () => processesNaming(folder).length === 0, 20_000);
  });
  after(() => {
    removeUser();
    rmSync(folder, { recursive: true, force: true });
  });

  function removeUser(): void {
    rmSync(SUDOERS, { force: true });
    spawnSync('/usr/sbin/userdel', [USER]);
  }

  function allow(rule: string): void {
    writeFileSync(SUDOERS, `${USER} ${rule}\n`, { mode: 0o440 });
  }

  function startDriver(...password: string[]): ChildProcessWithoutNullStreams {
    const user = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
    const command = [process.execPath, path.join(folder, 'driver.mjs'), binary, 'bcc', ...password];
    const child = spawn('/usr/bin/setpriv', [...user, ...command], { cwd: '/' });
    driver = child;
    return child;
  }

  /** What the driver says until it ends; `stop` is typed when it is attached and the program has run. */
  async function trace(...password: string[]): Promise<string[]> {
    const child = startDriver(...password);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const wasAttached = said.includes('attached');
      said += chunk.toString();
      if (wasAttached || !said.includes('attached')) return;
      execFileSync(binary, { input: '\n' });
      child.stdin.write('stop\n');
    });
    child.stderr.pipe(process.stderr);
    await once(child, 'close');
    return said.trimEnd().split('\n');
  }

  const hits = (count: number): string[] => Array<string>(count).fill('hit');

  it('needs no password where sudoers says so', async () => {
    allow('ALL=(ALL) NOPASSWD: ALL');
    assert.deepEqual(await trace(), ['tracer', 'command', 'attached', ...hits(20), 'ended: stopped']);
  });

  it('passes the person’s password', async () => {
    allow('ALL=(ALL) ALL');
    assert.deepEqual(await trace(PASSWORD), [
      'tracer',
      'command',
      'authorising',
      'attached',
      ...hits(20),
      'ended: stopped',
    ]);
  });

  it('says that the password was not accepted', async () => {
    allow('ALL=(ALL) ALL');
    const said = await trace('not the password');
    assert.ok(said.includes('sudo did not accept the password.'), said.join('\n'));
    assert.equal(said.at(-1), 'ended: failed');
  });

  it('says that the user may not', async () => {
    rmSync(SUDOERS);
    const said = await trace(PASSWORD);
    assert.ok(said.includes('sudo does not allow this user to run the tracer.'), said.join('\n'));
  });

  it('leaves nothing of root when the person’s process is killed', async () => {
    allow('ALL=(ALL) NOPASSWD: ALL');
    const child = startDriver();
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('attached', () => said.includes('attached'), 30_000);
    child.kill('SIGKILL');
    await until('the tracer ends', () => processesNaming(folder).length === 0, 15_000);
  });
});
