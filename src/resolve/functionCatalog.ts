/**
 * All functions of an artifact that have code, to choose from by name: one entry a function, whatever it is mangled to and
 * however many instances and inlined copies it has. Made once for a binary; instances are made of those that are chosen.
 *
 * A function is known by its scopes, its name and its declaration. Scopes tell the impls that a macro wrote at one line
 * apart, the declaration two versions of one crate. A symbol that debug information does not describe belongs to the
 * function of its name, if there is only one.
 */

import { Effort } from '../binary/effort.ts';
import type { ElfSymbol } from '../binary/elf.ts';
import type { FunctionOutline } from '../binary/functionOutline.ts';
import { catalogName, crateOfSymbol, isColdPart, symbolName } from './catalogName.ts';
import { withoutTypeArguments } from './demangledPath.ts';
import type { Homes } from './homes.ts';
import type { OpenArtifact } from './openArtifact.ts';

export interface CatalogFunction {
  readonly name: string;
  /** Empty for what is not Rust. */
  readonly crate: string;
  /** As in `CountedFunction`. */
  readonly declared: { readonly file: string; readonly line1: number } | null;
  /** Names around it, crate first, without type arguments; null where only the symbol is known. */
  readonly scopes: readonly string[] | null;
  /** Where its code begins, copies of it among them; distinct. */
  readonly addresses: ReadonlySet<number>;
}

interface Entry extends CatalogFunction {
  readonly addresses: Set<number>;
  /** In the outline of the index. */
  readonly ids: number[];
  /** Those that only the symbol table knows. */
  readonly symbols: ElfSymbol[];
}

/** Outlines of functions whose own code begins at an address. */
type ByAddress = ReadonlyMap<number, readonly FunctionOutline[]>;

export class FunctionCatalog {
  /** By name. */
  readonly functions: readonly CatalogFunction[];
  /** Of the functions, in their order. */
  readonly names: readonly string[];
  readonly #artifact: OpenArtifact;
  readonly #byAddress: ByAddress;
  readonly #byId: ReadonlyMap<number, Entry>;
  readonly #bySymbolAddress: ReadonlyMap<number, Entry>;

