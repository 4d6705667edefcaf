import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { findArtifacts } from '../../src/cargo/artifacts.ts';
import { cargoBuild } from '../../src/cargo/build.ts';
import { CompiledSources } from '../../src/cargo/compiledSources.ts';
import { loadWorkspace } from '../../src/cargo/metadata.ts';
import { testTargetOf } from '../../src/cargo/testTarget.ts';
import { makeProject, type Sample } from './cargoSample.ts';

const test = (name: string): string => `#[test]\nfn ${name}() {}\n`;
const main = (name: string): string => `fn main() {}\n${test(name)}`;

/** The library and the first program have one name. */
const FILES: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nmembers = ["same"]\nresolver = "2"\n',
  'same/Cargo.toml': `[package]
name = "same"
version = "0.1.0"
edition = "2021"
[[example]]
name = "plug-in"
crate-type = ["cdylib"]
`,
  'same/build.rs': 'fn main() {}\n',
  'same/src/lib.rs': `mod part;\n${test('of_lib')}`,
  'same/src/part.rs': test('of_part'),
  'same/src/main.rs': main('of_main'),
  'same/src/bin/other-bin/main.rs': `mod help;\n${main('of_other')}`,
  'same/src/bin/other-bin/help.rs': test('of_help'),
  'same/examples/show.rs': main('of_show'),
  'same/examples/plug-in.rs': test('of_plug_in'),
  'same/tests/it.rs': test('of_it'),
  'same/benches/be.rs': test('of_be'),
};

describe('the test build that a file asks for', function () {
  this.timeout(120_000);
  let project: Sample;
  before(() => {
    project = makeProject(FILES, 'test targets');
  });
  after(() => {
    project.remove();
  });

  const rows = [
    ['src/lib.rs', 'of_lib'],
    ['src/part.rs', 'part::of_part'],
    ['src/main.rs', 'of_main'],
    ['src/bin/other-bin/main.rs', 'of_other'],
    ['src/bin/other-bin/help.rs', 'help::of_help'],
    ['examples/show.rs', 'of_show'],
    ['examples/plug-in.rs', 'of_plug_in'],
    ['tests/it.rs', 'of_it'],
    ['benches/be.rs', 'of_be'],
  ] as const;
  for (const [relative, name] of rows) {
    it(`makes a program that lists the test of ${relative}, and that is found as an artifact`, async () => {
      const file = project.file(`same/${relative}`);
      const workspace = await loadWorkspace(file);
      const build = testTargetOf(workspace, file);
      assert.ok(build !== null);
      const result = await cargoBuild(build, { onProgress: () => undefined, onDiagnostic: () => undefined });
      assert.equal(result.kind, 'built');
      const { executable } = result;
      assert.match(execFileSync(executable, ['--list'], { encoding: 'utf8' }), new RegExp(`^${name}: test$`, 'm'));
      const artifact = (await findArtifacts(workspace)).find(found => found.path === executable);
      assert.ok(artifact !== undefined);
      const { packageName, targetName, kind, profile, triple } = build;
      const { newerSource, ...found } = artifact;
      assert.equal(newerSource, null);
      assert.deepEqual(found, { ...found, packageName, targetName, kind, profile, triple });
      assert.equal(new CompiledSources(workspace).isCompiledInto(artifact, file), true);
    });
  }

  it('does not exist for a build script, nor outside of the workspace', async () => {
    const workspace = await loadWorkspace(project.root);
    assert.equal(testTargetOf(workspace, project.file('same/build.rs')), null);
    assert.equal(testTargetOf(workspace, project.file('elsewhere/src/lib.rs')), null);
  });
});
