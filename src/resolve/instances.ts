/** From homes to instances: what a tracer can probe, and what a person calls it. */

import { demangle } from '../binary/demangle.ts';
import type { FunctionRecord, InlinedHome } from '../binary/functionRecord.ts';
import type { ElfSymbol } from '../binary/elf.ts';
import type { FunctionInstance, InlinedSite } from '../model/functionInstance.ts';
import { functionPath } from './demangledPath.ts';
import { addressOf, type Homes } from './homes.ts';
import type { OpenArtifact } from './openArtifact.ts';
import { asFunctionPath, demangledName, displayName, isClosureName, isPollBody } from './recordName.ts';

export interface FoundInstance {
  readonly instance: FunctionInstance;
  /** Of its first instruction. */
  readonly virtualAddress: bigint;
  /** What debug information says; null where only the symbol is known. */
  readonly record: FunctionRecord | null;
}

/**
 * Those with machine code: own code first, each kind by address. `isPollName`: whether a symbol of that demangled name,
 * of which nothing more is known, is a poll body; where one function was looked for, only its body has a closure's name.
 */
export function instancesOf(
  artifact: OpenArtifact,
  { records, symbols }: Homes,
  isPollName: (demangled: string) => boolean = isClosureName,
): FoundInstance[] {
  const found = [
    ...records.map(record => ({
      instance: fromRecord(artifact, record),
      virtualAddress: addressOf(record) ?? 0n,
      record,
    })),
    ...symbols.map(symbol => ({
      instance: fromSymbol(artifact, symbol, isPollName),
      virtualAddress: symbol.virtualAddress,
      record: null,
    })),
  ];
  const seen = new Set<string>();
  return found
    .flatMap(({ instance, ...rest }) => (instance === null ? [] : [{ instance, ...rest }]))
    .sort((a, b) => rank(a.instance) - rank(b.instance) || a.instance.fileOffset - b.instance.fileOffset)
    .filter(({ instance: { fileOffset, kind } }) => {
      const key = `${kind}:${fileOffset}`;
      return !seen.has(key) && seen.add(key);
    });
}

function rank({ inlined }: FunctionInstance): number {
  return inlined === null ? 0 : 1;
}

function fromRecord(artifact: OpenArtifact, record: FunctionRecord): FunctionInstance | null {
  const { home, linkageName, name } = record;
  if (home.kind !== 'code' && home.kind !== 'inlined') return null;
  const { virtualAddress, size } = home;
  // DWARF gives no linkage name where it is the name: `#[no_mangle]`.
  const ownSymbol = linkageName ?? name;
  const place = placeOf(artifact, virtualAddress, home.kind === 'code' ? linkageName : home.outer.linkageName);
  if (place === null) return null;
  return {
    ...place,
    demangled: displayName(record),
    kind: isPollBody(record) ? 'poll' : 'body',
    inlined: home.kind === 'code' ? null : siteOf(home),
    size,
    sharedWith: home.kind === 'code' ? othersAt(artifact, virtualAddress, demangledName(record), ownSymbol) : [],
  };
}

function siteOf({ caller, callFile, callLine1, isContiguous }: InlinedHome): InlinedSite {
  return { caller: displayName(caller), callFile, callLine1, isContiguous };
}

function fromSymbol(
  artifact: OpenArtifact,
  { name, virtualAddress, size }: ElfSymbol,
  isPollName: (demangled: string) => boolean,
): FunctionInstance | null {
  const place = placeOf(artifact, virtualAddress, name);
  if (place === null) return null;
  const demangled = demangle(name);
  const isPoll = isPollName(demangled);
  const path = (isPoll ? asFunctionPath(demangled) : demangled).replaceAll('::<', '<');
  return {
    ...place,
    demangled: isPoll ? `${path}::{async_fn#0}` : path,
    kind: isPoll ? 'poll' : 'body',
    inlined: null,
    size,
    sharedWith: othersAt(artifact, virtualAddress, demangled, name),
  };
}

type Place = Pick<FunctionInstance, 'symbol' | 'symbolOffset' | 'fileOffset'>;

/** Null for an address that is not in the file, or in a binary without any symbol to count it from. */
function placeOf({ elf, symbols }: OpenArtifact, virtualAddress: bigint, preferred: string | null): Place | null {
  const anchor = symbols.anchor(virtualAddress, preferred);
  const fileOffset = elf.fileOffset(virtualAddress);
  if (anchor === null || fileOffset === null) return null;
  return { symbol: anchor.name, symbolOffset: Number(virtualAddress - anchor.virtualAddress), fileOffset };
}

/** Functions of other paths at the same address: the compiler or the linker found their code to be the same. */
function othersAt({ symbols }: OpenArtifact, virtualAddress: bigint, demangled: string, ownSymbol: string): string[] {
  const own = functionPath(asFunctionPath(demangled));
  // `#[no_mangle]` gives a function a symbol without its path.
  const others = symbols.at(virtualAddress).filter(({ name }) => name !== ownSymbol);
  const paths = others.map(({ name }) => functionPath(asFunctionPath(demangle(name))));
  return [...new Set(paths)].filter(path => path !== own).sort();
}
