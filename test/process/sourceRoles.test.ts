import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { findArtifacts } from '../../src/cargo/artifacts.ts';
import { CompiledSources } from '../../src/cargo/compiledSources.ts';
import { loadWorkspace, type CargoWorkspace } from '../../src/cargo/metadata.ts';
import { roleOf } from '../../src/cargo/sourceRole.ts';
import { unbuiltTargets } from '../../src/cargo/unbuiltTargets.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import { makeProject, type Sample } from './cargoSample.ts';
import { makeManyShapes } from './manyShapes.ts';

const ROLES = [
  ['app-one/src/part.rs', 'crate'],
  ['app-one/src/lib.rs', 'crate'],
  ['app-one/tests/common/mod.rs', 'crate'],
  ['app-one/build.rs', 'build-script'],
  ['app-one/build_part.rs', 'build-script'],
  ['mac/src/inner.rs', 'proc-macro'],
  ['mac/src/bin/tool.rs', 'crate'],
  ['outside/src/lib.rs', 'path-dependency'],
  ['no-package.rs', null],
] as const;

describe('the role of a source file', function () {
  this.timeout(120_000);
  let sample: Sample;
  let workspace: CargoWorkspace;
  before(async () => {
    sample = makeManyShapes();
    workspace = await loadWorkspace(sample.root);
  });
  after(() => {
    sample.remove();
  });

  it('is told by its place before the first build', () => {
    for (const [file, role] of ROLES.slice(0, -1)) assert.equal(roleOf(workspace, sample.file(file)), role, file);
    assert.equal(roleOf(workspace, '/proc/self/status'), null);
    const std = '/usr/lib/rustlib/src/rust/library/core/src/option.rs';
    assert.equal(roleOf(workspace, std), 'standard-library');
  });

  it('names the targets that are to be built for it', async () => {
    const rows = [
      ['app-one/examples/big-one/x.rs', ['example big-one']],
      ['app-one/examples/plug-in.rs', ['cdylib plug-in']],
      ['app-one/tests/common/mod.rs', ['test it', 'test own-harness']],
      ['app-one/benches/be.rs', ['bench be']],
      ['app-one/src/part.rs', ['bin renamed', 'test app_one']],
      ['app-one/build.rs', []],
      ['outside/src/lib.rs', []],
    ] as const;
    for (const [file, expected] of rows) {
      const targets = unbuiltTargets(workspace, sample.file(file), []);
      assert.deepEqual(targets.map(({ kind, targetName }) => `${kind} ${targetName}`).sort(), expected, file);
    }
    sample.cargo('build', '--example=show');
    const built = await findArtifacts(workspace);
    assert.deepEqual(unbuiltTargets(workspace, sample.file('app-one/examples/show.rs'), built), []);
  });

  it('is told by dep-info after a build, wherever the file lies', () => {
    sample.write('shared/both.rs', 'pub fn both() {}\n');
    sample.write('shared/of_build.rs', 'pub fn of_build() {}\n');
    const path = (name: string) => `#[path = "../shared/${name}.rs"]\nmod ${name};\n`;
    sample.write('app-one/build_part.rs', `${path('both')}${path('of_build')}pub fn run() {}\n`);
    sample.write('app-one/src/bin/second/main.rs', '#[path = "../../../../shared/both.rs"]\nmod both;\nfn main() {}\n');
    sample.cargo('build', '--workspace', '--bins');
    for (const [file, role] of ROLES.slice(0, -1)) assert.equal(roleOf(workspace, sample.file(file)), role, file);
  });
});

