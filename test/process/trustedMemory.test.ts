/** What the optimiser may leave out is not read: LLVM does leave the stores out, as the program itself shows. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openElf } from '../../src/binary/elf.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import { planProbes } from '../../src/probe/plan.ts';
import { OWN_CODE } from '../support/ownCode.ts';
import { describedAt } from '../unit/binary/describedFunctions.ts';

const SOURCE = `
use std::hint::black_box;
#[no_mangle] #[inline(never)] pub extern "C" fn used(x: &u64) -> u64 { *x + 1 }
#[no_mangle] #[inline(never)] pub extern "C" fn indexed(x: &[u64; 9], at: usize) -> u64 { x[at % 9] }
#[no_mangle] #[inline(never)] pub extern "C" fn passed(x: &mut u64) { black_box(x); }
#[no_mangle] #[inline(never)] pub extern "C" fn overwritten(x: &mut u64, v: u64) { *x = v; }
#[no_mangle] #[inline(never)] pub extern "C" fn ignored(x: &u64, v: u64) -> u64 { black_box(v) }
#[no_mangle] #[inline(never)] pub fn only_length(x: &str) -> usize { x.len() + 1 }
fn main() {
    let mut a = black_box(5);
    let text = String::from("abc");
    black_box(used(&a) + indexed(&black_box([1; 9]), 3));
    passed(&mut a);
    overwritten(&mut a, 3);
    black_box(ignored(&a, 4) as usize + only_length(&text));
}
`;

describe('memory behind the pointers of optimised code', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-trusted-'));
  const program = path.join(folder, 'trusted');
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Why what `x` points at is not read; null where it is. */
  async function whyNotRead(name: string): Promise<string | null> {
    const elf = openElf(program);
    try {
      const symbol = elf.symbols().find(known => known.name === name);
      assert.ok(symbol !== undefined, name);
      const { virtualAddress } = symbol;
      const [debug = null] = await describedAt(elf, [virtualAddress]);
      const instance = {
        ...OWN_CODE,
        symbol: name,
        demangled: name,
        fileOffset: 0,
        size: symbol.size,
        kind: 'body',
      } as const;
      const home = { instance, virtualAddress, machineCode: symbol, symbol, debug: () => debug };
      const [probe] = planProbes(name, {} as Artifact, elf, [home]).probes;
      const capture = probe?.captures.find(each => each.name === 'x');
      assert.ok(capture !== undefined);
      return capture.kind === 'absent' ? capture.reason : null;
    } finally {
      elf.dispose();
    }
  }

  before(() => {
    writeFileSync(path.join(folder, 'trusted.rs'), SOURCE);
    execFileSync('rustc', ['-O', '-g', path.join(folder, 'trusted.rs'), '-o', program], { stdio: 'pipe' });
  });

  for (const name of ['used', 'indexed'])
    it(`is read where the function reads it: ${name}`, async () => {
      assert.equal(await whyNotRead(name), null);
    });

  for (const name of ['passed', 'overwritten'])
    it(`is not read behind \`&mut\`: ${name}`, async () => {
      assert.match((await whyNotRead(name)) ?? '', /overwritten/);
    });

  for (const name of ['ignored', 'only_length'])
    it(`is not read where the function does not look at it: ${name}`, async () => {
      assert.match((await whyNotRead(name)) ?? '', /does not use it|optimised out/);
    });
});
