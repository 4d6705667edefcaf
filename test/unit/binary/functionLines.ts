/** What the reader says of all functions of a binary, as plain data to compare binaries by. */

import { openElf, type ElfFile } from '../../../src/binary/elf.ts';
import { Dwarf } from '../../../src/binary/dwarf.ts';
import { ProgramUnits } from '../../../src/binary/dwarf/programUnits.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import type { HumanErrorDetail } from '../../../src/model/humanError.ts';
import { run } from './fixtures.ts';
import { placeText } from './printedPlaces.ts';

export interface Described {
  /** One line a function, sorted. */
  readonly functions: readonly string[];
  readonly missing: readonly HumanErrorDetail[];
}

export async function describedFunctions(file: string): Promise<Described> {
  const elf = openElf(file);
  try {
    return await describedIn(elf);
  } finally {
    elf.dispose();
  }
}

export async function describedIn(elf: ElfFile): Promise<Described> {
  const units = new ProgramUnits(elf);
  const index = new FunctionIndex(elf, null, units);
  const dwarf = new Dwarf(elf, units);
  try {
    const records = await index.declaredIn(() => true);
    const found = records.flatMap(record => (record.home.kind === 'code' ? (dwarf.describe(record) ?? []) : []));
    const functions = found.map(({ parameters, captured, returnType, virtualAddress, ...rest }) =>
      JSON.stringify({
        ...rest,
        virtualAddress: virtualAddress.toString(16),
        returnType: returnType?.name ?? null,
        variables: [...parameters, ...captured].map(variable => ({
          name: variable.name,
          isFixed: variable.isFixed,
          type: variable.type.name,
          place: placeText(variable.placeAt(virtualAddress)),
        })),
      }),
    );
    return { functions: functions.sort(), missing: index.missing };
  } finally {
    units.dispose();
  }
}

/** `ADDRESS NAME` of the functions that nm knows, for comparison with `addressesOf`. */
export function printedCode(file: string): Set<string> {
  const lines = run('nm', file).split('\n');
  return new Set(
    lines
      .map(line => /^0*(\w+) [tTwW] (.*)$/.exec(line))
      .flatMap(match => (match === null ? [] : [`${match[1]!} ${match[2]!}`])),
  );
}

/** `ADDRESS NAME` of the described functions that the linker knows by name. */
export function addressesOf(functions: readonly string[]): string[] {
  return functions.flatMap(text => {
    const { virtualAddress, linkageName } = JSON.parse(text) as { virtualAddress: string; linkageName: string | null };
    return linkageName === null ? [] : [`${virtualAddress} ${linkageName}`];
  });
}
