import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { openElf } from '../../src/binary/elf.ts';
import { exitsOf, type FunctionExits } from '../../src/probe/exits.ts';
import { buildDemo, demoFolder } from '../support/demo.ts';
import { disassemble } from '../support/disassembly.ts';

/** By address, whether the unwinder's tables put the return address where rsp points; from each address to the next one. */
function unwindRows(program: string): { readonly address: number; readonly isAtEntryDepth: boolean }[] {
  const text = execFileSync('readelf', ['--debug-dump=frames-interp', program], { maxBuffer: 1 << 28 }).toString();
  // A function without rows of its own never moves the stack pointer.
  const starts = Array.from(
    text.matchAll(/^\w+ \w+ \w+ FDE .* pc=(\w+)\.\./gm),
    ([, start]) => [start!, 'rsp+8'] as const,
  );
  const rows = Array.from(text.matchAll(/^([0-9a-f]{16}) (\S+) /gm), ([, start, frame]) => [start!, frame!] as const);
  return Array.from(new Map([...starts, ...rows]), ([start, frame]) => ({
    address: parseInt(start, 16),
    isAtEntryDepth: frame === 'rsp+8',
  })).sort((one, other) => one.address - other.address);
}

interface CodeOfFunction {
  readonly start: number;
  readonly end: number;
  readonly exits: FunctionExits;
}

function functionsOf(program: string): CodeOfFunction[] {
  const elf = openElf(program);
  const functions = new Map<number, CodeOfFunction>();
  for (const { virtualAddress, size, isFunction } of elf.symbols()) {
    if (!isFunction || size === 0 || !elf.isCode(virtualAddress)) continue;
    const start = Number(virtualAddress);
    const exits = exitsOf([{ virtualAddress: start, code: elf.readCode(virtualAddress, size) }]);
    functions.set(start, { start, end: start + size, exits });
  }
  elf.dispose();
  return [...functions.values()].sort((one, other) => one.start - other.start);
}

function lastAtOrBelow<T>(items: readonly T[], address: number, startOf: (item: T) => number): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(items[middle]!) <= address) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

describe('the exits of functions', () => {
  for (const profile of ['dev', 'release'] as const) {
    it(`are all returns that objdump shows and the jumps that the unwind tables prove, built for ${profile}`, async function () {
      this.timeout(180_000);
      const program = await buildDemo(demoFolder, profile);
      const rows = unwindRows(program);
      const functions = functionsOf(program);
      const wrong: string[] = [];
      let tailCalls = 0;
      for await (const { address, operation, operands, text } of disassemble(program)) {
        const owner = lastAtOrBelow(functions, address, ({ start }) => start);
        if (owner === undefined || address >= owner.end || !/^(ret|j|loop)/.test(operation)) continue;
        const point = owner.exits.points.find(({ virtualAddress }) => virtualAddress === address);
        if (operation === 'ret') {
          if (point?.kind !== 'return') wrong.push(`${address.toString(16)} ${text} is no return`);
          continue;
        }
        const row = lastAtOrBelow(rows, address, ({ address: start }) => start);
        const target = /^[0-9a-f]+$/.test(operands) ? parseInt(operands, 16) : null;
        const isInside = target !== null && target >= owner.start && target < owner.end;
        const isDirectOut = target !== null && !isInside;
        if (point !== undefined) {
          tailCalls++;
          if (point.kind !== 'tailCall' || isInside || point.target !== target || row?.isAtEntryDepth !== true) {
            wrong.push(`${address.toString(16)} ${text} is no tail call`);
          }
        } else if (isDirectOut && owner.exits.whyIncomplete === null) {
          wrong.push(`${address.toString(16)} ${text} is missing`);
        }
      }
      assert.deepEqual(wrong.slice(0, 20), []);
      assert.ok(tailCalls > 150, `only ${String(tailCalls)} tail calls`);
      const incomplete = functions.filter(({ exits }) => exits.whyIncomplete !== null).length;
      assert.ok(
        incomplete * 100 < functions.length,
        `${String(incomplete)} of ${String(functions.length)} are incomplete`,
      );
    });
  }
});
