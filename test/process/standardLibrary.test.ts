/** Functions of the standard library, as rustup's component rust-src brings their sources: outside of any workspace. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assetPath } from '../../src/binary/assets.ts';
import { wantedAt } from '../../src/resolve/wantedFunction.ts';
import { createRustParser } from '../../src/source/rustParser.ts';
import { buildDemo, demoFolder } from '../support/demo.ts';
import { createResolver } from '../support/resolver.ts';

describe('a function of the standard library', function () {
  this.timeout(120_000);
  let sysroot: string;
  before(() => {
    sysroot = mkdtempSync(path.join(tmpdir(), 'sysroot-'));
  });
  after(() => {
    rmSync(sysroot, { recursive: true, force: true });
  });

  it('is found from its installed source in the program of the open folder', async () => {
    const program = await buildDemo(demoFolder);
    const [, address = '', symbol = ''] = /^([0-9a-f]+) [tT] (_R\w*3std3env4args)$/m.exec(
      execFileSync('nm', [program], { encoding: 'utf8' }),
    )!;
    const place = execFileSync('addr2line', ['-e', program, `0x${address}`], { encoding: 'utf8' });
    const [, inLibrary = ''] = /^\/rustc\/[0-9a-f]{40}\/(library\/.*):\d+/.exec(place)!;
    const dump = execFileSync('readelf', ['--debug-dump=info', program], { encoding: 'utf8', maxBuffer: 1 << 30 });
    const entry = dump.slice(dump.indexOf(`: ${symbol}\n`));
    const line = Number(/DW_AT_decl_line\s*: (\d+)/.exec(entry)?.[1]);

    // The text of rust-src is not on every machine; a function of that name at that line is.
    const file = path.join(sysroot, 'lib/rustlib/src/rust', inLibrary);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${'\n'.repeat(line - 1)}pub fn args() -> Args {}\n`);
    const parser = await createRustParser({
      engine: assetPath('web-tree-sitter.wasm'),
      language: assetPath('tree-sitter-rust.wasm'),
    });
    const [shown] = parser.parse(readFileSync(file, 'utf8')).functions(file);
    assert.ok(shown !== undefined);

    const resolver = await createResolver();
    try {
      const filter = { targetName: 'demo', profile: 'dev' };
      const wanted = wantedAt(shown, true);
      const answer = await resolver.resolve({ wanted, from: file, folders: [demoFolder], filter });
      assert.ok(answer.kind === 'plan', JSON.stringify(answer));
      assert.deepEqual(
        answer.instances.filter(({ inlined }) => inlined === null).map(each => each.symbol),
        [symbol],
      );
      await assert.rejects(resolver.resolve({ wanted, from: file, folders: [], filter }), /no cargo workspace/);
    } finally {
      resolver.dispose();
    }
  });
});
