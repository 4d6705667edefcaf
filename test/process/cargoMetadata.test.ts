import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { findCargo } from '../../src/cargo/cargoCommand.ts';
import { loadWorkspace, parseMetadata } from '../../src/cargo/metadata.ts';
import { HumanError } from '../../src/model/humanError.ts';
import { makeSample, type Sample } from './cargoSample.ts';

describe('the workspace of a file', function () {
  this.timeout(30_000);
  let sample: Sample;
  before(() => {
    sample = makeSample({
      'broken/Cargo.toml': '[workspace]\n[package]\nname = "broken"\nversion = ???\n',
      'lonely.txt': '',
    });
  });
  after(() => {
    sample.remove();
  });

  it('is found from any file or folder of a package, a new one too', async () => {
    for (const start of [
      'app-one/src/bin/other-bin.rs',
      'app-one/src',
      'app-one',
      'app-one/src/not-yet.rs',
      'util',
      '',
    ]) {
      const workspace = await loadWorkspace(sample.file(start));
      assert.equal(workspace.workspaceRoot, sample.root, start);
      assert.equal(workspace.targetDirectory, sample.file('target'));
    }
  });

  it('has the packages and targets that were written down', async () => {
    const { packages } = await loadWorkspace(sample.root);
    const [app, util] = packages;
    assert.deepEqual([app?.name, util?.name], ['app-one', 'util']);
    assert.equal(app?.root, sample.file('app-one'));
    assert.equal(app.manifest, sample.file('app-one/Cargo.toml'));
    assert.deepEqual(app.pathDependencies, [sample.file('util')]);
    assert.equal(app.defaultRun, null);
    const targets = app.targets.map(
      ({ name, kinds, source }) => `${kinds.join('+')} ${name} ${path.relative(sample.root, source)}`,
    );
    assert.deepEqual(targets.sort(), [
      'bench be app-one/benches/be.rs',
      'bin app-one app-one/src/main.rs',
      'bin other-bin app-one/src/bin/other-bin.rs',
      'example show app-one/examples/show.rs',
      'rlib+cdylib app_one app-one/src/lib.rs',
      'test it app-one/tests/it.rs',
    ]);
  });

  it('says so when there is no Cargo.toml', async () => {
    await assert.rejects(loadWorkspace('/proc/self/status'), error => isHuman(error, /no Cargo\.toml beside or above/));
  });

  it('repeats what cargo says about a broken manifest', async () => {
    await assert.rejects(loadWorkspace(sample.file('broken/src/main.rs')), error =>
      isHuman(error, /cargo cannot read .*broken\/Cargo\.toml: [^]*version = \?\?\?/),
    );
  });

  it('is not waited for once it is no longer wanted', async () => {
    await assert.rejects(loadWorkspace(sample.root, AbortSignal.abort(new Error('enough'))), /enough/);
    const controller = new AbortController();
    const loading = loadWorkspace(sample.root, controller.signal);
    setImmediate(() => {
      controller.abort(new Error('enough'));
    });
    await assert.rejects(loading, /enough/);
  });

  it('is not guessed from output that is not understood', () => {
    for (const output of ['', '{}', '[]', '{"packages":{}}', 'error']) {
      assert.throws(() => parseMetadata(output), HumanError);
    }
  });
});

describe('cargo', () => {
  let sample: Sample;
  before(() => {
    sample = makeSample({ 'path/bin/cargo': '', 'home/.cargo/bin/cargo': '', 'cargo-home/bin/cargo': '' });
    for (const file of ['path/bin/cargo', 'home/.cargo/bin/cargo', 'cargo-home/bin/cargo'])
      chmodSync(sample.file(file), 0o755);
    mkdirSync(sample.file('folder/cargo'), { recursive: true });
    sample.write('plain/cargo', '');
  });
  after(() => {
    sample.remove();
  });

  it('is taken from PATH, then from $CARGO_HOME, then from the home folder', async () => {
    const all = { PATH: sample.file('path/bin'), CARGO_HOME: sample.file('cargo-home'), HOME: sample.file('home') };
    assert.equal((await findCargo(all)).file, sample.file('path/bin/cargo'));
    assert.equal((await findCargo({ ...all, PATH: '/nowhere' })).file, sample.file('cargo-home/bin/cargo'));
    const found = await findCargo({ PATH: '/nowhere', HOME: sample.file('home') });
    assert.equal(found.file, sample.file('home/.cargo/bin/cargo'));
    assert.equal(found.env.PATH, `${sample.file('home/.cargo/bin')}:/nowhere`);
  });

  it('is neither a folder, nor a file that cannot be run, nor what a relative PATH leads to', async () => {
    const search = [sample.file('folder'), sample.file('plain'), '.', ''].join(':');
    await assert.rejects(findCargo({ PATH: search, HOME: '/nowhere' }), error => isHuman(error, /cargo was not found/));
  });
});

function isHuman(error: unknown, message: RegExp): boolean {
  assert.ok(error instanceof HumanError);
  assert.match(error.detail.message, message);
  return true;
}
