/**
 * The homes of a function in one artifact: its own code, copies inlined into other code, or the marks of code that was
 * compiled and is not there any more. DWARF position first: `decl_file` and `decl_line` find all monomorphisations,
 * methods and async bodies, whatever they are mangled to. Names serve where there is no position, and where a person
 * gave a path.
 */

import { demangle } from '../binary/demangle.ts';
import type { FunctionRecord } from '../binary/functionRecord.ts';
import type { ElfFile, ElfSymbol } from '../binary/elf.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import {
  functionPath,
  hasTypeArguments,
  isOfCrates,
  matchesPath,
  spellingOf,
  withoutTypeArguments,
} from './demangledPath.ts';
import { isNamesake, isOnlyNamesake } from './namesake.ts';
import { movedHomes } from './movedSource.ts';
import type { OpenArtifact } from './openArtifact.ts';
import {
  asFunctionPath,
  demangledName,
  displayName,
  identifierOf,
  isClosureName,
  isPollBody,
  isShim,
} from './recordName.ts';
import { sameFile } from './sameFile.ts';
import type { WantedFunction } from './wantedFunction.ts';

export interface Homes {
  /** Of every kind of home. */
  readonly records: readonly FunctionRecord[];
  /** Functions known by their symbol alone. */
  readonly symbols: readonly ElfSymbol[];
}

/** The person has to say more: no other artifact can answer instead. */
export class AmbiguousNameError extends HumanError {}

/** Names as in Rust paths. */
export interface NameScope {
  /** Crates whose functions go before others of the same name. */
  readonly crates: readonly string[];
  /** Modules that the source file may be, crate first; empty where a person gave a path. */
  readonly modules: readonly string[];
  /** Path of the source file in its package; null where a person gave a path, or for a file of no package. */
  readonly place: string | null;
  /** Whether the sources define a function of its name only once. */
  readonly isOnlyDefinition: (fn: RustFunction) => boolean;
}

/** Throws `AmbiguousNameError` for a bare name that several functions have, and rejects as the index does. */
export async function findHomes(
  artifact: OpenArtifact,
  wanted: WantedFunction,
  scope: NameScope,
  signal?: AbortSignal,
): Promise<Homes> {
  if (wanted.kind === 'path') return byPath(artifact, wanted.path, scope.crates, signal);
  const { file, name } = wanted.function;
  const inFile = await artifact.index.declaredIn(sameFile(file), signal);
  const named = inFile.filter(record => identifierOf(record) === name && !isShim(demangledName(record)));
  if (named.length > 0) return { records: atPosition(named, wanted), symbols: [] };
  const { place, crates } = scope;
  // A binary that knows the file under its own path was not compiled from another.
  const mayBeMoved = place !== null && inFile.length === 0;
  const moved = !mayBeMoved ? [] : await movedHomes(artifact, wanted.function, place, crates, signal);
  if (moved.length > 0) return { records: atPosition(moved, wanted), symbols: [] };
  // Without declarations (`debug = "line-tables-only"`) or any debug information, names have to do.
  return byModule(artifact, wanted.function, scope, signal);
}

type WantedPosition = Extract<WantedFunction, { kind: 'position' }>;

function atPosition(named: readonly FunctionRecord[], wanted: WantedPosition): FunctionRecord[] {
  const meant = wanted.isLineExact ? [] : nearest(named, wanted);
  return meant.length > 0 ? meant : named.filter(record => isAtPosition(record, wanted));
}

/** rustc gives a poll body the line of the body's `{`, which may stand some lines below the signature's beginning. */
function isAtPosition(record: FunctionRecord, { function: shown }: WantedPosition): boolean {
  const line0 = record.declLine1 - 1;
  const { signatureLine0, itemRange } = shown;
  return isPollBody(record) ? signatureLine0 <= line0 && line0 <= itemRange.end.line0 : line0 === signatureLine0;
}

/** Of functions of the same name and path, those at the line nearest to the wanted one. */
function nearest(named: readonly FunctionRecord[], wanted: WantedPosition): FunctionRecord[] {
  const ofPath = named.filter(record => matchesPath(asFunctionPath(demangledName(record)), wanted.path));
  return [true, false].flatMap(isPoll => {
    const candidates = ofPath.filter(record => isPollBody(record) === isPoll);
    const distance = ({ declLine1 }: FunctionRecord): number =>
      Math.abs(declLine1 - 1 - wanted.function.signatureLine0);
    const closest = Math.min(...candidates.map(distance));
    return candidates.filter(record => distance(record) === closest);
  });
}

/**
 * Functions of the very path that the file's module gives, or, for a file in a place of its own (`#[path]`, `include!`),
 * of a name that stands only once in the sources.
 */
async function byModule(
  artifact: OpenArtifact,
  fn: RustFunction,
  { crates, modules, isOnlyDefinition }: NameScope,
  signal?: AbortSignal,
): Promise<Homes> {
  const found = await byDemangled(artifact, fn, name => isNamesake(name, fn, modules), signal);
  if (found.records.length + found.symbols.length > 0 || !isOnlyDefinition(fn)) return found;
  return byDemangled(artifact, fn, name => isOnlyNamesake(name, fn, crates), signal);
}

