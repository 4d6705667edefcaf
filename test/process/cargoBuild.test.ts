import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { cargoBuild, type BuildResult } from '../../src/cargo/build.ts';
import type { BuildProgress } from '../../src/cargo/cargoProgress.ts';
import type { CompilerDiagnostic } from '../../src/cargo/compilerDiagnostic.ts';
import type { BuildTarget } from '../../src/model/artifact.ts';
import { HumanError } from '../../src/model/humanError.ts';
import type { Range0 } from '../../src/model/rustFunction.ts';
import { builtFiles, makeSample, type Sample } from './cargoSample.ts';

describe('a build', function () {
  this.timeout(120_000);
  let sample: Sample;
  before(() => {
    sample = makeSample();
  });
  after(() => {
    sample.remove();
  });

  it('says how far it is', async () => {
    sample.cargo('clean');
    const { progress } = await runBuild(buildOf(sample, {}));
    assert.ok(progress.length > 0);
    for (const { done, total, crate } of progress) {
      assert.ok(done >= 0 && done <= total, `${String(done)} of ${String(total)}`);
      // Two libraries and the program.
      assert.equal(total, 3);
      assert.match(crate, /^(util|app-one|app-one\(bin\))?$/);
    }
  });

  const targets: readonly (readonly [build: Partial<BuildTarget>, flags: readonly string[]])[] = [
    [{}, ['build', '--bin=app-one']],
    [{ targetName: 'other-bin' }, ['build', '--bin=other-bin']],
    [{ kind: 'example', targetName: 'show' }, ['build', '--example=show']],
    [{ kind: 'test', targetName: 'it' }, ['test', '--no-run', '--test=it']],
    [{ kind: 'test', targetName: 'app_one' }, ['test', '--no-run', '--lib']],
    [{ kind: 'test', targetName: 'app-one' }, ['test', '--no-run', '--bin=app-one']],
    [{ kind: 'bench', targetName: 'be' }, ['test', '--no-run', '--bench=be']],
    [{ kind: 'cdylib', targetName: 'app_one' }, ['build', '--lib']],
    [{ profile: 'release' }, ['build', '--bin=app-one', '--release']],
  ];
  it('makes the file that cargo makes', async () => {
    for (const [change, flags] of targets) {
      const build = buildOf(sample, change);
      const { result } = await runBuild(build);
      const expected = builtFiles(sample.cargo(...flags, '--message-format=json'));
      assert.equal(result.kind, 'built');
      assert.ok(expected.includes(`${build.kind} ${build.targetName} ${result.executable}`), expected.join('\n'));
    }
  });

  it('needs a target that exists', async () => {
    for (const change of [{ targetName: 'nothing' }, { packageName: 'nothing' }, { kind: 'example' as const }]) {
      await assert.rejects(runBuild(buildOf(sample, change)), HumanError);
    }
  });
});

