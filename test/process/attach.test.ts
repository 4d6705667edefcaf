/** A function in what one process runs, with real programs of cargo: the present build, an older one, a copy elsewhere. */

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { assetPath } from '../../src/binary/assets.ts';
import { HumanError } from '../../src/model/humanError.ts';
import type { RustFunction } from '../../src/model/rustFunction.ts';
import { ANY_ARTIFACT } from '../../src/resolve/artifactChoice.ts';
import type { ProcessEntry } from '../../src/resolve/processEntry.ts';
import type { Resolution } from '../../src/resolve/resolution.ts';
import type { Resolver } from '../../src/resolve/resolver.ts';
import { wantedAt } from '../../src/resolve/wantedFunction.ts';
import { createRustParser, type RustParser } from '../../src/source/rustParser.ts';
import { startContained } from '../support/contained.ts';
import { buildDemo, copyDemo, type DemoCopy } from '../support/demo.ts';
import { createResolver } from '../support/resolver.ts';

describe('a function in one process', function () {
  this.timeout(180_000);
  let demo: DemoCopy;
  let resolver: Resolver;
  let parser: RustParser;
  let program = '';
  let source = '';
  let children: ChildProcess[] = [];
  const mainFile = (): string => path.join(demo.folder, 'src/main.rs');

  before(async () => {
    resolver = await createResolver();
    parser = await createRustParser({
      engine: assetPath('web-tree-sitter.wasm'),
      language: assetPath('tree-sitter-rust.wasm'),
    });
    demo = copyDemo();
    source = readFileSync(mainFile(), 'utf8');
    program = await buildDemo(demo.folder);
  });
  beforeEach(async () => {
    writeFileSync(mainFile(), source);
    program = await buildDemo(demo.folder);
    resolver.forget();
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
  });
  after(() => {
    resolver.dispose();
    demo.remove();
  });

  async function start(file = program, options: { readonly uid?: number } = {}): Promise<number> {
    const child = spawn(file, ['--pause-ms', '1000'], { stdio: 'ignore', cwd: '/', ...options });
    children.push(child);
    await once(child, 'spawn');
    return child.pid ?? assert.fail('not started');
  }

  function fnAdd(): RustFunction {
    const tree = parser.parse(readFileSync(mainFile(), 'utf8'));
    const fn = tree.functions(mainFile()).find(({ path: name }) => name === 'add');
    tree.delete();
    return fn ?? assert.fail('the sample has no add');
  }

  const inProcess = (pid: number, fn = fnAdd()): Promise<Resolution> =>
    resolver.resolve({ wanted: wantedAt(fn, true), from: mainFile(), filter: ANY_ARTIFACT, process: pid });
  const listed = async (): Promise<readonly ProcessEntry[]> =>
    resolver.processes(wantedAt(fnAdd(), true), mainFile(), []);

  /** Where the only instance of `demo::add` is in the file, as nm and readelf see it. */
  function addOf(file: string): { readonly symbol: string; readonly fileOffset: number } {
    const [, address = '', symbol = ''] =
      / *([0-9a-f]+) [tT] (_ZN4demo3add17h[0-9a-f]{16}E|_RNv\w*4demo3add)$/m.exec(
        execFileSync('nm', [file], { encoding: 'utf8' }),
      ) ?? [];
    const loads = execFileSync('readelf', ['-lW', file], { encoding: 'utf8' }).matchAll(
      /LOAD +0x([0-9a-f]+) 0x([0-9a-f]+) 0x[0-9a-f]+ 0x([0-9a-f]+)/g,
    );
    for (const [, offset = '', virtual = '', size = ''] of loads) {
      const inSegment = parseInt(address, 16) - parseInt(virtual, 16);
      if (inSegment >= 0 && inSegment < parseInt(size, 16))
        return { symbol, fileOffset: parseInt(offset, 16) + inSegment };
    }
    assert.fail(`${file} has no demo::add`);
  }

  function shown(answer: Resolution): object {
    if (answer.kind === 'none') return answer.reason;
    const { plan, instances } = answer;
    const [instance] = instances;
    return {
      pid: plan.process,
      build: plan.running?.build,
      path: plan.artifact.path,
      instances: instances.length,
      symbol: instance?.symbol,
      fileOffset: instance?.fileOffset,
      // Known from debug information alone.
      arguments: plan.probes.flatMap(({ captures }) => captures.map(({ name }) => name)),
    };
  }

  it('is found in the present build under its own name, and listed first', async () => {
    const pid = await start();
    assert.deepEqual(shown(await inProcess(pid)), {
      pid,
      build: 'current',
      path: program,
      instances: 1,
      ...addOf(program),
      arguments: ['a', 'b'],
    });
    const [first] = await listed();
    assert.equal(first?.pid, pid);
    assert.deepEqual(
      [first.runs?.build, first.runs?.artifact.path, first.command, first.container],
      ['current', program, [program, '--pause-ms', '1000'], null],
    );
    assert.equal(first.owner, execFileSync('id', ['-un'], { encoding: 'utf8' }).trim());
    assert.ok(first.ageMs < 60_000);
  });

  it('is found in a build whose file was replaced, where it stood then', async () => {
    const pid = await start();
    const kept = path.join(demo.folder, '..', 'old-demo');
    copyFileSync(program, kept);
    writeFileSync(mainFile(), source.replace('fn add(', '// moved\n// down\nfn add(').replace('a + b', 'b + a + 0'));
    await buildDemo(demo.folder);
    resolver.forget();
    const answer = await inProcess(pid);
    const exe = `/proc/${String(pid)}/exe`;
    assert.deepEqual(shown(answer), {
      pid,
      build: 'older',
      path: exe,
      instances: 1,
      ...addOf(kept),
      arguments: ['a', 'b'],
    });
    assert.equal(answer.kind === 'plan' ? answer.plan.artifact.newerSource : null, mainFile());
    const young = await start();
    const own = new Set([pid, young]);
    assert.deepEqual(
      (await listed()).filter(({ pid: id }) => own.has(id)).map(({ pid: id, runs }) => [id, runs?.build]),
      [
        [young, 'current'],
        [pid, 'older'],
      ],
    );
  });

  it('is said to be missing from an older build that did not have it', async () => {
    const pid = await start();
    writeFileSync(mainFile(), source.replace('fn main() {', 'fn brand_new() {}\n\nfn main() {\n    brand_new();'));
    await buildDemo(demo.folder);
    resolver.forget();
    const tree = parser.parse(readFileSync(mainFile(), 'utf8'));
    const fn = tree.functions(mainFile()).find(({ path: name }) => name === 'brand_new') ?? assert.fail();
    tree.delete();
    assert.deepEqual(shown(await inProcess(pid, fn)), {
      code: 'other-build',
      detail: {
        message: `\`brand_new\` is not in an older build of demo, which process ${String(pid)} runs.`,
        advice: 'Start the program again from the present build.',
      },
    });
  });

  for (const rootedBy of ['pivot_root', 'chroot'] as const) {
    it(`is found in a copy of the program in another root folder, by ${rootedBy}, and PID namespace`, async function () {
      if (process.geteuid?.() !== 0) this.skip();
      const contained = await startContained(program, '/app/server', ['--pause-ms', '1000'], { rootedBy });
      try {
        const exe = `/proc/${String(contained.pid)}/exe`;
        assert.deepEqual(shown(await inProcess(contained.pid)), {
          pid: contained.pid,
          build: 'copy',
          path: exe,
          instances: 1,
          ...addOf(program),
          arguments: ['a', 'b'],
        });
        const [entry] = (await listed()).filter(({ pid }) => pid === contained.pid);
        assert.deepEqual([entry?.runs?.build, entry?.container], ['copy', { id: null }]);
      } finally {
        await contained.end();
      }
    });
  }

  for (const split of ['off', 'unpacked', 'packed'] as const) {
    it(`is found where the program was compiled at another path, split-debuginfo ${split}`, async function () {
      if (process.geteuid?.() !== 0) this.skip();
      const away = mkdtempSync(path.join(tmpdir(), 'rt-away-'));
      try {
        // Another build of the same package: moved lines, other code, other paths.
        const { folder } = demo;
        execFileSync('cp', [
          '-r',
          path.join(folder, 'src'),
          path.join(folder, 'Cargo.toml'),
          path.join(folder, 'Cargo.lock'),
          away,
        ]);
        const main = path.join(away, 'src/main.rs');
        writeFileSync(main, source.replace('fn add(', '// elsewhere\nfn add(').replace('a + b', 'b + a + 0'));
        const env = {
          ...process.env,
          RUSTFLAGS: `--remap-path-prefix=${away}=/build`,
          CARGO_PROFILE_DEV_SPLIT_DEBUGINFO: split,
          CARGO_TARGET_DIR: path.join(away, 'target'),
        };
        await promisify(execFile)('cargo', ['build', '--offline', '--quiet'], { cwd: away, env });
        const built = path.join(away, 'target/debug/demo');
        const contained = await startContained(built, '/build/target/debug/demo', ['--pause-ms', '1000'], {
          withFolders: split === 'off' ? [] : [[path.join(away, 'target/debug/deps'), '/build/target/debug/deps']],
          withFiles: split === 'packed' ? [[`${built}.dwp`, '/build/target/debug/demo.dwp']] : [],
        });
        try {
          assert.deepEqual(shown(await inProcess(contained.pid)), {
            pid: contained.pid,
            build: 'other',
            path: `/proc/${String(contained.pid)}/exe`,
            instances: 1,
            ...addOf(built),
            arguments: ['a', 'b'],
          });
        } finally {
          await contained.end();
        }
      } finally {
        rmSync(away, { recursive: true });
      }
    });
  }

  it('of another user is refused with what to do, and listed behind the others', async function () {
    if (process.geteuid?.() !== 0) this.skip();
    const pid = await start();
    // The folder is closed to others; what the other user may read is not the subject here.
    chmodSync(path.dirname(demo.folder), 0o755);
    const own = await start(copyForAll(), { uid: 65534 });
    const rustupHome = process.env.RUSTUP_HOME;
    await rustupForAll();
    const asNobody = async <T>(act: () => Promise<T>): Promise<T> => {
      process.seteuid?.(65534);
      try {
        return await act();
      } finally {
        process.seteuid?.(0);
      }
    };
    // cargo has been asked before: only /proc is read as the other user.
    await listed();
    const entries = await asNobody(listed);
    if (rustupHome === undefined) delete process.env.RUSTUP_HOME;
    else process.env.RUSTUP_HOME = rustupHome;
    const entry = entries.find(each => each.pid === pid);
    assert.deepEqual(
      [entry?.runs, entry?.obstacle, entry?.owner],
      [null, 'what it runs is shown to root alone', 'root'],
    );
    const readable = entries.find(each => each.pid === own);
    assert.equal(readable?.runs?.build, 'copy');
    await assert.rejects(
      asNobody(() => inProcess(pid)),
      (error: unknown) => {
        assert.ok(error instanceof HumanError);
        assert.equal(
          error.detail.message,
          `Process ${String(pid)} belongs to root: what it runs is shown to root alone.`,
        );
        assert.match(error.detail.advice ?? '', /sudo rust-trace/);
        return true;
      },
    );
  });

  /** What cargo was told by is looked at again with each question, and a home may be closed to others. */
  async function rustupForAll(): Promise<void> {
    const home = process.env.RUSTUP_HOME ?? path.join(homedir(), '.rustup');
    if (!existsSync(path.join(home, 'settings.toml'))) return;
    const open = path.join(demo.folder, '..', 'rustup');
    mkdirSync(open);
    for (const name of readdirSync(home)) {
      if (name === 'settings.toml') copyFileSync(path.join(home, name), path.join(open, name));
      else symlinkSync(path.join(home, name), path.join(open, name));
    }
    process.env.RUSTUP_HOME = open;
    // What was written just now might be written again within the same tick of its clock, and is not relied on.
    await new Promise(resolve => setTimeout(resolve, 200));
  }

  /** A copy at a place of another name. */
  function copyForAll(): string {
    const copy = path.join(demo.folder, '..', 'server');
    copyFileSync(program, copy);
    return copy;
  }

  it('that has ended, or never was, is said to be gone', async () => {
    const pid = await start();
    const [child] = children;
    child?.kill('SIGKILL');
    if (child !== undefined) await once(child, 'exit');
    for (const gone of [pid, 2 ** 22 + 1]) {
      await assert.rejects(inProcess(gone), new RegExp(`There is no process ${String(gone)}\\.`));
    }
  });
});