describe('an artifact', function () {
  this.timeout(120_000);
  let sample: Sample;
  let workspace: CargoWorkspace;
  let artifacts: Artifact[];
  before(async () => {
    sample = makeManyShapes();
    sample.cargo('build', '--workspace', '--bins', '--example=plug-in', '--example=show');
    sample.cargo('test', '--no-run', '--package=app-one', '--test=it', '--package=mac', '--lib');
    workspace = await loadWorkspace(sample.root);
    artifacts = await findArtifacts(workspace);
  });
  after(() => {
    sample.remove();
  });

  const ofLibrary = ['bin renamed', 'bin second', 'cdylib plug-in', 'example show', 'test app_one', 'test it'];
  const rows: readonly (readonly [file: string, name: string, expected: readonly string[]])[] = [
    ['app-one/src/part.rs', 'part3run', ['bin renamed']],
    ['app-one/src/bin/second/help.rs', '4help4help', ['bin second']],
    ['app-one/src/lib.rs', 'app_one6shared', ofLibrary],
    ['util/src/lib.rs', '4util3one', ofLibrary],
    ['outside/src/lib.rs', '7outside3out', [...ofLibrary, 'dylib outside']],
    ['app-one/src/forgotten.rs', 'forgotten5never', []],
    ['app-one/build.rs', 'build_part3run', []],
    ['outside/build-help/src/lib.rs', 'build_help4help', []],
    ['mac/src/inner.rs', '5inner5seven', ['test mac']],
    ['mac/src/bin/tool.rs', 'tool4main', ['bin tool']],
    ['app-one/tests/common/mod.rs', '6common6set_up', ['test it']],
    ['app-one/examples/plug-in.rs', 'plug', ['cdylib plug-in']],
  ];
  for (const [file, name, expected] of rows) {
    it(`was compiled from ${file}: ${expected.join(', ') || 'none'}`, () => {
      const sources = new CompiledSources(workspace);
      const found: Artifact[] = [];
      for (const artifact of artifacts) {
        const shown = `${artifact.kind} ${artifact.targetName}`;
        const isExpected = expected.includes(shown);
        const isCompiled = sources.isCompiledInto(artifact, sample.file(file));
        assert.equal(isCompiled, isExpected, shown);
        if (isCompiled) found.push(artifact);
        assert.ok(isExpected || !defines(artifact.path, name), `${shown} has ${name}`);
      }
      assert.deepEqual(found.map(({ kind, targetName }) => `${kind} ${targetName}`).sort(), [...expected].sort());
      assert.ok(expected.length === 0 || found.some(artifact => defines(artifact.path, name)), `nm finds ${name}`);
    });
  }

  it('may have been compiled from a file of the standard library, or of a dependency that was built again', () => {
    const renamed = artifacts.find(({ targetName }) => targetName === 'renamed') ?? assert.fail();
    const std = '/usr/lib/rustlib/src/rust/library/core/src/option.rs';
    assert.equal(new CompiledSources(workspace).isCompiledInto(renamed, std), null);
    sample.write('util/src/new.rs', 'pub fn new() {}\n');
    sample.write('util/src/lib.rs', 'mod new;\npub fn one() -> u8 { 2 }\n');
    sample.cargo('build', '--package=util');
    const sources = new CompiledSources(workspace);
    assert.equal(sources.isCompiledInto(renamed, sample.file('util/src/new.rs')), null);
    assert.equal(sources.isCompiledInto(renamed, sample.file('app-one/src/part.rs')), true);
  });

  it('for a triple has its build scripts and macros in another folder', async () => {
    const triple = /^host: (.+)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))?.[1] ?? '';
    sample.cargo('build', '--bin=renamed', `--target=${triple}`);
    const [built] = (await findArtifacts(workspace)).filter(found => found.triple === triple && found.kind === 'bin');
    assert.ok(built !== undefined);
    const sources = new CompiledSources(workspace);
    for (const [file, expected] of [
      ['util/src/lib.rs', true],
      ['mac/src/inner.rs', false],
      ['app-one/build.rs', false],
      ['app-one/src/forgotten.rs', false],
    ] as const)
      assert.equal(sources.isCompiledInto(built, sample.file(file)), expected, file);
  });
});

