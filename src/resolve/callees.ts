/**
 * The functions that the machine code of some functions calls by name, and those it has copies of. Calls through
 * pointers are not among them, nor are those of code that the compiler put apart because it seldom runs.
 */

import { HumanError } from '../model/humanError.ts';
import { callTargetsOf } from '../probe/callTargets.ts';
import { LONGEST_CODE } from '../probe/entry.ts';
import type { CatalogFunction, FunctionCatalog } from './functionCatalog.ts';
import type { FoundInstance } from './instances.ts';
import type { OpenArtifact } from './openArtifact.ts';

/** In no order. Throws a HumanError where machine code cannot be read; rejects as the index does. */
export async function calleesOf(
  binary: OpenArtifact,
  catalog: FunctionCatalog,
  callers: readonly FoundInstance[],
  signal?: AbortSignal,
): Promise<CatalogFunction[]> {
  if (binary.elf.machine !== 'x86_64') {
    throw new HumanError({ message: 'Calls are looked for in x86-64 machine code only.' });
  }
  const found = new Set<CatalogFunction>();
  const stretches = callers.map(caller => stretchOf(binary, caller));
  for (const { virtualAddress, size } of stretches) {
    const code = binary.elf.readCodeUpTo(virtualAddress, Math.min(size, LONGEST_CODE));
    for (const target of callTargetsOf({ virtualAddress: Number(virtualAddress), code }) ?? [])
      for (const callee of catalog.at(target)) found.add(callee);
  }
  const copies = await binary.index.copiesIn(new Set(stretches.map(({ around }) => around)), signal);
  // A copy that is itself looked into is no callee of its own.
  const own = new Set(callers.flatMap(({ record }) => (record === null ? [] : [record.die.dieOffset])));
  for (const { id, home, die } of copies) {
    const isInside = stretches.some(
      ({ virtualAddress, size, around }) =>
        around === home.outer.virtualAddress &&
        virtualAddress <= home.virtualAddress &&
        home.virtualAddress < virtualAddress + BigInt(size),
    );
    const callee = isInside && !own.has(die.dieOffset) ? catalog.withId(id) : null;
    if (callee !== null) found.add(callee);
  }
  return [...found];
}

interface Stretch {
  readonly virtualAddress: bigint;
  readonly size: number;
  /** Where the function with machine code begins that it is, or lies in. */
  readonly around: bigint;
}

function stretchOf({ symbols }: OpenArtifact, { virtualAddress, record, instance }: FoundInstance): Stretch {
  const size = instance.size > 0 ? instance.size : (symbols.at(virtualAddress)[0]?.size ?? 0);
  return {
    virtualAddress,
    size,
    around: record?.home.kind === 'inlined' ? record.home.outer.virtualAddress : virtualAddress,
  };
}
