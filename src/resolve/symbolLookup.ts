/** The function symbols of one binary, by address: what bcc, which probes by name and offset, must be told. */

import type { ElfSymbol } from '../binary/elf.ts';

export class SymbolLookup {
  readonly #byAddress = new Map<bigint, ElfSymbol[]>();
  readonly #timesNamed = new Map<string, number>();
  /** Ascending, one a name: those that a name alone finds. */
  readonly #anchors: readonly ElfSymbol[];

  constructor(symbols: readonly ElfSymbol[]) {
    const functions = symbols.filter(symbol => symbol.isFunction && symbol.virtualAddress !== 0n);
    for (const symbol of functions) {
      this.#timesNamed.set(symbol.name, (this.#timesNamed.get(symbol.name) ?? 0) + 1);
      const there = this.#byAddress.get(symbol.virtualAddress);
      if (there === undefined) this.#byAddress.set(symbol.virtualAddress, [symbol]);
      else there.push(symbol);
    }
    this.#anchors = functions
      .filter(symbol => this.#isUnique(symbol.name))
      .sort((a, b) => (a.virtualAddress < b.virtualAddress ? -1 : 1));
  }

  /** Whether any function has the name. */
  has(name: string): boolean {
    return this.#timesNamed.has(name);
  }

  /** All that begin at the address. */
  at(virtualAddress: bigint): readonly ElfSymbol[] {
    return this.#byAddress.get(virtualAddress) ?? [];
  }

  /**
   * The nearest symbol at or before an address whose name no other symbol has; `preferred` where it is one of several
   * there. Null when the binary has none.
   */
  anchor(virtualAddress: bigint, preferred: string | null): ElfSymbol | null {
    let low = 0;
    let high = this.#anchors.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const symbol = this.#anchors[middle];
      if (symbol !== undefined && symbol.virtualAddress <= virtualAddress) low = middle + 1;
      else high = middle;
    }
    const nearest = this.#anchors[low - 1];
    if (nearest === undefined) return null;
    const twins = this.at(nearest.virtualAddress).filter(({ name }) => this.#isUnique(name));
    return twins.find(({ name }) => name === preferred) ?? twins[0] ?? null;
  }

  #isUnique(name: string): boolean {
    return this.#timesNamed.get(name) === 1;
  }
}
