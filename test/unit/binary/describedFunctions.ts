/** Functions with machine code of their own as index and debug information describe them together. */

import { Dwarf } from '../../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../../src/binary/dwarfFunction.ts';
import type { ElfFile } from '../../../src/binary/elf.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import type { FunctionRecord } from '../../../src/binary/functionRecord.ts';

export async function describedIn(
  elf: ElfFile,
  matchesFile: (path: string) => boolean = () => true,
): Promise<DwarfFunction[]> {
  return described(elf, await new FunctionIndex(elf).declaredIn(matchesFile));
}

export async function describedAt(elf: ElfFile, virtualAddresses: readonly bigint[]): Promise<DwarfFunction[]> {
  return described(elf, await new FunctionIndex(elf).at(virtualAddresses));
}

function described(elf: ElfFile, records: readonly FunctionRecord[]): DwarfFunction[] {
  const dwarf = new Dwarf(elf);
  return records.map(record => dwarf.describe(record)).filter(found => found !== null);
}
