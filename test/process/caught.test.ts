import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openElf } from '../../src/binary/elf.ts';
import { caughtSymbols } from '../../src/probe/caught.ts';
import { buildMachineCode, runInGdb } from '../support/machineCode.ts';

/** Functions of the program that are running when a panic has been caught, as its source says; then in the thread. */
const ALIVE = [['outer', 'inner'], ['outer'], ['outer'], []];

describe('the functions that run when a panic is caught', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-caught-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const level of ['0', '3']) {
    for (const mangling of ['legacy', 'v0']) {
      it(`tell which calls are gone, at level ${level}, mangled as ${mangling}`, function () {
        this.timeout(120_000);
        const program = path.join(folder, `caught-${level}-${mangling}`);
        const flags = mangling === 'v0' ? ['-Csymbol-mangling-version=v0'] : [];
        buildMachineCode('caught', program, `-Copt-level=${level}`, ...flags);
        const elf = openElf(program);
        const names = new Map<number, string>();
        for (const { name, virtualAddress, isFunction } of elf.symbols()) {
          const plain = /^_(?:ZN|R).*?\d*caught[\w-]*?[45]_?(leaf|deep|inner|outer)(?:17h\w+E)?$/.exec(name)?.[1];
          if (isFunction && plain !== undefined) names.set(Number(virtualAddress), plain);
        }
        const caught = new Set(caughtSymbols(elf.symbols()).map(({ virtualAddress }) => Number(virtualAddress)));
        elf.dispose();
        assert.deepEqual([...names.values()].sort(), ['deep', 'inner', 'leaf', 'outer']);
        assert.ok(caught.size > 0);

        const alive: string[][] = [];
        const open = new Map<number, { name: string; stackPointer: bigint }[]>();
        let isSame = false;
        for (const stop of runInGdb(program, [...names.keys(), ...caught])) {
          if (typeof stop === 'string') continue;
          const calls = (open.get(stop.thread) ?? []).filter(({ stackPointer }) => stackPointer > stop.rsp);
          open.set(stop.thread, calls);
          const name = names.get(stop.address);
          if (name !== undefined) calls.push({ name, stackPointer: stop.rsp });
          else if (isSame) alive[alive.length - 1] = calls.map(call => call.name);
          else alive.push(calls.map(call => call.name));
          // `do_catch` calls `cleanup`: one panic.
          isSame = name === undefined;
        }
        assert.deepEqual(alive, ALIVE);
      });
    }
  }
});
