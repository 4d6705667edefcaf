import assert from 'node:assert/strict';
import { cargoArguments, targetOf } from '../../../src/cargo/cargoArguments.ts';
import { defaultBuildTarget, packageAround } from '../../../src/cargo/buildTarget.ts';
import type { CargoPackage, CargoTarget, CargoWorkspace } from '../../../src/cargo/metadata.ts';
import { targetNamed } from '../../../src/cargo/targetNamed.ts';
import type { BuildTarget } from '../../../src/model/artifact.ts';
import { HumanError } from '../../../src/model/humanError.ts';

describe('the build that a file asks for by default', () => {
  const app = pack('app', { bins: ['one', 'app'], libs: ['lib'], tests: ['it'], dependencies: ['/w/util'] });
  const rows: readonly (readonly [name: string, members: readonly CargoPackage[], file: string, expected: string])[] = [
    ['the bin named like the package', [app], '/w/app/src/lib.rs', 'app bin app'],
    ['the bin whose root the file is', [app], '/w/app/src/bin/one.rs', 'app bin one'],
    ['the test whose root the file is', [app], '/w/app/tests/it.rs', 'app test it'],
    ['default-run', [{ ...app, defaultRun: 'one' }], '/w/app/src/lib.rs', 'app bin one'],
    ['the first bin', [pack('a', { bins: ['x', 'y'] })], '/w/a/src/other.rs', 'a bin x'],
    ['a member that uses the library', [pack('util', { libs: ['lib'] }), app], '/w/util/src/lib.rs', 'app bin app'],
    [
      'a member that uses it through another',
      [pack('base', { libs: ['lib'] }), pack('util', { libs: ['lib'], dependencies: ['/w/base'] }), app],
      '/w/base/src/a.rs',
      'app bin app',
    ],
    [
      'an example of the library',
      [pack('util', { libs: ['lib'], examples: ['ex'] })],
      '/w/util/src/a.rs',
      'util example ex',
    ],
    ['the dynamic library', [pack('so', { libs: ['rlib', 'cdylib'] }), app], '/w/so/src/lib.rs', 'so cdylib so'],
    [
      'unit tests of the library',
      [pack('util', { libs: ['lib'], tests: ['it'] })],
      '/w/util/src/a.rs',
      'util test util',
    ],
    ['for the workspace folder, the first program', [pack('util', { libs: ['lib'] }), app], '/w', 'app bin app'],
    [
      'the package with the longer path where one is inside the other',
      [app, { ...pack('inner', { bins: ['inner'] }), root: '/w/app/inner' }],
      '/w/app/inner/src/main.rs',
      'inner bin inner',
    ],
    ['not the package with a similar name', [pack('ap', { bins: ['ap'] }), app], '/w/app/src/a.rs', 'app bin app'],
  ];
  for (const [name, packages, file, expected] of rows) {
    it(`is ${name}`, () => {
      const build = defaultBuildTarget(workspaceOf(packages), file);
      assert.equal(`${build.packageName} ${build.kind} ${build.targetName}`, expected);
      assert.deepEqual([build.profile, build.triple, build.workspaceRoot], ['dev', null, '/w']);
    });
  }

  it('does not exist in a workspace without targets', () => {
    assert.throws(() => defaultBuildTarget(workspaceOf([]), '/w/a.rs'), HumanError);
  });

  it('belongs to no package outside of all of them', () => {
    assert.equal(packageAround(workspaceOf([app]), '/w/application/src/main.rs'), null);
  });
});

describe('the target of a name', () => {
  const first = workspaceOf([
    pack('app', { bins: ['app', 'twice'], libs: ['lib'], tests: ['it', 'twice'], examples: ['ex', 'app'] }),
    pack('so', { libs: ['rlib', 'cdylib'], tests: ['ex'] }),
    pack('plain', { libs: ['lib'] }),
  ]);
  const second = { ...workspaceOf([pack('other', { bins: ['it', 'far'] })]), workspaceRoot: '/v' };
  const rows: readonly (readonly [name: string, expected: string | null])[] = [
    ['app', '/w app bin'],
    ['twice', '/w app bin'],
    ['ex', '/w app example'],
    ['it', '/w app test'],
    ['so', '/w so cdylib'],
    ['far', '/v other bin'],
    ['plain', null],
    ['gone', null],
  ];
  for (const [name, expected] of rows) {
    it(`${name} is ${expected ?? 'none'}`, () => {
      const found = targetNamed([first, second], name);
      assert.equal(found && `${found.workspace.workspaceRoot} ${found.package.name} ${found.kind}`, expected);
      assert.equal(found?.target.name, expected === null ? undefined : name);
    });
  }
});

describe('the command line of cargo', () => {
  const owner = pack('app', { bins: ['app'], libs: ['lib'], tests: ['it'], examples: ['ex'] });
  const rows: readonly (readonly [change: Partial<BuildTarget>, args: string])[] = [
    [{}, 'build --message-format=json --package=app --bin=app'],
    [{ profile: 'release' }, 'build --message-format=json --package=app --bin=app --profile=release'],
    [
      { triple: 'x86_64-unknown-linux-musl' },
      'build --message-format=json --package=app --bin=app --target=x86_64-unknown-linux-musl',
    ],
    [{ kind: 'example', targetName: 'ex' }, 'build --message-format=json --package=app --example=ex'],
    [{ kind: 'test', targetName: 'it' }, 'test --no-run --message-format=json --package=app --test=it'],
    [{ kind: 'test', targetName: 'app' }, 'test --no-run --message-format=json --package=app --lib'],
    [
      { kind: 'test', targetName: 'it', profile: 'fast' },
      'test --no-run --message-format=json --package=app --test=it --profile=fast',
    ],
  ];
  for (const [change, args] of rows) {
    it(`is cargo ${args}`, () => {
      const build: BuildTarget = {
        workspaceRoot: '/w',
        packageName: 'app',
        targetName: 'app',
        kind: 'bin',
        profile: 'dev',
        triple: null,
        ...change,
      };
      const target = targetOf(build, owner.targets);
      assert.ok(target);
      assert.equal(cargoArguments(build, target).join(' '), args);
    });
  }
});

interface Contents {
  readonly bins?: readonly string[];
  /** Crate types of its library. */
  readonly libs?: readonly string[];
  readonly tests?: readonly string[];
  readonly examples?: readonly string[];
  readonly dependencies?: readonly string[];
}

function pack(
  name: string,
  { bins = [], libs = [], tests = [], examples = [], dependencies = [] }: Contents,
): CargoPackage {
  const root = `/w/${name}`;
  const target = (targetName: string, kind: string, source: string): CargoTarget => ({
    name: targetName,
    kinds: [kind],
    crateTypes: ['bin'],
    source: `${root}/${source}`,
  });
  return {
    name,
    manifest: `${root}/Cargo.toml`,
    root,
    defaultRun: null,
    pathDependencies: dependencies,
    targets: [
      ...(libs.length > 0 ? [{ name, kinds: libs, crateTypes: libs, source: `${root}/src/lib.rs` }] : []),
      ...bins.map(bin => target(bin, 'bin', bin === name ? 'src/main.rs' : `src/bin/${bin}.rs`)),
      ...examples.map(example => target(example, 'example', `examples/${example}.rs`)),
      ...tests.map(test => target(test, 'test', `tests/${test}.rs`)),
    ],
  };
}

function workspaceOf(packages: readonly CargoPackage[]): CargoWorkspace {
  return { workspaceRoot: '/w', targetDirectory: '/w/target', buildDirectory: '/w/target', packages };
}
