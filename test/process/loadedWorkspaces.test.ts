import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LoadedWorkspaces } from '../../src/cargo/loadedWorkspaces.ts';
import { loadWorkspace, type CargoWorkspace } from '../../src/cargo/metadata.ts';
import { makeProject, makeSample, type Sample } from './cargoSample.ts';

/** Longer than changes may share a time of the file system. */
const SETTLED_MS = 120;

describe('a workspace that is remembered', function () {
  this.timeout(60_000);
  let sample: Sample;
  let loaded: LoadedWorkspaces;
  beforeEach(async () => {
    sample = makeSample({ 'Cargo.toml': '[workspace]\nmembers = ["app-one", "util", "more/*"]\nresolver = "2"\n' });
    sample.write('more/one/Cargo.toml', '[package]\nname = "one"\nversion = "0.1.0"\n');
    sample.write('more/one/src/lib.rs', '');
    sample.write('app-one/examples/large/part.rs', '');
    loaded = new LoadedWorkspaces();
    await setTimeout(SETTLED_MS);
    await load();
    await setTimeout(SETTLED_MS);
    assert.equal(await load(), await load(), 'cargo was asked again for nothing');
  });
  afterEach(() => {
    sample.remove();
  });

  function load(): Promise<CargoWorkspace> {
    return loaded.load(sample.file('app-one/src/main.rs'));
  }

  const PACKAGE = '[package]\nversion = "0.1.0"\nname';
  const WRITTEN: readonly (readonly [title: string, file: string, text: string])[] = [
    ['a manifest', 'app-one/Cargo.toml', `${PACKAGE} = "app-two"\n`],
    ['the manifest of another member', 'util/Cargo.toml', `${PACKAGE} = "other"\n`],
    ['a new program', 'app-one/src/bin/new.rs', 'fn main() {}\n'],
    ['a new test', 'util/tests/first.rs', ''],
    ['an example in a folder', 'app-one/examples/large/main.rs', 'fn main() {}\n'],
    ['a build script', 'util/build.rs', 'fn main() {}\n'],
    ['a program beside a library', 'more/one/src/main.rs', 'fn main() {}\n'],
    ['a configuration file', '.cargo/config.toml', '[build]\ntarget-dir = "elsewhere"\n'],
  ];
  const CHANGES: readonly (readonly [title: string, change: () => void])[] = [
    ...WRITTEN.map(([title, file, text]): [string, () => void] => [
      title,
      () => {
        sample.write(file, text);
      },
    ]),
    [
      'a program that is gone',
      () => {
        rmSync(sample.file('app-one/src/bin/other-bin.rs'));
      },
    ],
    [
      'a new member',
      () => {
        sample.write('more/two/src/lib.rs', '');
        sample.write('more/two/Cargo.toml', `${PACKAGE} = "two"\n`);
      },
    ],
  ];
  for (const [title, change] of CHANGES) {
    it(`is what cargo says at once after: ${title}`, async () => {
      const before = await load();
      change();
      const now = await load();
      assert.deepEqual(now, await loadWorkspace(sample.file('app-one/src/main.rs')));
      assert.notDeepEqual(now, before);
    });
  }

  it('is asked for again where another toolchain may be meant', async () => {
    const before = await load();
    sample.write('../rust-toolchain.toml', '[toolchain]\nprofile = "minimal"\n');
    assert.notEqual(await load().catch(() => null), before);
  });

  it('is what cargo says at once after a file appears that a configuration includes if it is there', async () => {
    sample.write('.cargo/config.toml', 'include = [{ path = "more.toml", optional = true }]\n');
    await setTimeout(SETTLED_MS);
    await load();
    sample.write('.cargo/more.toml', '[build]\ntarget-dir = "elsewhere"\n');
    assert.deepEqual(await load(), await loadWorkspace(sample.root));
  });

  it('is asked for anew by who asks after a change while cargo is being asked', async () => {
    loaded.forget();
    const asked = load();
    sample.write('.cargo/config.toml', '[build]\ntarget-dir = "elsewhere"\n');
    const now = await load();
    assert.match(now.targetDirectory, /elsewhere$/);
    assert.notEqual(now, await asked);
  });

  it('is one for all that ask at the same time', async () => {
    loaded.forget();
    const [one, other] = await Promise.all([load(), load()]);
    assert.equal(one, other);
  });

  it('is not remembered where cargo refuses it', async () => {
    sample.write('app-one/Cargo.toml', 'nonsense');
    await assert.rejects(load(), /cargo cannot read/);
    await assert.rejects(load(), /cargo cannot read/);
    sample.write('app-one/Cargo.toml', '[package]\nname = "again"\nversion = "0.1.0"\n');
    const { packages } = await load();
    assert.ok(packages.some(({ name }) => name === 'again'));
    assert.equal(path.basename(packages[0]?.manifest ?? ''), 'Cargo.toml');
  });
});

describe('a workspace whose members are named by patterns', function () {
  this.timeout(60_000);

  const NEW: readonly (readonly [pattern: string, known: string, added: string])[] = [
    ['*/*', 'crates/known', 'first/new'],
    ['crates/*/*', 'crates/more/known', 'crates/other/new'],
  ];
  for (const [pattern, known, added] of NEW)
    it(`is what cargo says at once when ${added} is one too by ${pattern}`, async () => {
      const sample = makeProject({ 'Cargo.toml': `[workspace]\nmembers = ["${pattern}"]\n` }, 'patterns');
      const add = (folder: string): void => {
        sample.write(`${folder}/src/lib.rs`, '');
        sample.write(`${folder}/Cargo.toml`, `[package]\nname = "${path.basename(folder)}"\nversion = "0.1.0"\n`);
      };
      try {
        add(known);
        const { load } = new LoadedWorkspaces();
        await setTimeout(SETTLED_MS);
        await load(sample.root);
        add(added);
        const { packages } = await load(sample.root);
        assert.deepEqual(packages.map(({ name }) => name).sort(), ['known', 'new']);
      } finally {
        sample.remove();
      }
    });
});
