import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listenHidden } from '../../src/tracer/hiddenSocket.ts';

describe('the socket of a password', () => {
  let folder = '';
  const before = process.env.XDG_RUNTIME_DIR;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-hidden-'));
    process.env.XDG_RUNTIME_DIR = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = before;
    rmSync(folder, { recursive: true });
  });

  it('lies in no folder, is the owner’s alone, and is reached', async () => {
    const hidden = await listenHidden(socket => socket.end('here'));
    assert.deepEqual(readdirSync(folder), []);
    const status = statSync(hidden.path);
    assert.ok(status.isSocket());
    assert.equal(status.mode & 0o777, 0o600);
    assert.equal(status.nlink, 0);
    const socket = connect(hidden.path).setEncoding('utf8');
    assert.deepEqual(await once(socket, 'data'), ['here']);
    socket.destroy();
    hidden.close();
    hidden.close();
    assert.throws(() => statSync(hidden.path), { code: 'ENOENT' });
  });

  it('is out of reach for other users', async function () {
    if (process.geteuid?.() !== 0) {
      assert.notEqual(process.env.CI, 'true', 'root is needed, and CI must run all');
      console.log('      NOT RUN: only root can become another user');
      this.skip();
    }
    const hidden = await listenHidden(socket => socket.end());
    const look = ['--reuid=65534', '--regid=65534', '--clear-groups', 'stat', '-L', hidden.path];
    const other = spawnSync('/usr/bin/setpriv', look, { encoding: 'utf8' });
    assert.match(other.stderr, /Permission denied/);
    execFileSync('stat', ['-L', hidden.path]);
    hidden.close();
  });

  it('is made elsewhere when the first place does not take it', async () => {
    process.env.XDG_RUNTIME_DIR = path.join(folder, 'absent');
    const hidden = await listenHidden(socket => socket.end());
    assert.ok(statSync(hidden.path).isSocket());
    hidden.close();
  });
});
