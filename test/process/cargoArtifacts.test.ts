import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { findArtifacts } from '../../src/cargo/artifacts.ts';
import { loadWorkspace } from '../../src/cargo/metadata.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import { builtFiles, makeSample, type Sample } from './cargoSample.ts';

const JSON_MESSAGES = '--message-format=json';

describe('the artifacts of a workspace', function () {
  this.timeout(120_000);
  let sample: Sample;
  /** What cargo says it has built, all in profile dev. */
  let built: string[];

  before(() => {
    sample = makeSample();
    const programs = sample.cargo('build', '--workspace', '--bins', '--examples', '--lib', JSON_MESSAGES);
    const tests = sample.cargo(
      'test',
      '--no-run',
      '--workspace',
      '--lib',
      '--bins',
      '--tests',
      '--benches',
      JSON_MESSAGES,
    );
    // What `cargo test` makes of an example is a second program of the same source: nobody runs it by hand.
    built = builtFiles(programs + tests).filter(line => !line.startsWith('test show '));
  });
  after(() => {
    sample.remove();
  });

  it('are the files that cargo says it built, and up to date', async () => {
    const found = await artifactsOf(sample);
    assert.deepEqual(found.map(shown).sort(), built);
    assert.deepEqual(
      new Set(found.map(({ profile, triple }) => `${profile} ${String(triple)}`)),
      new Set(['dev null']),
    );
    assert.deepEqual(
      found.filter(({ newerSource }) => newerSource !== null),
      [],
    );
    assert.equal(found.find(({ targetName }) => targetName === 'other-bin')?.packageName, 'app-one');
  });

  it('are older than a source of the package, of one that it depends on, or its manifest that was written later', async () => {
    const rows = [
      ['app-one/src/part.rs', ['bin app-one', 'test app-one']],
      ['app-one/src/lib.rs', ['bench be', 'bin app-one', 'bin other-bin', 'cdylib app_one', 'example show']],
      ['util/src/lib.rs', ['bin app-one', 'bin other-bin', 'cdylib app_one', 'example show', 'test it', 'test util']],
      ['app-one/Cargo.toml', ['bin app-one', 'bin other-bin', 'cdylib app_one', 'example show']],
    ] as const;
    for (const [source, expected] of rows) {
      const file = sample.file(source);
      const later = new Date(Date.now() + 60_000);
      utimesSync(file, later, later);
      const older = (await artifactsOf(sample)).filter(({ newerSource }) => newerSource === file);
      const names = older.map(({ kind, targetName }) => `${kind} ${targetName}`);
      for (const name of expected) assert.ok(names.includes(name), `${name} is older than ${source}: ${names.join()}`);
      assert.ok(source !== 'app-one/src/part.rs' || !names.includes('bin other-bin'), 'it is no part of other-bin');
      const earlier = new Date(Date.now() - 3_600_000);
      utimesSync(file, earlier, earlier);
    }
    assert.deepEqual(
      (await artifactsOf(sample)).filter(({ newerSource }) => newerSource !== null),
      [],
    );
  });

  it('are up to date again after a build, also when only a comment of the manifest has changed', async () => {
    sample.write('util/src/lib.rs', 'pub fn one() -> u8 { 2 }\n');
    sample.write(
      'app-one/Cargo.toml',
      `${execFileSync('cat', [sample.file('app-one/Cargo.toml')], { encoding: 'utf8' })}# x\n`,
    );
    const program = async () =>
      (await artifactsOf(sample)).find(({ kind, targetName }) => kind === 'bin' && targetName === 'app-one');
    assert.notEqual((await program())?.newerSource, null);
    sample.cargo('build');
    assert.equal((await program())?.newerSource, null);
  });

  it('in other profiles and for a target triple are told apart', async () => {
    sample.write('.cargo/config.toml', '[profile.fast]\ninherits = "release"\n');
    const triple = /^host: (.+)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))?.[1] ?? '';
    const release = builtFiles(sample.cargo('build', '--bin=app-one', '--release', JSON_MESSAGES));
    const fast = builtFiles(sample.cargo('build', '--bin=app-one', '--profile=fast', JSON_MESSAGES));
    const cross = builtFiles(sample.cargo('build', '--bin=app-one', `--target=${triple}`, JSON_MESSAGES));
    const found = (await artifactsOf(sample)).filter(
      ({ kind, targetName }) => kind === 'bin' && targetName === 'app-one',
    );
    const path = (profile: string, ofTriple: string | null) =>
      found.filter(artifact => artifact.profile === profile && artifact.triple === ofTriple).map(shown);
    const programs = (lines: string[]) => lines.filter(line => line.startsWith('bin '));
    assert.deepEqual(path('release', null), programs(release));
    assert.deepEqual(path('fast', null), programs(fast));
    assert.deepEqual(path('dev', triple), programs(cross));
    assert.equal(found.length, 4);
  });

  it('are never something else under their name', async () => {
    const program = sample.file('target/debug/other-bin');
    renameSync(program, `${program}.kept`);
    const others: (() => void)[] = [
      () => execFileSync('mkfifo', ['-m', '777', program]),
      () => {
        symlinkSync(program, program);
      },
      () => {
        writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
      },
      () => {
        writeFileSync(program, '\x7fELF', { mode: 0o644 });
      },
    ];
    for (const make of others) {
      make();
      const found = await artifactsOf(sample);
      assert.deepEqual(
        found.filter(({ path }) => path === program),
        [],
      );
      rmSync(program);
    }
    renameSync(`${program}.kept`, program);
    assert.ok((await artifactsOf(sample)).some(({ path }) => path === program));
  });
});

