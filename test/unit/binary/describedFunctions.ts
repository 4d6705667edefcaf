/** Functions with machine code of their own as index and debug information describe them together. */

import { Dwarf } from '../../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../../src/binary/dwarfFunction.ts';
import type { DwarfType } from '../../../src/binary/dwarfType.ts';
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
  return records.flatMap(record => (record.home.kind === 'code' ? (dwarf.describe(record) ?? []) : []));
}

/** Reads all that is read of a function lazily. `attempt` runs each part. */
export function readLazyParts(found: DwarfFunction, attempt: (read: () => void) => void): void {
  attempt(() => {
    visit(found.returnType, 4);
  });
  for (const parameter of [...found.parameters, ...found.captured]) {
    attempt(() => {
      visit(parameter.type, 4);
    });
    attempt(() => {
      parameter.placeAt(found.virtualAddress);
      parameter.placeAt(found.virtualAddress + BigInt(Math.floor(found.size / 2)));
    });
  }
}

function visit(type: DwarfType | null, depth: number): void {
  if (type === null || depth === 0) return;
  if (type.kind === 'pointer') visit(type.target, depth - 1);
  if (type.kind === 'array') visit(type.element, depth - 1);
  if (type.kind !== 'struct' && type.kind !== 'union' && type.kind !== 'enum') return;
  for (const member of type.path.length < 1000 ? [...type.members, ...type.typeArguments] : [])
    visit(member.type, depth - 1);
  if (type.kind === 'enum') for (const variant of type.variants) visit(variant.type, depth - 1);
}