describe('a build that fails', function () {
  this.timeout(60_000);
  const lines = [
    'fn main() {',
    '    let Größe = "🦀🦀"; let _: u8 = Größe; let _unused = 1;',
    '    let x = 1;',
    '    println!("日本 {}", missing);',
    '}',
    'fn never_called() {}',
  ];
  let sample: Sample;
  let result: BuildResult;
  let diagnostics: CompilerDiagnostic[];
  before(async () => {
    sample = makeSample({ 'app-one/src/main.rs': `${lines.join('\n')}\n` });
    ({ result, diagnostics } = await runBuild(buildOf(sample, {})));
  });
  after(() => {
    sample.remove();
  });

  it('shows each error at its place, counted in UTF-16 units', () => {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors.map(({ code, range }) => [code, range.start.line0, textAt(lines, range)]).sort(), [
      ['E0308', 1, 'Größe'],
      ['E0425', 3, 'missing'],
    ]);
    const mismatch = errors.find(({ code }) => code === 'E0308');
    assert.equal(mismatch?.file, sample.file('app-one/src/main.rs'));
    assert.equal(mismatch.range.start.character0, lines[1]?.lastIndexOf('Größe'));
    assert.match(mismatch.message, /^mismatched types\nexpected `u8`, found `&str`/);
    assert.match(mismatch.rendered, /^error\[E0308\]: mismatched types\n/);
    const [expected] = mismatch.related;
    assert.deepEqual([expected?.message, textAt(lines, expected?.range)], ['expected due to this', 'u8']);
  });

  it('says what failed', () => {
    assert.equal(result.kind, 'failed');
    assert.equal(result.errors, 2);
    assert.match(result.message, /^Building app-one ended with 2 errors: .* \(.*app-one\/src\/main\.rs:\d\)\.$/);
  });

  it('shows warnings of a dependency in the file of the dependency', async () => {
    sample.write('util/src/lib.rs', 'pub fn one() -> u8 { let ü = 1; 1 }\n');
    const warnings = (await runBuild(buildOf(sample, {}))).diagnostics.filter(({ severity }) => severity === 'warning');
    const [warning] = warnings;
    assert.deepEqual([warning?.file, warning?.code], [sample.file('util/src/lib.rs'), 'unused_variables']);
  });

  it('shows an error inside of a macro of the standard library where the macro is called', async () => {
    sample.write('app-one/src/main.rs', 'fn main() {\n    assert_eq!(1u8, "one");\n}\n');
    const { diagnostics: found } = await runBuild(buildOf(sample, {}));
    const error = found.find(({ severity }) => severity === 'error');
    assert.equal(error?.file, sample.file('app-one/src/main.rs'));
    assert.equal(error.range.start.line0, 1);
  });

  it('repeats the words of cargo when no compiler was asked', async () => {
    sample.write('app-one/src/main.rs', 'fn main() {}\n');
    sample.write('app-one/build.rs', 'fn main() { panic!("no such luck") }\n');
    const failed = (await runBuild(buildOf(sample, {}))).result;
    assert.equal(failed.kind, 'failed');
    assert.equal(failed.errors, 0);
    assert.match(failed.message, /^cargo build failed: failed to run custom build command[^]*no such luck/);
  });

  it('says what the linker has against it', async () => {
    sample.write('app-one/build.rs', 'fn main() { println!("cargo:rustc-link-lib=there_is_no_such_library") }\n');
    const failed = (await runBuild(buildOf(sample, {}))).result;
    assert.equal(failed.kind, 'failed');
    assert.match(failed.message, /linking with .* failed/);
  });
});

describe('a cancelled build', function () {
  this.timeout(60_000);

  it('ends, with everything that it has started', async () => {
    const script =
      'fn main() { std::fs::write("pid", std::process::id().to_string()).unwrap(); loop { std::thread::park() } }';
    const sample = makeSample({ 'app-one/build.rs': script });
    const controller = new AbortController();
    const building = runBuild(buildOf(sample, {}), controller.signal);
    const pidFile = sample.file('app-one/pid');
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await delay(20);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.ok(isAlive(pid));
    controller.abort();
    assert.deepEqual((await building).result, { kind: 'cancelled' });
    while (isAlive(pid)) await delay(20);
    sample.remove();
  });

  it('does not begin when it was cancelled before', async () => {
    const sample = makeSample();
    const { result } = await runBuild(buildOf(sample, {}), AbortSignal.abort());
    assert.deepEqual(result, { kind: 'cancelled' });
    assert.ok(!existsSync(sample.file('target')));
    sample.remove();
  });
});

function buildOf(sample: Sample, change: Partial<BuildTarget>): BuildTarget {
  return {
    workspaceRoot: sample.root,
    packageName: 'app-one',
    targetName: 'app-one',
    kind: 'bin',
    profile: 'dev',
    triple: null,
    ...change,
  };
}

async function runBuild(build: BuildTarget, signal?: AbortSignal) {
  const progress: BuildProgress[] = [];
  const diagnostics: CompilerDiagnostic[] = [];
  const result = await cargoBuild(build, {
    onProgress: step => progress.push(step),
    onDiagnostic: diagnostic => diagnostics.push(diagnostic),
    ...(signal === undefined ? {} : { signal }),
  });
  return { result, progress, diagnostics };
}

/** What stands in a range of one line, as an editor cuts it out. */
function textAt(lines: readonly string[], range: Range0 | undefined): string | undefined {
  return range && lines[range.start.line0]?.slice(range.start.character0, range.end.character0);
}

/** A process that has ended and is not yet reaped is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}