describe('a source that is saved while its program is linked', function () {
  this.timeout(120_000);
  const rows = [
    ['of the program', 'app-one/src/bin/other-bin.rs', 'other_bin-', 'build'],
    ['of a library, before the program is begun', 'app-one/src/lib.rs', 'app_one', 'build'],
    ['of a dependency that was compiled before', 'util/src/lib.rs', 'app_one', 'build'],
    ['of a test', 'app-one/tests/it.rs', 'it-', 'test'],
  ] as const;
  for (const [name, source, linked, command] of rows) {
    it(`is newer than it: ${name}`, async () => {
      const sample = makeSample();
      try {
        sample.write('.cargo/config.toml', `[build]\nrustflags = ["-Clinker=${sample.file('linker')}"]\n`);
        const save = `case "$*" in *deps/*${linked}*) if mkdir '${sample.file('saved')}'; then sleep 0.1; touch '${sample.file(source)}'; sleep 0.1; fi;; esac`;
        writeFileSync(sample.file('linker'), `#!/bin/sh\n${save}\nexec cc "$@"\n`, { mode: 0o755 });
        const args = command === 'build' ? ['build', '--bin=other-bin'] : ['test', '--no-run', '--test=it'];
        const targetName = command === 'build' ? 'other-bin' : 'it';
        const newerSource = async () =>
          (await artifactsOf(sample)).find(found => found.targetName === targetName)?.newerSource;
        sample.cargo(...args);
        assert.ok(existsSync(sample.file('saved')));
        assert.equal(await newerSource(), sample.file(source));
        assert.match(sample.cargo(...args, JSON_MESSAGES), new RegExp(`"name":"${targetName}".*"fresh":false`));
        assert.equal(await newerSource(), null);
        assert.match(sample.cargo(...args, JSON_MESSAGES), new RegExp(`"name":"${targetName}".*"fresh":true`));
      } finally {
        sample.remove();
      }
    });
  }
});

describe('the target directory', function () {
  this.timeout(60_000);

  it('is the one of build.target-dir', async () => {
    const sample = makeSample({ '.cargo/config.toml': '[build]\ntarget-dir = "out put"\n' });
    await checkTargetDirectory(sample, sample.file('out put'));
  });

  it('is the one of CARGO_TARGET_DIR', async () => {
    const sample = makeSample();
    process.env.CARGO_TARGET_DIR = sample.file('elsewhere');
    try {
      await checkTargetDirectory(sample, sample.file('elsewhere'));
    } finally {
      delete process.env.CARGO_TARGET_DIR;
    }
  });

  it('holds the programs, and build.build-dir the tests', async () => {
    const sample = makeSample({ '.cargo/config.toml': '[build]\nbuild-dir = "inner"\n' });
    const built = builtFiles(sample.cargo('test', '--no-run', '--bin=app-one', '--test=it', JSON_MESSAGES));
    assert.deepEqual(
      (await artifactsOf(sample))
        .filter(({ kind }) => kind !== 'cdylib')
        .map(shown)
        .sort(),
      built.filter(line => !line.startsWith('cdylib')),
    );
    sample.remove();
  });
});

async function checkTargetDirectory(sample: Sample, expected: string): Promise<void> {
  try {
    assert.deepEqual(await artifactsOf(sample), []);
    const built = builtFiles(sample.cargo('build', '--bin=other-bin', JSON_MESSAGES));
    assert.equal((await loadWorkspace(sample.file('app-one/src'))).targetDirectory, expected);
    assert.ok(!existsSync(sample.file('target')));
    assert.deepEqual((await artifactsOf(sample)).map(shown).sort(), built);
  } finally {
    sample.remove();
  }
}

async function artifactsOf(sample: Sample): Promise<Artifact[]> {
  return findArtifacts(await loadWorkspace(sample.file('app-one/src/main.rs')));
}

function shown({ kind, targetName, path }: Artifact): string {
  return `${kind} ${targetName} ${path}`;
}