/** What a record does not say of its path, its symbol does. */
async function byDemangled(
  { elf, index, symbols: lookup }: OpenArtifact,
  fn: RustFunction,
  isName: (demangled: string) => boolean,
  signal?: AbortSignal,
): Promise<Homes> {
  const isWanted = (demangled: string): boolean =>
    !isShim(demangled) &&
    (isClosureName(demangled) ? fn.isAsync && isName(asFunctionPath(demangled)) : isName(demangled));
  const undeclared = await index.undeclared(fn.name, names => identifierOf(names) === fn.name, signal);
  const records = undeclared.flatMap(record => {
    const symbol = record.home.kind === 'code' ? lookup.at(record.home.virtualAddress)[0] : undefined;
    const linkageName = record.linkageName ?? symbol?.name ?? null;
    return linkageName !== null && isWanted(demangle(linkageName)) ? [{ ...record, linkageName }] : [];
  });
  const namesakes = functionSymbols(elf, fn.name).filter(({ name }) => isWanted(demangle(name)));
  // What is declared somewhere is declared elsewhere.
  const declared = await index.at(
    namesakes.map(({ virtualAddress }) => virtualAddress),
    signal,
  );
  const known = new Set([...declared.filter(({ declFile }) => declFile !== null), ...records].map(addressOf));
  return { records, symbols: namesakes.filter(({ virtualAddress }) => !known.has(virtualAddress)) };
}

async function byPath(
  artifact: OpenArtifact,
  path: string,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<Homes> {
  const { elf, index } = artifact;
  const identifier = lastSegment(path);
  const records = (await index.named(identifier, names => identifierOf(names) === identifier, signal)).filter(
    record => {
      const demangled = demangledName(record);
      const isOther = isShim(demangled) || (isClosureName(demangled) && !isPollBody(record));
      return !isOther && matchesPath(asFunctionPath(demangled), path);
    },
  );
  const known = new Set(records.map(addressOf));
  const symbols = functionSymbols(elf, identifier).filter(symbol => {
    const demangled = demangle(symbol.name);
    const isOther = isShim(demangled) || isClosureName(demangled) || known.has(symbol.virtualAddress);
    return !isOther && matchesPath(demangled, path);
  });
  const isOwnRecord = (record: FunctionRecord): boolean => isOfCrates(demangledName(record), ownCrates);
  const isOwnSymbol = ({ name }: ElfSymbol): boolean => isOfCrates(demangle(name), ownCrates);
  const hasOwn = records.some(isOwnRecord) || symbols.some(isOwnSymbol);
  const meantRecords = hasOwn ? records.filter(isOwnRecord) : records;
  const meantSymbols = hasOwn ? symbols.filter(isOwnSymbol) : symbols;
  refuseAmbiguous(path, [
    ...meantRecords.map(record => ({ name: asFunctionPath(demangledName(record)), file: record.declFile })),
    ...meantSymbols.map(({ name }) => ({ name: demangle(name), file: null })),
  ]);
  return {
    records: meantRecords.filter(record => hasTypeArguments(displayName(record), path)),
    symbols: meantSymbols.filter(({ name }) => hasTypeArguments(demangle(name), path)),
  };
}

/** Symbols of functions whose mangled name may hold the identifier. */
function functionSymbols(elf: ElfFile, identifier: string): ElfSymbol[] {
  // Cheap, before demangling: both schemes write identifiers as they are, but for those beyond ASCII.
  const isPlain = /^[\x21-\x7e]+$/.test(identifier);
  return elf
    .symbols()
    .filter(
      ({ name, isFunction, virtualAddress }) =>
        isFunction && virtualAddress !== 0n && (!isPlain || name.includes(identifier)),
    );
}

/** Null for what has no code. */
export function addressOf({ home }: FunctionRecord): bigint | null {
  return home.kind === 'code' || home.kind === 'inlined' ? home.virtualAddress : null;
}

function lastSegment(path: string): string {
  const plain = path.startsWith('<') ? path.slice(path.lastIndexOf('>') + 1) : path;
  return (withoutTypeArguments(plain).split('::').at(-1) ?? '').replace(/^r#/, '');
}

interface Named {
  /** Demangled. */
  readonly name: string;
  /** Where it is declared; null where that is not known. */
  readonly file: string | null;
}

/** What several functions may be called is none of them; a trait's method stands for all its impls. */
function refuseAmbiguous(path: string, candidates: readonly Named[]): void {
  const meanings = candidates.map(({ name, file }) => {
    const spelling = spellingOf(name, path);
    const isTraits = spelling !== functionPath(name) && functionPath(name).includes(' as ');
    return isTraits && path.includes('::') ? spelling : `${functionPath(name)}${file === null ? '' : ` (${file})`}`;
  });
  const distinct = [...new Set(meanings)].sort();
  if (distinct.length < 2) return;
  const shown = distinct.slice(0, 8).join(', ') + (distinct.length > 8 ? ', …' : '');
  throw new AmbiguousNameError({
    message: `${path} could be any of ${shown}.`,
    advice: 'Write more of its path, or file:line.',
  });
}
