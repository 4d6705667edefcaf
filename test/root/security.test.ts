import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pointsOf, type ProbePlan } from '../../src/model/probePlan.ts';
import type { Resolver } from '../../src/resolve/resolver.ts';
import type { Tracer } from '../../src/tracer/tracer.ts';
import { errorText, followTracer } from '../process/fakes.ts';
import { assetPath } from '../../src/binary/assets.ts';
import { wantedAt } from '../../src/resolve/wantedFunction.ts';
import { createRustParser, type RustParser } from '../../src/source/rustParser.ts';
import { createResolver } from '../support/resolver.ts';
import { TRACERS } from '../support/tracers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Names that a symbol can have, in Rust's own spelling of them. */
const SYMBOLS: Readonly<Record<string, string>> = {
  substitution: '$(touch canary)',
  commands: '`touch canary`;touch canary|touch canary&\\ntouch canary\\n',
  format: '%n%s%p \\"%s\\", arg1',
  terminal: '\\x1b[31mred\\x1b[0m\\u{202e}',
  markdown: '[click](command:rustTrace.stopAll) <img src=x onerror=alert(1)> $(zap)',
  option: '-I/evil',
  probe: 'x:/bin/sh:main (1) \\"',
};

const SOURCE = '$(touch canary);.rs';

/** No %: rust-lld makes no file below such a folder. */
const FOLDER = 'we ird $(touch canary); `touch canary` & *[x](command)<b>"\'';

/** Control characters but the newline, and those that turn the direction of text. */
const NOT_TEXT = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;

/** A crate whose functions are called once each; `spelling` gives a function its symbol. */
function writeCrate(folder: string, file: string, spelling: (name: string) => string): void {
  const names = [...Object.keys(SYMBOLS), 'plain'];
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  writeFileSync(path.join(folder, 'Cargo.toml'), '[package]\nname = "hostile"\nversion = "0.1.0"\nedition = "2021"\n');
  const functions = names.map(
    (name, index) =>
      `#[inline(never)]\n#[export_name = "${spelling(name)}"]\npub extern "C" fn ${name}(n: u64) -> u64 { std::hint::black_box(n) + ${index} }\n`,
  );
  writeFileSync(path.join(folder, 'src', file), functions.join(''));
  const calls = names.map((name, index) => `told::${name}(${index})`).join(' + ');
  const attribute = `#[path = ${JSON.stringify(file)}]`;
  writeFileSync(path.join(folder, 'src/main.rs'), `${attribute}\nmod told;\nfn main() { println!("{}", ${calls}); }\n`);
}

