import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assetPath } from '../../src/binary/assets.ts';
import type { CountedFunction, CountPlan, CountSelection } from '../../src/model/countPlan.ts';
import { FUNCTION_ORIGINS } from '../../src/model/countPlan.ts';
import { HumanError } from '../../src/model/humanError.ts';
import { ANY_ARTIFACT } from '../../src/resolve/artifactChoice.ts';
import type { Countable } from '../../src/resolve/countable.ts';
import type { Resolver } from '../../src/resolve/resolver.ts';
import { createRustParser } from '../../src/source/rustParser.ts';
import { type Disassembled, disassemble } from '../support/disassembly.ts';
import { createResolver } from '../support/resolver.ts';

const MAIN = `mod ware;
#[inline(always)]
fn doubled(of: u64) -> u64 { std::hint::black_box(of) * 2 }
#[inline(never)]
fn largest<T: PartialOrd + Copy>(of: &[T]) -> T {
    let mut best = of[0];
    for each in of { if *each > best { best = *each; } }
    best
}
trait Weigh { fn weigh(&self) -> u64; }
macro_rules! weighs { ($($type:ty),*) => { $(impl Weigh for $type { #[inline(never)] fn weigh(&self) -> u64 { std::hint::black_box(*self as u64) } })* } }
weighs!(u8, u16, i32);
static BUMPS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
#[inline(always)]
fn bump<const BY: u64>() {
    if BY > 0 { std::hint::black_box(BY); }
    BUMPS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
}
#[inline(never)]
fn bumps() { std::hint::black_box(1u8); bump::<0>(); bump::<1>(); }
// What the compiler puts apart of a function: entered by jumps, and no function.
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(".type _ZN5store8seldomly17h0123456789abcdefE.cold,@function", "_ZN5store8seldomly17h0123456789abcdefE.cold: ret");
#[no_mangle]
pub extern "C" fn plain_c(of: u64) -> u64 { std::hint::black_box(of) + 7 }
fn main() {
    let by = std::env::args().count() as u64;
    println!("{} {}", doubled(by), doubled(by + 1));
    println!("{} {}", largest(&[by, 2]), largest(&[by as u8, 2]));
    println!("{} {} {}", (by as u8).weigh(), (by as u16).weigh(), (by as i32).weigh());
    println!("{} {}", old::depth(by), new::depth(by));
    println!("{} {}", ware::put(by), plain_c(by));
    let add = |of: u64| std::hint::black_box(of) + by;
    println!("{}", ware::shelf::apply(add, 3));
    bumps();
}
`;
/** Lines of the calls of `doubled`. */
const DOUBLED_AT = MAIN.split('\n').flatMap((line, index) =>
  line.includes('doubled(by') ? [index + 1, index + 1] : [],
);

const WARE = `#[inline(never)]
pub fn put(of: u64) -> u64 { shelf::apply(|of| std::hint::black_box(of) - 1, of) }
pub mod shelf {
    #[inline(never)]
    pub fn apply(with: impl Fn(u64) -> u64, of: u64) -> u64 { with(of) }
}
`;

/** Own small reading of demangled names: no hashes, no type arguments, bodies without number. */
function plainName(demangled: string): string {
  const bodies = demangled
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/^([^<]+::)<impl [^>]*>::/, '$1')
    .replaceAll(/\[[0-9a-f]{10,}\]/g, '')
    .replaceAll(/\{\{closure\}\}|\{closure#\d+\}|\{async_fn#\d+\}/g, '{body}');
  let [name, before] = [bodies, ''];
  while (name !== before) {
    before = name;
    name = name.replace(/(?<=[\w}])(?:::)?<[^<>]*>/, '').replace(/^<([\w:]+)>::/, '$1::');
  }
  return name;
}