  private constructor(artifact: OpenArtifact, byAddress: ByAddress, entries: readonly Entry[]) {
    this.#artifact = artifact;
    this.functions = [...entries].sort(byNameAndPlace);
    this.names = this.functions.map(({ name }) => name);
    this.#byAddress = byAddress;
    this.#byId = new Map(entries.flatMap(entry => entry.ids.map(id => [id, entry])));
    this.#bySymbolAddress = new Map(
      entries.flatMap(entry => entry.symbols.map(({ virtualAddress }) => [Number(virtualAddress), entry])),
    );
  }

  /** The artifact's index must be complete. Rejects as the index does. */
  static async of(artifact: OpenArtifact, signal?: AbortSignal): Promise<FunctionCatalog> {
    const effort = new Effort(`the functions of ${artifact.elf.path}`, Infinity, signal);
    const outlines = await artifact.index.outline(signal);
    const described = await groupOutlines(outlines, effort);
    const byAddress = await outlinesByAddress(outlines, effort);
    const others = await groupSymbols(artifact, byAddress, described, effort);
    return new FunctionCatalog(artifact, byAddress, [...described, ...others]);
  }

  /** The homes with code of some of the functions. Rejects as the index does. */
  async homesOf(
    functions: readonly CatalogFunction[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<CatalogFunction, Homes>> {
    const entries = functions as readonly Entry[];
    const records = await this.#artifact.index.homesOf(new Set(entries.flatMap(({ ids }) => ids)), signal);
    return new Map(
      entries.map(entry => [
        entry,
        { records: entry.ids.flatMap(id => records.get(id) ?? []), symbols: entry.symbols },
      ]),
    );
  }

  /** The functions whose own code begins at an address: several where the linker or LLVM found theirs to be the same. */
  at(virtualAddress: number): CatalogFunction[] {
    const described = (this.#byAddress.get(virtualAddress) ?? []).flatMap(({ id }) => this.withId(id) ?? []);
    return [...new Set([...described, this.#bySymbolAddress.get(virtualAddress) ?? []].flat())];
  }

  /** A function by its id in the index's outline. */
  withId(id: number): CatalogFunction | null {
    return this.#byId.get(id) ?? null;
  }
}

/** What functions of one scope have in common: the index gives them the same path. */
interface Scopes {
  readonly scopes: readonly string[];
  readonly text: string;
}

async function groupOutlines(outlines: readonly FunctionOutline[], effort: Effort): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  const paths = new Map<string, string>();
  const scopesByPath = new Map<readonly string[], Scopes>();
  for (const outline of outlines) {
    if (effort.isDue) await effort.pause();
    const { id, declFile, declLine1, path, ownAddresses, copyAddresses } = outline;
    const name = catalogName(outline, paths);
    let around = scopesByPath.get(path);
    if (around === undefined) {
      const scopes = path.map(withoutTypeArguments);
      around = { scopes, text: scopes.join('::') };
      scopesByPath.set(path, around);
    }
    const { scopes, text } = around;
    const key = `${declFile ?? ''}\n${declLine1}\n${text}\n${name}`;
    let entry = entries.get(key);
    if (entry === undefined) {
      const declared = declFile === null || declLine1 === 0 ? null : { file: declFile, line1: declLine1 };
      entry = { name, crate: scopes[0] ?? '', declared, scopes, addresses: new Set(), ids: [], symbols: [] };
      entries.set(key, entry);
    }
    entry.ids.push(id);
    for (const address of ownAddresses) entry.addresses.add(address);
    for (const address of copyAddresses) entry.addresses.add(address);
  }
  return [...entries.values()];
}

async function outlinesByAddress(outlines: readonly FunctionOutline[], effort: Effort): Promise<ByAddress> {
  const found = new Map<number, FunctionOutline[]>();
  for (const outline of outlines) {
    if (effort.isDue) await effort.pause();
    for (const address of outline.ownAddresses) {
      const there = found.get(address);
      if (there === undefined) found.set(address, [outline]);
      else there.push(outline);
    }
  }
  return found;
}

/** Gives symbols that no outline describes to the functions of their names; answers with functions of the others. */
async function groupSymbols(
  { elf }: OpenArtifact,
  byAddress: ByAddress,
  described: readonly Entry[],
  effort: Effort,
): Promise<Entry[]> {
  const byName = new Map<string, Entry | null>();
  for (const entry of described) byName.set(entry.name, byName.has(entry.name) ? null : entry);
  const others = new Map<string, Entry>();
  for (const symbol of elf.symbols()) {
    if (effort.isDue) await effort.pause();
    const { isFunction, virtualAddress, sectionIndex } = symbol;
    const outlines = byAddress.get(Number(virtualAddress)) ?? [];
    const isCode = isFunction && virtualAddress !== 0n && sectionIndex !== 0 && !isColdPart(symbol.name);
    if (!isCode || outlines.some(outline => describes(outline, symbol))) continue;
    const name = symbolName(symbol.name);
    const { crate, disambiguator } = crateOfSymbol(symbol.name);
    const key = `${name}\n${disambiguator ?? ''}`;
    let entry = byName.get(name) ?? others.get(key);
    if (entry === undefined) {
      entry = { name, crate, declared: null, scopes: null, addresses: new Set(), ids: [], symbols: [] };
      others.set(key, entry);
    }
    entry.symbols.push(symbol);
    entry.addresses.add(Number(virtualAddress));
  }
  return [...others.values()];
}

/** By the linker's name for it, or by its path: LLVM may have added a suffix. */
function describes({ linkageName, name }: FunctionOutline, symbol: ElfSymbol): boolean {
  // DWARF gives no linkage name where it is the name: `#[no_mangle]`.
  const own = linkageName ?? name;
  return own === symbol.name || symbolName(own) === symbolName(symbol.name);
}

function byNameAndPlace(a: CatalogFunction, b: CatalogFunction): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const [left, right] = [a.declared?.file ?? '', b.declared?.file ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return (a.declared?.line1 ?? 0) - (b.declared?.line1 ?? 0);
}
