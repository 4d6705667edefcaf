import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { findArtifacts } from '../../src/cargo/artifacts.ts';
import { loadWorkspace } from '../../src/cargo/metadata.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import type { Sample } from './cargoSample.ts';
import { makeManyShapes } from './manyShapes.ts';

const EVERYTHING = [
  ['build', '--workspace', '--bins', '--examples', '--lib'],
  ['test', '--no-run', '--workspace', '--all-targets'],
];

describe('artifacts of every shape', function () {
  this.timeout(180_000);
  let sample: Sample;
  before(() => {
    sample = makeManyShapes();
  });
  after(() => {
    sample.remove();
  });

  it('are found where cargo says it put them', async () => {
    const built = buildAll(sample);
    assert.equal(built.length, 27);
    assert.deepEqual(shown(await artifactsIn(sample.root)), built);
    assert.deepEqual(
      (await artifactsIn(sample.root)).filter(({ newerSource }) => newerSource !== null),
      [],
    );
  });

  it('are found from a folder of a member, and through symbolic links to the project and to the target folder', async () => {
    const found = shown(await artifactsIn(sample.root));
    assert.deepEqual(shown(await artifactsIn(sample.file('app-one/src/bin/second'))), found);
    const link = path.join(path.dirname(sample.root), 'link');
    symlinkSync(sample.root, link);
    const replaced = (lines: readonly string[]): string[] => lines.map(line => line.replace(sample.root, link));
    assert.deepEqual(shown(await artifactsIn(path.join(link, 'util'))), replaced(found));
    renameSync(sample.file('target'), sample.file('moved'));
    symlinkSync('moved', sample.file('target'));
    assert.deepEqual(shown(await artifactsIn(sample.root)), found);
  });

  it('in other profiles and for a triple, and what cargo bench makes, belong to their folders', async () => {
    rmSync(sample.file('target'), { recursive: true });
    const triple = /^host: (.+)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))?.[1] ?? '';
    const rows: readonly (readonly [profile: string, triple: string | null, args: readonly string[]])[] = [
      ['release', null, ['bench', '--no-run', '--workspace', '--exclude=dyn-lib', '--exclude=mac']],
      ['fast', null, ['build', '--profile=fast', '--bins', '--example=plug-in']],
      ['dev', triple, ['test', '--no-run', '--test=it', '--bins', `--target=${triple}`]],
    ];
    for (const [profile, ofTriple, args] of rows) {
      const built = builtBy(sample, [args]);
      const found = (await artifactsIn(sample.root)).filter(
        artifact => artifact.profile === profile && artifact.triple === ofTriple,
      );
      assert.ok(built.length > 4);
      assert.deepEqual(shown(found), built, profile);
    }
  });

  it('are found where cargo builds on another file system, in its new layout too @long', async function () {
    if (!existsSync('/dev/shm')) this.skip();
    const other = mkdtempSync('/dev/shm/rust-trace-build-');
    process.env.CARGO_BUILD_BUILD_DIR = other;
    try {
      const built = buildAll(sample);
      assert.ok(built.some(line => line.includes(other)));
      assert.deepEqual(shown(await inDev(sample.root)), built);
      rmSync(other, { recursive: true });
      process.env.RUSTC_BOOTSTRAP = '1';
      const inNewLayout = buildAll(sample, '-Zbuild-dir-new-layout');
      assert.ok(inNewLayout.some(line => /\/build\/app-one\/[0-9a-f]{16}\/out\//.test(line)));
      assert.deepEqual(shown(await inDev(sample.root)), inNewLayout);
    } finally {
      delete process.env.RUSTC_BOOTSTRAP;
      delete process.env.CARGO_BUILD_BUILD_DIR;
      rmSync(other, { recursive: true, force: true });
    }
  });
});

describe('a project below a folder with a colon', function () {
  this.timeout(60_000);

  it('is found with its target folder elsewhere, as cargo wants it', async () => {
    const sample = makeManyShapes();
    const colon = `${sample.root}: c`;
    renameSync(sample.root, colon);
    process.env.CARGO_TARGET_DIR = path.join(path.dirname(colon), 'out');
    try {
      const moved = { ...sample, cargo: (...args: string[]) => cargoIn(path.join(colon, 'app-one'), args) };
      const built = builtBy(moved, [['build', '--bins', '--example=show']]);
      assert.deepEqual(shown(await artifactsIn(path.join(colon, 'app-one'))), built);
    } finally {
      delete process.env.CARGO_TARGET_DIR;
      sample.remove();
    }
  });
});

function cargoIn(folder: string, args: readonly string[]): string {
  return execFileSync('cargo', [...args, '--offline'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function artifactsIn(start: string): Promise<Artifact[]> {
  return findArtifacts(await loadWorkspace(start));
}

async function inDev(start: string): Promise<Artifact[]> {
  return (await artifactsIn(start)).filter(({ profile, triple }) => profile === 'dev' && triple === null);
}

function buildAll(sample: Sample, ...more: readonly string[]): string[] {
  return builtBy(
    sample,
    EVERYTHING.map(args => [...args, ...more]),
  );
}

/** `PACKAGE KIND TARGET PATH` of every file that a process could run or load, in cargo's own words. */
function builtBy(sample: Pick<Sample, 'cargo'>, commands: readonly (readonly string[])[]): string[] {
  const lines = commands.flatMap(args => sample.cargo(...args, '--message-format=json').split('\n'));
  const built = lines.flatMap(line => {
    const message = (line.startsWith('{') ? JSON.parse(line) : {}) as CargoArtifact;
    if (message.reason !== 'compiler-artifact' || message.target.kind.includes('custom-build')) return [];
    // As a dependency of something else a library stays in the folder that cargo builds in.
    const library = message.filenames.find(file => /(?:debug|release|fast)(?:\/examples)?\/lib[^/]*\.so$/.test(file));
    const file = message.executable ?? (message.target.kind.includes('proc-macro') ? undefined : library);
    if (file === undefined) return [];
    const packageName = path.basename(path.dirname(message.manifest_path)).replace(/^dyn$/, 'dyn-lib');
    return [`${packageName} ${kindOf(message)} ${message.target.name} ${file}`];
  });
  return [...new Set(built)].sort();
}

function kindOf({ target, profile }: CargoArtifact): string {
  if (profile.test) return target.kind.includes('bench') ? 'bench' : 'test';
  const library = target.crate_types.find(type => type === 'cdylib' || type === 'dylib');
  return library ?? target.kind.join();
}

function shown(artifacts: readonly Artifact[]): string[] {
  return artifacts
    .map(({ packageName, kind, targetName, path: file }) => `${packageName} ${kind} ${targetName} ${file}`)
    .sort();
}

interface CargoArtifact {
  readonly reason?: string;
  readonly manifest_path: string;
  readonly target: { readonly name: string; readonly kind: readonly string[]; readonly crate_types: readonly string[] };
  readonly profile: { readonly test: boolean };
  readonly filenames: readonly string[];
  readonly executable: string | null;
}