/** Symbol -> plain name of every function of a program, as nm and c++filt see it. */
function symbolsOf(program: string): Map<string, string> {
  const symbols = execFileSync('nm', [program])
    .toString()
    .split('\n')
    .flatMap(line => /^[0-9a-f]+ [tT] (.*)$/.exec(line)?.[1] ?? [])
    .filter(symbol => !symbol.endsWith('.cold'));
  const demangled = execFileSync('c++filt', { input: symbols.join('\n') })
    .toString()
    .split('\n');
  return new Map(symbols.map((symbol, at) => [symbol, plainName(demangled[at] ?? '')]));
}

/** Symbols that the plan counts, of functions with code of their own. */
function countedSymbols({ functions }: CountPlan): string[] {
  const own = functions.flatMap(({ instances }) => instances.filter(({ instance }) => instance.inlined === null));
  return [...new Set(own.map(({ instance }) => instance.symbol))].sort();
}

describe('planning what to count', function () {
  this.timeout(240_000);
  let parent: string;
  let folder: string;
  let main: string;
  let resolver: Resolver;

  before(async () => {
    parent = mkdtempSync(path.join(tmpdir(), 'rt-count-'));
    folder = path.join(parent, 'store');
    main = path.join(folder, 'src/main.rs');
    const put = (file: string, text: string): void => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    const profiles =
      '[profile.release]\ndebug = 1\n[profile.bare]\ninherits = "dev"\ndebug = false\nstrip = "debuginfo"\n';
    const dependencies = `old = { package = "depth", path = "../old" }\nnew = { package = "depth", path = "../new" }\n`;
    put(
      'Cargo.toml',
      `[package]\nname = "store"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependencies}${profiles}[workspace]\n`,
    );
    put('src/main.rs', MAIN);
    put('src/ware.rs', WARE);
    for (const [version, name] of [
      ['1.0.0', 'old'],
      ['2.0.0', 'new'],
    ] as const) {
      put(
        `../${name}/Cargo.toml`,
        `[package]\nname = "depth"\nversion = "${version}"\nedition = "2021"\n[workspace]\n`,
      );
      const body = `std::hint::black_box(of) + ${name.length} + ${version[0] ?? ''}`;
      put(`../${name}/src/lib.rs`, `#[inline(never)]\npub fn depth(of: u64) -> u64 { ${body} }\n`);
    }
    resolver = await createResolver();
  });
  after(() => {
    resolver.dispose();
    rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  function build(profile: string, mangling: 'legacy' | 'v0'): string {
    // rustc before 1.97 mangles as legacy unless told otherwise, and knows no stable word for it.
    const flags = mangling === 'v0' ? { RUSTFLAGS: '-Csymbol-mangling-version=v0' } : {};
    const target = path.join(folder, 'target');
    const env = { ...process.env, ...flags, CARGO_TARGET_DIR: target };
    execFileSync('cargo', ['build', '--offline', '--quiet', `--profile=${profile}`], { cwd: folder, env });
    resolver.forget();
    return path.join(target, profile === 'dev' ? 'debug' : profile, 'store');
  }

  function request(selection: CountSelection, profile: string) {
    return { selection, from: main, filter: { ...ANY_ARTIFACT, profile } };
  }

  async function plan(selection: CountSelection, profile: string): Promise<CountPlan> {
    const answer = await resolver.countPlan(request(selection, profile));
    assert.equal(answer.kind, 'plan');
    return answer.plan;
  }

  async function matches(selection: CountSelection): Promise<Extract<Countable, { kind: 'matches' }>> {
    const answer = await resolver.countable(request(selection, 'dev'), 5);
    assert.equal(answer.kind, 'matches');
    return answer;
  }

  const pattern = (text: string, origins = FUNCTION_ORIGINS): CountSelection => ({
    kind: 'pattern',
    pattern: text,
    origins,
  });

  for (const [profile, mangling] of [
    ['dev', 'legacy'],
    ['dev', 'v0'],
    ['release', 'v0'],
    ['bare', 'legacy'],
    ['bare', 'v0'],
  ] as const) {
    it(`counts at just the symbols that nm lists: ${profile}, mangled as ${mangling} among others`, async () => {
      const symbols = symbolsOf(build(profile, mangling));
      // Its symbol has no path; debug information has.
      if (symbols.has('plain_c') && profile !== 'bare') symbols.set('plain_c', 'store::plain_c');
      for (const [text, isWanted] of [
        ['store::', (name: string) => name.includes('store::')],
        ['store::ware::*', (name: string) => name.startsWith('store::ware::')],
        ['/^store::.*::apply$/', (name: string) => /^store::.*::apply$/.test(name)],
        ['<* as Weigh>::weigh', (name: string) => /^<\w+ as store::Weigh>::weigh$/.test(name)],
        ['depth::depth', (name: string) => name === 'depth::depth'],
        ['plain_c', (name: string) => name.endsWith('plain_c')],
      ] as const) {
        const expected = [...symbols].filter(([, name]) => isWanted(name)).map(([symbol]) => symbol);
        const counted = await plan(pattern(text), profile);
        assert.deepEqual(countedSymbols(counted), expected.sort(), text);
        // The optimiser leaves no code of its own of a function that is called once.
        assert.ok(expected.length > 0 || profile === 'release', text);
        assert.ok(counted.functions.length > 0, text);
        assert.equal(new Set(counted.places.map(({ fileOffset }) => fileOffset)).size, counted.places.length);
        for (const { name, instances } of counted.functions) {
          for (const { instance, place } of instances) {
            const { fileOffset = -1 } = counted.places[place] ?? {};
            assert.ok(
              fileOffset >= instance.fileOffset && fileOffset < instance.fileOffset + Math.max(instance.size, 1),
            );
            if (instance.inlined !== null) continue;
            assert.equal(plainName(name), symbols.get(instance.symbol), instance.symbol);
          }
        }
      }
    });
  }

  it('counts where the kernel need not let the program step, and each call passes once, as objdump shows', async () => {
    const program = build('dev', 'legacy');
    const { functions, places } = await plan(pattern('*'), 'dev');
    const code = new Map<number, Disassembled>();
    for await (const instruction of disassemble(program)) code.set(instruction.address, instruction);
    const isBranch = ({ operation }: Disassembled): boolean => /^(?:call|j\w+|ret|ud2|hlt)$/.test(operation);
    const all = functions.flatMap(({ instances }) => instances);
    // A copy that begins where the function does has its place.
    const ofCopies = new Set(all.filter(({ instance }) => instance.inlined !== null).map(({ place }) => place));
    const own = all.filter(({ place }) => !ofCopies.has(place));
    let moved = 0;
    let stepped = 0;
    for (const { instance, place } of own) {
      const { fileOffset, virtualAddress } = places[place] ?? assert.fail();
      const start = virtualAddress - (fileOffset - instance.fileOffset);
      const listed: Disassembled[] = [];
      for (let address = start; address < start + instance.size; address += listed.at(-1)?.bytes.length ?? 1)
        listed.push(code.get(address) ?? assert.fail(`${instance.symbol}: no instruction at ${address}`));
      const targets = listed.flatMap(({ operation, operands }) =>
        operation.startsWith('j') && /^(?:0x)?[0-9a-f]+$/.test(operands) ? [parseInt(operands, 16)] : [],
      );
      const isEntered = (until: number): boolean => targets.some(target => target >= start && target <= until);
      // The first that the kernel carries out itself, on the straight way from the entry.
      const way = listed.slice(0, listed.findIndex(isBranch) + 1);
      const best = way.find(({ operation }) => /^(?:push|call|j\w+)$/.test(operation));
      const isDirect = best !== undefined && (best.operation === 'push' ? /^r\w+$/ : /^[\da-f]+$/).test(best.operands);
      const isProven = isDirect && !isEntered(best.address);
      const hasTable = listed.some(({ operation, operands }) => operation === 'jmp' && /[[a-z]/.test(operands));
      if (!hasTable) assert.equal(virtualAddress, isProven ? best.address : start, instance.symbol);
      assert.ok(virtualAddress === start || virtualAddress === best?.address, instance.symbol);
      if (virtualAddress !== start) moved++;
      else if (!isDirect || best.address !== start) stepped++;
    }
    console.log(`      ${own.length} functions: ${moved} counted behind their first instruction, ${stepped} stepped`);
    assert.ok(moved > 0);
  });

  it('makes one function of all instances, and functions of their own of what only looks alike', async () => {
    build('dev', 'legacy');
    const { functions } = await plan(pattern('*', ['own']), 'dev');
    const named = (name: string): CountedFunction[] => functions.filter(each => each.name === name);
    assert.equal(named('store::largest').length, 1);
    assert.deepEqual(
      named('store::largest')[0]
        ?.instances.map(({ instance }) => instance.demangled)
        .sort(),
      ['store::largest<u64>', 'store::largest<u8>'],
    );
    assert.equal(named('store::ware::shelf::apply')[0]?.instances.length, 2);
    const weighs = functions.filter(({ name }) => name.endsWith('as store::Weigh>::weigh'));
    assert.deepEqual(
      weighs.map(({ name, instances }) => [name, instances.length]),
      [
        ['<i32 as store::Weigh>::weigh', 1],
        ['<u16 as store::Weigh>::weigh', 1],
        ['<u8 as store::Weigh>::weigh', 1],
      ],
    );
    assert.deepEqual(
      named('store::doubled')[0]?.instances.map(({ instance }) => instance.inlined?.callLine1),
      DOUBLED_AT,
    );
    assert.equal(named('store::main::{closure#0}').length, 1);
    assert.equal(named('store::ware::put::{closure#0}').length, 1);
    const depths = (await plan(pattern('depth::depth'), 'dev')).functions;
    assert.deepEqual(
      depths.map(({ declared }) => path.relative(parent, declared?.file ?? '')),
      ['new/src/lib.rs', 'old/src/lib.rs'],
    );
    const lines = MAIN.split('\n');
    assert.match(lines[(named('store::largest')[0]?.declared?.line1 ?? 0) - 1] ?? '', /fn largest/);
  });

  it('says which functions have code that no probe is set at, and leaves out what is no function', async () => {
    build('release', 'v0');
    const { functions, uncounted } = await plan(pattern('store::*', ['own']), 'release');
    const refused = uncounted.filter(({ reason }) => reason.includes('atomic'));
    // The copy that begins with `lock inc`; the other does something else first.
    assert.deepEqual(
      refused.map(({ instances }) => instances),
      [1],
    );
    assert.deepEqual(
      functions.filter(({ isWhole }) => !isWhole).map(({ name, instances }) => [name, instances.length]),
      [['store::bump', 1]],
    );
    assert.deepEqual(
      functions.filter(({ name }) => name.includes('seldomly')),
      [],
    );
  });

  it('selects what a file declares, and the module that it is with all below', async () => {
    build('dev', 'legacy');
    const ware = path.join(folder, 'src/ware.rs');
    const inFile = await plan({ kind: 'file', file: ware }, 'dev');
    const names = ['store::ware::put', 'store::ware::put::{closure#0}', 'store::ware::shelf::apply'];
    assert.equal(inFile.title, 'src/ware.rs');
    assert.deepEqual(
      inFile.functions.map(({ name }) => name),
      names,
    );
    const inModule = await plan({ kind: 'module', file: ware }, 'dev');
    assert.equal(inModule.title, 'store::ware');
    assert.deepEqual(
      inModule.functions.map(({ name }) => name),
      names,
    );
    const root = await plan({ kind: 'module', file: main }, 'dev');
    const all = await plan(pattern('*', ['own']), 'dev');
    const ofCrate = all.functions.filter(({ crate }) => crate === 'store');
    assert.deepEqual(
      root.functions.map(({ name }) => name),
      ofCrate.map(({ name }) => name),
    );
  });

  it('finds what a function calls where objdump does, and the copies in it', async () => {
    const program = build('dev', 'legacy');
    const symbols = symbolsOf(program);
    const parser = await createRustParser({
      engine: assetPath('web-tree-sitter.wasm'),
      language: assetPath('tree-sitter-rust.wasm'),
    });
    const of = parser
      .parse(readFileSync(main, 'utf8'))
      .functions(main)
      .filter(({ isMain }) => isMain);
    const counted = await plan({ kind: 'callees', of }, 'dev');
    assert.equal(counted.title, 'callees of store::main');
    const [mainSymbol = ''] = [...symbols].flatMap(([symbol, name]) => (name === 'store::main' ? [symbol] : []));
    const code = execFileSync('objdump', [
      '-d',
      '--no-show-raw-insn',
      `--disassemble=${mainSymbol}`,
      program,
    ]).toString();
    const called = [...code.matchAll(/\bcall\s+[0-9a-f]+ <([^>+]+)>/g)].map(([, symbol = '']) => symbol);
    const isCounted = (symbol: string): boolean => countedSymbols(counted).includes(symbol);
    assert.deepEqual(
      called.filter(symbol => symbols.has(symbol) && !isCounted(symbol)),
      [],
    );
    assert.ok(called.length > 10);
    // What is not called has a copy there.
    const extra = counted.functions.filter(
      ({ instances }) =>
        !instances.some(({ instance }) => called.includes(instance.symbol) && instance.inlined === null),
    );
    assert.deepEqual(
      extra.filter(
        ({ instances }) =>
          !instances.some(({ instance }) => instance.inlined !== null && instance.symbol === mainSymbol),
      ),
      [],
    );
    assert.ok(extra.some(({ name }) => name === 'store::doubled'));
  });

  it('previews as many as are asked for, with how many there are', async () => {
    const symbols = symbolsOf(build('dev', 'legacy'));
    const found = await matches(pattern('*', ['own']));
    const counted = await plan(pattern('*', ['own']), 'dev');
    assert.equal(found.total, counted.functions.length);
    assert.deepEqual(
      found.first.map(({ name, instances }) => [name, instances]),
      counted.functions.slice(0, 5).map(({ name, instances }) => [name, instances.length]),
    );
    assert.equal(found.warning, null);
    assert.ok(symbols.size > 300);
  });

  it('says in one message what is wrong, and what to do', async () => {
    build('dev', 'legacy');
    const none = await matches(pattern('Iterator>::next', ['own']));
    assert.equal(none.total, 0);
    assert.equal(none.warning?.message, 'No function of the workspace in store (dev) matches Iterator>::next.');
    assert.match(
      none.warning.advice ?? '',
      /[\d,]+ of Rust’s own libraries do, such as .*Iterator>::next\w*\. Count those too\.$/,
    );
    const rejected = async (selection: CountSelection): Promise<string> => {
      const error: unknown = await resolver.countPlan(request(selection, 'dev')).catch((caught: unknown) => caught);
      assert.ok(error instanceof HumanError);
      return error.message;
    };
    assert.equal(
      await rejected(pattern('Iterator>::next', ['own'])),
      `${none.warning.message} ${none.warning.advice ?? ''}`,
    );
    assert.match(
      await rejected(pattern('no_such_thing')),
      /^No function .* in store \(dev\) matches no_such_thing\. Is it spelled so\?/,
    );
    assert.match(await rejected(pattern('/(/')), /no regular expression/);
    const invalid = await resolver.countable(request(pattern('/(/'), 'dev'), 5);
    assert.deepEqual(invalid.kind === 'invalid' ? [invalid.from, invalid.to] : invalid.kind, [1, 2]);
    const unbuilt = await resolver.countPlan({
      ...request(pattern('main'), 'dev'),
      filter: { targetName: null, profile: 'bench' },
    });
    assert.equal(unbuilt.kind === 'none' ? unbuilt.reason.code : unbuilt.kind, 'other-build');
  });
});
