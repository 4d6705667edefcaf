/**
 * The homes of a function in one artifact: its own code, copies inlined into other code, or the marks of code that was
 * compiled and is not there any more. DWARF position first: `decl_file` and `decl_line` find all monomorphisations,
 * methods and async bodies, whatever they are mangled to. Names serve where there is no position, and where a person
 * gave a path.
 */

import { demangle } from '../binary/demangle.ts';
import type { FunctionRecord } from '../binary/functionRecord.ts';
import type { ElfSymbol } from '../binary/elf.ts';
import { HumanError } from '../model/humanError.ts';
import { functionPath, hasTypeArguments, isOfCrates, matchesPath, withoutTypeArguments } from './demangledPath.ts';
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
  /** Whether debug information names the source file at all; null where it was not looked for. */
  readonly isFileKnown: boolean | null;
}

/**
 * Functions of `ownCrates` (names as in Rust paths) go before others of the same name. Throws a HumanError when a bare
 * name is ambiguous, and rejects as the index does.
 */
export async function findHomes(
  artifact: OpenArtifact,
  wanted: WantedFunction,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<Homes> {
  if (wanted.kind === 'path') return byPath(artifact, wanted.path, ownCrates, signal);
  const { file, name } = wanted.function;
  const isFile = sameFile(file);
  const inFile = await artifact.index.declaredIn(isFile, signal);
  const isFileKnown = inFile.length > 0;
  const named = inFile.filter(record => identifierOf(record) === name && !isShim(demangledName(record)));
  if (named.length > 0) return { records: atPosition(named, wanted), symbols: [], isFileKnown };
  // Without declarations (`debug = "line-tables-only"`) or any debug information, the path has to do.
  const { records, symbols } = await byName(artifact, wanted.path, ownCrates, signal);
  const undeclared = records.filter(({ declFile }) => declFile === null);
  return { records: undeclared, symbols, isFileKnown };
}

type WantedPosition = Extract<WantedFunction, { kind: 'position' }>;

function atPosition(named: readonly FunctionRecord[], wanted: WantedPosition): FunctionRecord[] {
  const exact = named.filter(record => isAtPosition(record, wanted));
  return exact.length > 0 || wanted.isLineExact ? exact : nearest(named, wanted);
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

async function byPath(
  artifact: OpenArtifact,
  path: string,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<Homes> {
  const { records, symbols } = await byName(artifact, path, ownCrates, signal);
  const names = [...records.map(record => asFunctionPath(demangledName(record))), ...symbols.map(symbolPath)];
  refuseAmbiguous(path, names.map(functionPath));
  return {
    records: records.filter(record => hasTypeArguments(displayName(record), path)),
    symbols: symbols.filter(symbol => hasTypeArguments(symbolPath(symbol), path)),
    isFileKnown: null,
  };
}

/** Records by their path, and symbols of that path that no record stands for. */
async function byName(
  { elf, index }: OpenArtifact,
  path: string,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<Pick<Homes, 'records' | 'symbols'>> {
  const identifier = lastSegment(path);
  const all = await index.named(name => identifierOf(name) === identifier, signal);
  const records = all.filter(
    record =>
      (!isClosureName(demangledName(record)) || isPollBody(record)) &&
      !isShim(demangledName(record)) &&
      matchesPath(asFunctionPath(demangledName(record)), path),
  );
  const addresses = new Set(records.map(addressOf));
  const symbols = elf
    .symbols()
    .filter(symbol => symbol.isFunction && symbol.virtualAddress !== 0n && !addresses.has(symbol.virtualAddress))
    .filter(symbol => mayContain(symbol.name, identifier))
    .filter(symbol => !isClosureName(demangle(symbol.name)) && !isShim(demangle(symbol.name)))
    .filter(symbol => matchesPath(symbolPath(symbol), path));
  const isOwnRecord = (record: FunctionRecord): boolean => isOfCrates(demangledName(record), ownCrates);
  const isOwnSymbol = (symbol: ElfSymbol): boolean => isOfCrates(symbolPath(symbol), ownCrates);
  if (!records.some(isOwnRecord) && !symbols.some(isOwnSymbol)) return { records, symbols };
  return { records: records.filter(isOwnRecord), symbols: symbols.filter(isOwnSymbol) };
}

/** Null for what has no code. */
export function addressOf({ home }: FunctionRecord): bigint | null {
  return home.kind === 'code' || home.kind === 'inlined' ? home.virtualAddress : null;
}

function symbolPath(symbol: ElfSymbol): string {
  return asFunctionPath(demangle(symbol.name));
}

function lastSegment(path: string): string {
  const plain = path.startsWith('<') ? path.slice(path.lastIndexOf('>') + 1) : path;
  return (withoutTypeArguments(plain).split('::').at(-1) ?? '').replace(/^r#/, '');
}

/** Cheap, before demangling: both schemes write identifiers as they are, but for those beyond ASCII. */
function mayContain(symbol: string, identifier: string): boolean {
  return !/^[\x21-\x7e]+$/.test(identifier) || symbol.includes(identifier);
}

/** The person has to say more: no other artifact can answer instead. */
export class AmbiguousNameError extends HumanError {}

/** A bare name that several functions have means none of them. */
function refuseAmbiguous(path: string, candidates: readonly string[]): void {
  const distinct = [...new Set(candidates)].sort();
  if (path.includes('::') || distinct.length < 2) return;
  const shown = distinct.slice(0, 8).join(', ') + (distinct.length > 8 ? ', …' : '');
  throw new AmbiguousNameError({ message: `${path} could be any of ${shown}.`, advice: 'Write more of its path.' });
}
