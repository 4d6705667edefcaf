import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assetPath } from '../../src/binary/assets.ts';
import { loadDemangler } from '../../src/binary/demangle.ts';
import type { RustFunction } from '../../src/model/rustFunction.ts';
import { wantedAt } from '../../src/resolve/wantedFunction.ts';
import { createRustParser } from '../../src/source/rustParser.ts';
import { createResolver } from '../support/resolver.ts';
import { buildDemo, copyDemo, type DemoCopy } from '../support/demo.ts';

/** Every function in the sample's sources. */
async function functionsOfSources(folder: string): Promise<RustFunction[]> {
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  const sources = readdirSync(path.join(folder, 'src')).map(name => path.join(folder, 'src', name));
  return sources.flatMap(file => parser.parse(readFileSync(file, 'utf8')).functions(file));
}

/** Symbol -> demangled name of the sample's own functions, as nm and c++filt see them. */
function ownSymbols(program: string, names: ReadonlySet<string>): Map<string, string> {
  const symbols = execFileSync('nm', [program])
    .toString()
    .split('\n')
    .flatMap(line => /^[0-9a-f]+ [tT] (.*)$/.exec(line)?.[1] ?? []);
  const demangled = execFileSync('c++filt', { input: symbols.join('\n') })
    .toString()
    .split('\n');
  const own = symbols.map((symbol, index): [string, string] => [symbol, demangled[index] ?? '']);
  return new Map(own.filter(([, name]) => /^<?demo(\[\w+\])?::/.test(name) && names.has(lastName(name))));
}

/** `largest` of `demo[1a2b]::largest::<u64>` and of `demo::largest::h0123456789abcdef`. */
function lastName(demangled: string): string {
  return (
    demangled
      .replace(/::h[0-9a-f]{16}$/, '')
      .replace(/(::)?<.*>$/, '')
      .split('::')
      .at(-1) ?? ''
  );
}

describe('resolving every function of the sample', function () {
  this.timeout(120_000);
  let copy: DemoCopy;
  before(async () => {
    await loadDemangler(assetPath('rustc_demangle.wasm'));
    copy = copyDemo();
    // rustc gives the poll body of an async fn the line of its `{`.
    const orders = path.join(copy.folder, 'src/orders.rs');
    const source = readFileSync(orders, 'utf8');
    const spread = source.replace(
      'deliver(order: u64, street: &str) -> u64 {',
      'deliver(\n    order: u64,\n    street: &str,\n) -> u64\n{',
    );
    assert.notEqual(spread, source);
    writeFileSync(orders, spread);
  });
  after(() => {
    copy.remove();
  });

  for (const mangling of ['legacy', 'v0'] as const) {
    it(`finds just the symbols that nm lists, mangled as ${mangling} among others`, async () => {
      // rustc before 1.97 mangles as legacy unless told otherwise, and knows no stable word for it.
      const before = process.env.RUSTFLAGS;
      if (mangling === 'v0') process.env.RUSTFLAGS = '-Csymbol-mangling-version=v0';
      const program = await buildDemo(copy.folder).finally(() => {
        if (before === undefined) delete process.env.RUSTFLAGS;
        else process.env.RUSTFLAGS = before;
      });
      const everything = execFileSync('nm', [program]).toString();
      // The standard library comes compiled, with manglings of its own time.
      const schemes = [/ [tT] _R/m.test(everything), / [tT] _ZN.*17h[0-9a-f]{16}E$/m.test(everything)];
      assert.ok(schemes[mangling === 'v0' ? 0 : 1]);

      // What stands in a `mod tests` is compiled for tests alone.
      const functions = (await functionsOfSources(copy.folder)).filter(
        fn => !fn.isTest && !fn.path.startsWith('tests::'),
      );
      const resolver = await createResolver();
      const found = new Set<string>();
      const missing: string[] = [];
      const polled: string[] = [];
      try {
        for (const fn of functions) {
          const answer = await resolver.resolve({
            wanted: wantedAt(fn, true),
            from: fn.file,
            filter: { targetName: 'demo', profile: 'dev' },
          });
          if (answer.kind !== 'plan') {
            missing.push(fn.path);
            continue;
          }
          for (const { instance } of answer.plan.probes) {
            if (instance.kind === 'body') found.add(instance.symbol);
            else polled.push(fn.path);
          }
        }
      } finally {
        resolver.dispose();
      }
      const expected = ownSymbols(program, new Set(functions.map(fn => fn.name)));
      assert.deepEqual(missing, []);
      assert.deepEqual(
        polled,
        functions.filter(fn => fn.isAsync).map(fn => fn.path),
      );
      assert.deepEqual([...found].sort(), [...expected.keys()].sort());
      assert.ok(found.size > functions.length, 'generics are several symbols');
    });
  }

  it('says of a test that the tests are to be built, where only the program was', async () => {
    const fresh = copyDemo();
    const resolver = await createResolver();
    try {
      const file = path.join(fresh.folder, 'src/stock.rs');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n#[test]\nfn counts() {}\n`);
      await buildDemo(fresh.folder);
      const test = (await functionsOfSources(fresh.folder)).find(fn => fn.name === 'counts');
      assert.ok(test?.isTest);
      const filter = { targetName: null, profile: null };
      const answer = await resolver.resolve({ wanted: wantedAt(test, true), from: test.file, filter });
      assert.ok(answer.kind === 'none', JSON.stringify(answer));
      assert.match(answer.reason.detail.message, /no tests of its package have been built/);
      assert.match(answer.reason.detail.advice ?? '', /cargo test --no-run/);
    } finally {
      resolver.dispose();
      fresh.remove();
    }
  });

  it('resolves a function of std, mangled as v0, beside legacy symbols', async () => {
    const program = await buildDemo();
    const symbols = execFileSync('nm', [program]).toString();
    const resolver = await createResolver();
    try {
      const answer = await resolver.resolve({
        wanted: { kind: 'path', path: 'std::rt::lang_start_internal' },
        from: path.dirname(program),
        filter: { targetName: 'demo', profile: 'dev' },
      });
      assert.ok(answer.kind === 'plan', JSON.stringify(answer));
      const symbol = answer.plan.probes[0]?.instance.symbol ?? '';
      assert.ok(symbols.includes(` ${symbol}\n`), symbol);
      assert.equal(answer.plan.functionName, 'std::rt::lang_start_internal');
    } finally {
      resolver.dispose();
    }
  });
});