describe('a program beside helpers that only run during the build', function () {
  this.timeout(120_000);
  const manifest = (name: string, rest = '') =>
    `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;
  const program = {
    'app-one/src/main.rs': 'fn main() { println!("{}", util::one()) }\n',
    'util/Cargo.toml': manifest('util'),
    'util/src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
    'helper/Cargo.toml': manifest('helper'),
    'helper/src/lib.rs': 'pub fn helped() -> &\'static str { "7" }\n',
  };
  const ofUtil = '[dependencies]\nutil = { path = "../util" }\n';
  const macro = {
    'mac/Cargo.toml': manifest('mac', '[lib]\nproc-macro = true\n[dependencies]\nhelper = { path = "../helper" }\n'),
    'mac/src/lib.rs':
      '#[proc_macro]\npub fn seven(_: proc_macro::TokenStream) -> proc_macro::TokenStream { helper::helped().parse().unwrap() }\n',
    'app-one/Cargo.toml': manifest('app-one', `${ofUtil}mac = { path = "../mac" }\n`),
    'app-one/src/main.rs': 'fn main() { println!("{} {}", util::one(), mac::seven!()) }\n',
  };
  const rows: readonly (readonly [name: string, files: Readonly<Record<string, string>>, helperIsNoted: boolean])[] = [
    ['nothing', { 'Cargo.toml': '[workspace]\nmembers = ["app-one", "util", "helper"]\n' }, false],
    [
      'a build script',
      {
        'Cargo.toml': '[workspace]\nmembers = ["app-one", "util", "helper"]\n',
        'app-one/Cargo.toml': manifest('app-one', `${ofUtil}[build-dependencies]\nhelper = { path = "../helper" }\n`),
        'app-one/build.rs': 'fn main() { println!("x={}", helper::helped()) }\n',
      },
      true,
    ],
    [
      'a procedural macro',
      { ...macro, 'Cargo.toml': '[workspace]\nmembers = ["app-one", "util", "helper", "mac"]\n' },
      true,
    ],
    [
      'a procedural macro outside of the workspace',
      {
        ...macro,
        'Cargo.toml': '[workspace]\nmembers = ["app-one", "util"]\nexclude = ["mac", "helper"]\n',
        'app-one/Cargo.toml': manifest('app-one', `${ofUtil}mac = { path = "mac" }\n`),
        'app-one/mac/Cargo.toml': macro['mac/Cargo.toml'].replace('../helper', 'helper'),
        'app-one/mac/src/lib.rs': macro['mac/src/lib.rs'],
        'app-one/mac/helper/Cargo.toml': program['helper/Cargo.toml'],
        'app-one/mac/helper/src/lib.rs': program['helper/src/lib.rs'],
      },
      true,
    ],
  ];
  for (const [name, files, helperIsNoted] of rows) {
    it(`was not compiled from those of ${name}`, async () => {
      const project = makeProject(
        { ...program, 'app-one/Cargo.toml': manifest('app-one', ofUtil), ...files },
        'with helpers',
      );
      try {
        project.cargo('build', '--bin=app-one');
        const found = await loadWorkspace(project.file('app-one'));
        const [artifact] = await findArtifacts(found);
        assert.ok(artifact !== undefined);
        const helper = project.file(
          name.endsWith('outside of the workspace') ? 'app-one/mac/helper/src/lib.rs' : 'helper/src/lib.rs',
        );
        assert.equal(readFileSync(`${artifact.path}.d`, 'utf8').includes(helper.replaceAll(' ', '\\ ')), helperIsNoted);
        const sources = new CompiledSources(found);
        assert.equal(defines(artifact.path, 'helper6helped'), false);
        assert.equal(sources.isCompiledInto(artifact, helper), false);
        assert.ok(defines(artifact.path, 'util3one'));
        assert.equal(sources.isCompiledInto(artifact, project.file('util/src/lib.rs')), true);
      } finally {
        project.remove();
      }
    });
  }

  it('is known without the graph of its units where there are no helpers', async () => {
    const project = makeProject(
      {
        ...program,
        'Cargo.toml': '[workspace]\nmembers = ["app-one", "util"]\n',
        'app-one/Cargo.toml': manifest('app-one', ofUtil),
      },
      'plain',
    );
    try {
      project.cargo('build', '--bin=app-one');
      const found = await loadWorkspace(project.file('app-one'));
      const [artifact] = await findArtifacts(found);
      assert.ok(artifact !== undefined);
      rmSync(project.file('target/debug/.fingerprint'), { recursive: true });
      assert.equal(new CompiledSources(found).isCompiledInto(artifact, project.file('util/src/lib.rs')), true);
    } finally {
      project.remove();
    }
  });
});

function defines(file: string, name: string): boolean {
  return execFileSync('nm', [file], { encoding: 'utf8' })
    .split('\n')
    .some(line => / [tT] /.test(line) && line.includes(name));
}
