import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findArtifacts } from '../../src/cargo/artifacts.ts';
import { CompiledSources } from '../../src/cargo/compiledSources.ts';
import { loadWorkspace } from '../../src/cargo/metadata.ts';
import { roleOf } from '../../src/cargo/sourceRole.ts';
import { workspacesFor } from '../../src/cargo/workspacesFor.ts';
import { makeDependencySample, type DependencySample } from './dependencySample.ts';

describe('the workspaces that a file may have been compiled in', function () {
  this.timeout(120_000);
  let sample: DependencySample;
  before(() => {
    sample = makeDependencySample();
  });
  after(() => {
    sample.remove();
  });

  const STD = '/usr/lib/rustlib/src/rust/library/core/src/option.rs';
  const rows: readonly (readonly [
    name: string,
    file: () => string,
    folders: string[],
    expected: string[],
    errors: number,
  ])[] = [
    ['its own', () => sample.file('one/src/main.rs'), [''], ['one'], 0],
    ['its own, with no folder open', () => sample.file('two/member/src/main.rs'), [], ['two'], 0],
    [
      'its own, then those that depend on it by path',
      () => sample.file('near/src/lib.rs'),
      [''],
      ['near', 'one', 'two'],
      0,
    ],
    ['in the order of the folders', () => sample.file('near/src/lib.rs'), ['two', 'one'], ['near', 'two', 'one'], 0],
    ['of a folder below the root', () => sample.registrySource, ['one/src'], ['one'], 0],
    ['those below the folder, without one that is broken', () => sample.registrySource, [''], ['one'], 1],
    ['of a git dependency', () => sample.gitSource, ['two', 'one'], ['one'], 0],
    ['that it is vendored for', () => sample.file('two/vendor/vendored/src/lib.rs'), ['one'], ['two'], 0],
    ['all, for the standard library', () => STD, ['one', 'two/member'], ['one', 'two'], 0],
    ['none without a folder, for a dependency', () => sample.registrySource, [], [], 0],
  ];
  for (const [name, file, folders, expected, errors] of rows) {
    it(`are ${name}`, async () => {
      const found = await workspacesFor(
        file(),
        folders.map(folder => path.join(sample.root, folder)),
      );
      const roots = found.workspaces.map(({ workspaceRoot }) => path.relative(sample.root, workspaceRoot));
      assert.deepEqual(roots, expected);
      assert.equal(found.errors.length, errors, JSON.stringify(found.errors));
    });
  }

  it('are a vendored package itself, where it was unpacked to be built alone', async () => {
    const alone = realpathSync(mkdtempSync(path.join(tmpdir(), 'rust-trace-alone-')));
    try {
      cpSync(sample.file('two/vendor/vendored'), alone, { recursive: true });
      const found = await workspacesFor(path.join(alone, 'src', 'lib.rs'), []);
      assert.deepEqual(
        found.workspaces.map(({ workspaceRoot }) => workspaceRoot),
        [alone],
      );
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it('are not asked for in vain', async () => {
    await assert.rejects(
      workspacesFor(sample.gitSource, [sample.root], AbortSignal.abort(new Error('enough'))),
      /enough/,
    );
  });

  it('know what was downloaded, and what was compiled from it', async () => {
    const one = await loadWorkspace(sample.file('one'));
    const two = await loadWorkspace(sample.file('two'));
    const vendored = sample.file('two/vendor/vendored/src/lib.rs');
    for (const [workspace, file, role, isCompiled] of [
      [one, sample.registrySource, 'downloaded', true],
      [one, sample.gitSource, 'downloaded', true],
      [one, sample.file('near/src/lib.rs'), 'path-dependency', true],
      [one, vendored, 'downloaded', false],
      [two, vendored, 'downloaded', true],
      [two, sample.registrySource, 'downloaded', false],
    ] as const) {
      const [program] = await findArtifacts(workspace);
      assert.ok(program !== undefined);
      assert.equal(roleOf(workspace, file), role, file);
      assert.equal(new CompiledSources(workspace).isCompiledInto(program, file), isCompiled, file);
    }
  });
});
