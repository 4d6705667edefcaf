import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openElf } from '../../src/binary/elf.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import type { ProbePoint } from '../../src/model/probePlan.ts';
import { planProbes } from '../../src/probe/plan.ts';
import { OWN_CODE } from '../support/ownCode.ts';
import { describedAt } from '../unit/binary/describedFunctions.ts';

/** extern "C": the System V ABI says where arguments arrive, `a` in rdi and `b` in rsi, whatever the optimiser does. */
const SOURCE = `
use std::hint::black_box;
#[no_mangle] #[inline(never)] pub extern "C" fn replaced(mut a: u64, b: u64) { a = b; black_box(&mut a); }
#[no_mangle] #[inline(never)] pub extern "C" fn swapped(mut a: u64, mut b: u64) {
    (a, b) = (b, a); black_box((&mut a, &mut b));
}
#[no_mangle] #[inline(never)] pub extern "C" fn doubled(mut a: u64, mut b: u64) {
    a = b; black_box((&mut a, &mut b));
}
#[no_mangle] #[inline(never)] pub extern "C" fn dropped(mut a: u64, b: u64) -> u64 { a = b; black_box(a) }
#[no_mangle] #[inline(never)] pub extern "C" fn later(mut a: u64, b: u64) -> u64 { let t = a; a = b; black_box(a); black_box(t) }
fn main() { replaced(1, 2); swapped(1, 2); doubled(1, 2); dropped(1, 2); later(1, 2); }
`;
const NAMES = ['replaced', 'swapped', 'doubled', 'dropped', 'later'];
const ARRIVES_IN: Readonly<Record<string, string>> = { a: 'rdi', b: 'rsi' };

describe('captures of arguments that are assigned to', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-captures-'));
    writeFileSync(path.join(folder, 'assigned.rs'), SOURCE);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The probe of each function, as planned for the source built with the options. */
  async function probesOf(...options: string[]): Promise<ProbePoint[]> {
    const program = path.join(folder, 'assigned');
    execFileSync('rustc', [...options, path.join(folder, 'assigned.rs'), '-o', program], { stdio: 'pipe' });
    const elf = openElf(program);
    try {
      const probes: ProbePoint[] = [];
      for (const name of NAMES) {
        const symbol = elf.symbols().find(known => known.name === name);
        assert.ok(symbol !== undefined, name);
        const { virtualAddress } = symbol;
        const [debug = null] = await describedAt(elf, [virtualAddress]);
        const home = { symbol: name, demangled: name, fileOffset: 0, size: symbol.size };
        const instance = { ...OWN_CODE, ...home, kind: 'body' } as const;
        probes.push(
          ...planProbes(name, {} as Artifact, elf, [
            { instance, virtualAddress, machineCode: symbol, symbol, debug: () => debug },
          ]).probes,
        );
      }
      return probes;
    } finally {
      elf.dispose();
    }
  }

  it('are all taken in unoptimised code, from their own slots behind the stores', async () => {
    for (const { captures, place } of await probesOf('-g')) {
      assert.ok(place.symbolOffset > 0);
      assert.deepEqual(
        captures.map(({ kind, name }) => [kind, name]),
        [
          ['value', 'a'],
          ['value', 'b'],
        ],
      );
    }
  });

  for (const level of ['1', '2', '3', 's']) {
    it(`are never another argument at opt-level ${level}`, async () => {
      for (const { captures, instance, reads } of await probesOf('-g', `-Copt-level=${level}`)) {
        for (const capture of captures) {
          if (capture.kind === 'absent') continue;
          const [piece] = capture.pieces;
          const read = piece?.kind === 'read' ? reads[piece.read] : undefined;
          assert.deepEqual(
            read,
            { kind: 'word', word: { kind: 'register', register: ARRIVES_IN[capture.name], plus: 0 } },
            `${instance.symbol} ${capture.name}`,
          );
        }
      }
    });
  }

  it('are unknown, not none, where debug information leaves arguments out', async () => {
    for (const { captures, unknownArguments } of await probesOf('-Cdebuginfo=1')) {
      assert.deepEqual(captures, []);
      assert.match(unknownArguments ?? '', /no debug information/);
    }
  });
});