describe('a hostile crate', function () {
  this.timeout(60_000);
  const parent = mkdtempSync(path.join(tmpdir(), 'rt-hostile-'));
  const hostile = path.join(parent, FOLDER);
  const twin = path.join(parent, 'twin');
  const evil = path.join(parent, 'evil');
  const canary = path.join(parent, 'canary');
  const kept = { ...process.env };
  let resolver: Resolver;
  let parser: RustParser;
  const sourceOf = (folder: string): string => path.join(folder, 'src', folder === twin ? 'told.rs' : SOURCE);

  before(async () => {
    writeCrate(hostile, SOURCE, name => SYMBOLS[name] ?? name);
    writeCrate(twin, 'told.rs', name => name);
    for (const folder of [hostile, twin]) {
      const env = { ...process.env, CARGO_TARGET_DIR: path.join(folder, 'target') };
      execFileSync('cargo', ['build', '--offline', '--quiet'], { cwd: folder, env });
    }
    // What a workspace can say of itself, and the environment it may have been opened from.
    writeFileSync(evil, `#!/bin/sh\ntouch '${canary}'\n`, { mode: 0o755 });
    const bin = path.join(parent, 'bin');
    mkdirSync(bin);
    for (const name of ['sudo', 'sh', 'env', 'python3', 'python', 'sleep', 'timeout', 'dd', 'sed', 'trace-bpfcc']) {
      copyFileSync(evil, path.join(bin, name));
    }
    mkdirSync(path.join(hostile, '.vscode'));
    const settings = {
      'rustTrace.bccTracePath': evil,
      'rustTrace.tracer': 'bcc',
      'rustTrace.timeLimit': '$(touch canary)',
    };
    writeFileSync(path.join(hostile, '.vscode/settings.json'), JSON.stringify(settings));
    mkdirSync(path.join(hostile, '.cargo'));
    const config = `[target.'cfg(all())']\nrunner = ${JSON.stringify(evil)}\n[env]\nLD_PRELOAD = "/evil.so"\n`;
    writeFileSync(path.join(hostile, '.cargo/config.toml'), config);
    delete process.env.CARGO_TARGET_DIR;
    resolver = await createResolver();
    parser = await createRustParser({
      engine: assetPath('web-tree-sitter.wasm'),
      language: assetPath('tree-sitter-rust.wasm'),
    });
  });
  beforeEach(() => {
    Object.assign(process.env, {
      ENV: evil,
      BASH_ENV: evil,
      PYTHONPATH: parent,
      PYTHONSTARTUP: evil,
      LD_LIBRARY_PATH: parent,
      BCC_KERNEL_SOURCE: parent,
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in kept)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, kept);
    const touched = [
      canary,
      path.join(hostile, 'canary'),
      path.join(parent, 'canary'),
      '/canary',
      path.resolve('canary'),
    ];
    assert.deepEqual(
      touched.filter(file => existsSync(file)),
      [],
    );
  });
  after(() => {
    resolver.dispose();
    rmSync(parent, { recursive: true });
  });

  const planFor = async (folder: string, name: string): Promise<ProbePlan> => {
    const file = sourceOf(folder);
    const fn = parser
      .parse(readFileSync(file, 'utf8'))
      .functions(file)
      .find(each => each.path === name);
    assert.ok(fn !== undefined);
    const filter = { targetName: null, profile: null };
    const answer = await resolver.resolve({ wanted: wantedAt(fn, true), from: folder, filter });
    assert.equal(answer.kind, 'plan', JSON.stringify(answer));
    return answer.plan;
  };

  /** Everything that differs between two builds of the same functions, replaced by the same words. */
  const withoutNames = (argument: string, plan: ProbePlan): string => {
    let text = argument.replaceAll(plan.artifact.path, 'TARGET').replace(/\/proc\/\d+\/fd\/\d+/g, 'TARGET');
    for (const { place } of pointsOf(plan)) {
      const offset = place.symbolOffset === 0 ? '' : `+0x${place.symbolOffset.toString(16)}`;
      text = text
        .replaceAll(`:${place.symbol}${offset}(`, ':PLACE(')
        .replace(new RegExp(`:0x${place.fileOffset.toString(16)}(?= |$)`, 'g'), ':PLACE');
    }
    return text;
  };

  const commandLines = (): string[] =>
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(pid => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
        } catch {
          return []; // it has ended meanwhile
        }
      });

  /** Traces one run of the program; what was started as root, element by element, and the values of the hits. */
  const trace = async (tracer: Tracer, plan: ProbePlan): Promise<{ argv: string[]; values: string[] }> => {
    const run = followTracer(tracer, plan);
    try {
      const { argv } = await run.first('command');
      await run.first('attached');
      assert.ok(commandLines().includes(argv.map(word => `${word}\0`).join('')), 'what was told is what runs');
      await promisify(execFile)(plan.artifact.path, { env: {} });
      await run.first('hit');
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
      const values = run.events.flatMap(event =>
        event.type === 'hit'
          ? event.hit.args.map(({ value }) => (value.kind === 'absent' ? 'absent' : value.text))
          : [],
      );
      return { argv: argv.map(word => withoutNames(word, plan)), values };
    } finally {
      run.stop();
      await run.done;
    }
  };

  for (const tracer of TRACERS) {
    for (const [index, name] of [...Object.keys(SYMBOLS), 'plain'].entries()) {
      it(`changes nothing that ${tracer.name} runs as root: ${name}`, async () => {
        const plan = await planFor(hostile, name);
        if (tracer.name === 'bcc' && name !== 'plain') {
          const run = followTracer(tracer, plan);
          assert.match(errorText(await run.done), /bcc cannot probe .*: the symbol ".*" is not a plain name/s);
          assert.ok(!run.events.some(({ type }) => type === 'command'));
          return;
        }
        const expected = await trace(tracer, await planFor(twin, name));
        const actual = await trace(tracer, plan);
        assert.deepEqual(actual, expected);
        assert.deepEqual(actual.values, [String(index)]);
      });
    }

    it(`traces with ${tracer.name} a program whose name is a line of another command`, async () => {
      const plan = await planFor(hostile, 'plain');
      const odd = path.join(parent, 'a\ntouch canary\n"; touch canary; \'$(touch canary)');
      copyFileSync(plan.artifact.path, odd);
      const { mtimeMs } = statSync(odd);
      const actual = await trace(tracer, { ...plan, artifact: { ...plan.artifact, path: odd, modifiedMs: mtimeMs } });
      assert.deepEqual(actual, await trace(tracer, await planFor(twin, 'plain')));
    });
  }

  /** The command line, asked for a function by its place. */
  const run = (words: readonly string[], name: string, environment: NodeJS.ProcessEnv = {}) => {
    const line1 =
      readFileSync(sourceOf(hostile), 'utf8')
        .split('\n')
        .findIndex(line => line.includes(`fn ${name}(`)) + 1;
    const [command = '', ...rest] = words;
    const argv = [cli, command, `src/${SOURCE}:${line1}`, ...rest];
    const env = { ...process.env, ...environment };
    return spawnSync(process.execPath, argv, { cwd: hostile, encoding: 'utf8', env });
  };

  it('shows its names as text on the command line', async () => {
    for (const name of Object.keys(SYMBOLS)) {
      const text = run(['resolve'], name);
      assert.equal(text.status, 0, text.stderr);
      assert.doesNotMatch(text.stdout + text.stderr, NOT_TEXT);
      const json = run(['resolve', '--json'], name);
      const symbol = (await planFor(hostile, name)).probes[0]?.instance.symbol ?? '';
      assert.ok(json.stdout.includes(JSON.stringify(symbol).slice(1, -1)), json.stdout);
      JSON.parse(json.stdout);
    }
  });

  it('shows its names as text when it is traced, and takes no program from PATH', () => {
    for (const name of ['terminal', 'commands', 'plain']) {
      const PATH = `${path.join(parent, 'bin')}:${process.env.PATH ?? ''}`;
      const traced = run(['trace', '--count', '1', '--', path.join(hostile, 'target/debug/hostile')], name, { PATH });
      assert.match(traced.stderr, name === 'plain' ? /1 hit, none lost/ : /not a plain name|1 hit, none lost/);
      // The program prints the sum of all.
      assert.doesNotMatch(traced.stdout + traced.stderr, NOT_TEXT);
    }
  });
});
