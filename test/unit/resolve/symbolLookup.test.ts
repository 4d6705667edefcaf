import assert from 'node:assert/strict';
import type { ElfSymbol } from '../../../src/binary/elf.ts';
import { SymbolLookup } from '../../../src/resolve/symbolLookup.ts';

function symbol(name: string, virtualAddress: bigint, isFunction = true): ElfSymbol {
  return { name, virtualAddress, size: 16, binding: 'local', isHidden: false, isFunction, sectionIndex: 1 };
}

describe('function symbols by address', () => {
  const lookup = new SymbolLookup([
    symbol('late', 300n),
    symbol('first', 100n),
    symbol('alias', 100n),
    symbol('data', 150n, false),
    symbol('twice', 200n),
    symbol('twice', 250n),
    symbol('undefined', 0n),
  ]);
  const anchors: [bigint, string | null, string | null][] = [
    [100n, null, 'first'],
    [100n, 'alias', 'alias'],
    [160n, null, 'first'],
    // bcc would take the first of the name, wherever it is.
    [200n, 'twice', 'first'],
    [260n, null, 'first'],
    [301n, 'first', 'late'],
    [99n, null, null],
  ];
  for (const [address, preferred, expected] of anchors) {
    it(`counts ${address} from ${String(expected)}`, () => {
      assert.equal(lookup.anchor(address, preferred)?.name ?? null, expected);
    });
  }

  it('knows all names of an address', () => {
    assert.deepEqual(
      lookup.at(100n).map(({ name }) => name),
      ['first', 'alias'],
    );
    assert.deepEqual(lookup.at(101n), []);
  });
});
