/** From functions that were chosen to the places that count their entries. */

import type { Artifact } from '../model/artifact.ts';
import {
  MOST_COUNTED_PLACES,
  type CountedFunction,
  type CountedInstance,
  type CountPlan,
  type CountSelection,
  type FunctionOrigin,
} from '../model/countPlan.ts';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { numberText } from '../model/numberText.ts';
import type { ProbePlace } from '../model/probePlan.ts';
import { countPlace } from '../probe/countPlace.ts';
import { placeAt } from '../probe/entry.ts';
import { DECIDING_BYTES, whyNotProbeable } from '../probe/probeable.ts';
import type { CatalogFunction, FunctionCatalog } from './functionCatalog.ts';
import { type FoundInstance, instancesOf } from './instances.ts';
import type { OpenArtifact } from './openArtifact.ts';

export interface Chosen {
  readonly title: string;
  readonly selection: CountSelection;
  readonly artifact: Artifact;
  readonly binary: OpenArtifact;
  readonly catalog: FunctionCatalog;
  readonly functions: readonly CatalogFunction[];
  readonly originOf: (known: CatalogFunction) => FunctionOrigin;
}

/** Throws a HumanError for more places than are counted at, and where no probe can be set; rejects as the index does. */
export async function planCount(chosen: Chosen, signal?: AbortSignal): Promise<CountPlan> {
  const { title, selection, artifact, binary, catalog, originOf } = chosen;
  const tooMany = whyTooMany(chosen);
  if (tooMany !== null) throw new HumanError(tooMany);
  const homes = await catalog.homesOf(chosen.functions, signal);
  const places: ProbePlace[] = [];
  const placeByOffset = new Map<number, number>();
  const uncounted = new Map<string, number>();
  const functions: CountedFunction[] = [];
  for (const known of chosen.functions) {
    const instances: CountedInstance[] = [];
    let isWhole = true;
    // A closure is counted as itself.
    for (const found of instancesOf(binary, homes.get(known) ?? { records: [], symbols: [] }, () => false)) {
      const { instance } = found;
      let place = placeByOffset.get(instance.fileOffset);
      if (place === undefined) {
        const where = placeOf(binary, found);
        const obstacle = whyNotProbeable(
          binary.elf.readCodeUpTo(BigInt(where.virtualAddress), DECIDING_BYTES),
          binary.elf.machine,
        );
        if (obstacle !== null) {
          uncounted.set(obstacle, (uncounted.get(obstacle) ?? 0) + 1);
          isWhole = false;
          continue;
        }
        place = places.push(where) - 1;
        placeByOffset.set(instance.fileOffset, place);
      }
      instances.push({ instance, place });
    }
    const { name, crate, declared } = known;
    if (instances.length > 0) functions.push({ name, crate, origin: originOf(known), declared, instances, isWhole });
  }
  if (places.length === 0) throw new HumanError(noPlace(title, artifact, [...uncounted.keys()]));
  return {
    title,
    selection,
    artifact,
    places,
    functions,
    uncounted: Array.from(uncounted, ([reason, instances]) => ({ instances, reason })),
  };
}

/** Bytes of the longest function of which it is proven that no jump enters its beginning. */
const LONGEST_PROVEN = 1 << 16;

/** In a function's own code the cheapest instruction that each call passes once; of a copy the first. */
function placeOf({ elf, symbols }: OpenArtifact, { instance, virtualAddress }: FoundInstance): ProbePlace {
  const size = instance.size > 0 ? instance.size : (symbols.at(virtualAddress)[0]?.size ?? 0);
  const isAll = size > 0 && size <= LONGEST_PROVEN && instance.inlined === null;
  // What a compiler has put apart of a function jumps back into it.
  if (elf.machine !== 'x86_64' || !isAll || symbols.has(`${instance.symbol}.cold`))
    return placeAt(instance, virtualAddress, 0);
  const code = elf.readCodeUpTo(virtualAddress, size);
  const readData = (offset: number, bytes: number): Uint8Array =>
    elf.readLoadedUpTo(virtualAddress + BigInt(offset), bytes);
  return placeAt(instance, virtualAddress, countPlace(code, readData));
}

/** Null where there are not. */
export function whyTooMany({ functions, artifact }: Pick<Chosen, 'functions' | 'artifact'>): HumanErrorDetail | null {
  if (!hasMoreAddresses(functions, MOST_COUNTED_PLACES)) return null;
  return {
    message: `${numberText(functions.length)} functions of ${nameOf(artifact)} match, which have code at more than ${numberText(MOST_COUNTED_PLACES)} places; no more are counted at once.`,
    advice: 'Narrow it: write more of the path, or leave out the dependencies and Rust’s own libraries.',
  };
}

/** Asked at each keystroke: it stops at the first that is too much. */
function hasMoreAddresses(functions: readonly CatalogFunction[], limit: number): boolean {
  const addresses = new Set<number>();
  for (const known of functions) {
    for (const address of known.addresses) addresses.add(address);
    if (addresses.size > limit) return true;
  }
  return false;
}

function noPlace(title: string, artifact: Artifact, obstacles: readonly string[]): HumanErrorDetail {
  const [obstacle = 'what is found has no symbol near it to count it by'] = obstacles;
  return { message: `Nothing of ${title} can be counted in ${nameOf(artifact)}: ${obstacle}.` };
}

/** `demo (dev)`. */
export function nameOf({ targetName, profile }: Artifact): string {
  return `${targetName} (${profile})`;
}
