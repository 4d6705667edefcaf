/**
 * Every machine-code home of a function in one artifact. DWARF position first: `decl_file` and `decl_line` find all
 * monomorphisations, methods and async bodies whatever they are mangled to. Names serve where there is no DWARF, and
 * where a person gave a path.
 */

import { realpathSync } from 'node:fs';
import { demangle } from '../binary/demangle.ts';
import type { DwarfFunction } from '../binary/dwarfFunction.ts';
import type { ElfFile, ElfSymbol } from '../binary/elf.ts';
import type { FunctionRecord } from '../binary/functionRecord.ts';
import { HumanError } from '../model/humanError.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import type { InstanceWithDebug } from '../probe/plan.ts';
import { functionPath, hasTypeArguments, isOfCrates, matchesPath, withoutTypeArguments } from './demangledPath.ts';
import type { OpenArtifact } from './openArtifact.ts';
import type { WantedFunction } from './wantedFunction.ts';

/**
 * Sorted by address. Empty when the artifact does not hold the function. Functions of `ownCrates` (names as in
 * Rust paths) go before others of the same name. Throws a HumanError when a bare name is ambiguous.
 */
export async function findInstances(
  artifact: OpenArtifact,
  wanted: WantedFunction,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<InstanceWithDebug[]> {
  const found =
    wanted.kind === 'position' && artifact.dwarf.hasDebugInfo
      ? await atPosition(artifact, wanted, signal)
      : await byName(artifact, wanted.path, ownCrates, signal);
  return found
    .map(({ debug, symbol }) => toInstance(artifact.elf, symbol, debug))
    .filter(instance => instance !== null)
    .filter(({ instance }) => wanted.kind === 'position' || hasTypeArguments(instance.demangled, wanted.path))
    .sort((a, b) => a.instance.fileOffset - b.instance.fileOffset);
}

interface Found {
  readonly symbol: ElfSymbol | null;
  readonly debug: DwarfFunction | null;
}

type WantedPosition = Extract<WantedFunction, { kind: 'position' }>;

async function atPosition(artifact: OpenArtifact, wanted: WantedPosition, signal?: AbortSignal): Promise<Found[]> {
  const inFile = described(artifact, await artifact.index.declaredIn(isFile(wanted.file), signal));
  const named = inFile.filter(debug => isNamed(debug, wanted.name));
  const exact = named.filter(debug => isAtPosition(debug, wanted));
  const chosen = exact.length > 0 || wanted.isLineExact ? exact : nearest(named, wanted);
  return chosen.map(debug => ({ symbol: null, debug }));
}

/** rustc gives a poll body the line of the body's `{`, which may stand some lines below the signature's beginning. */
function isAtPosition(debug: DwarfFunction, { line1, lastLine1 }: WantedPosition): boolean {
  return isPollBody(debug) ? line1 <= debug.declLine1 && debug.declLine1 <= lastLine1 : debug.declLine1 === line1;
}

/** Of functions of the same name and path, those at the line nearest to the wanted one. */
function nearest(named: readonly DwarfFunction[], wanted: WantedPosition): DwarfFunction[] {
  const ofPath = named.filter(debug =>
    matchesPath(asFunctionPath(demangle(debug.linkageName ?? debug.name)), wanted.path),
  );
  return [true, false].flatMap(isPoll => {
    const candidates = ofPath.filter(debug => isPollBody(debug) === isPoll);
    const distance = (debug: DwarfFunction): number => Math.abs(debug.declLine1 - wanted.line1);
    const closest = Math.min(...candidates.map(distance));
    return candidates.filter(debug => distance(debug) === closest);
  });
}

async function byName(
  artifact: OpenArtifact,
  path: string,
  ownCrates: readonly string[],
  signal?: AbortSignal,
): Promise<Found[]> {
  const matching = artifact.elf
    .symbols()
    .filter(symbol => symbol.isFunction && symbol.virtualAddress !== 0n)
    .map(symbol => ({ symbol, demangled: asFunctionPath(demangle(symbol.name)) }))
    .filter(({ demangled }) => matchesPath(demangled, path));
  const own = matching.filter(({ demangled }) => isOfCrates(demangled, ownCrates));
  const meant = own.length > 0 ? own : matching;
  refuseAmbiguous(
    path,
    meant.map(({ demangled }) => functionPath(demangled)),
  );

  const byAddress = new Map(meant.map(({ symbol }) => [symbol.virtualAddress, symbol]));
  const debugs = described(artifact, await artifact.index.at([...byAddress.keys()], signal));
  const debugByAddress = new Map(debugs.map(debug => [debug.virtualAddress, debug]));
  return [...byAddress.values()]
    .map(symbol => ({ symbol, debug: debugByAddress.get(symbol.virtualAddress) ?? null }))
    .filter(({ symbol, debug }) => !isClosureName(demangle(symbol.name)) || (debug !== null && isPollBody(debug)));
}

/** Those with machine code of their own. */
function described({ dwarf }: OpenArtifact, records: readonly FunctionRecord[]): DwarfFunction[] {
  return records.map(record => dwarf.describe(record)).filter(debug => debug !== null);
}

/** A bare name that several functions have means none of them. */
function refuseAmbiguous(path: string, candidates: readonly string[]): void {
  const distinct = [...new Set(candidates)].sort();
  if (path.includes('::') || distinct.length < 2) return;
  const shown = distinct.slice(0, 8).join(', ') + (distinct.length > 8 ? ', …' : '');
  throw new HumanError({ message: `${path} could be any of ${shown}.`, advice: 'Write more of its path.' });
}

/** `{{closure}}` (legacy) or `{closure#0}` (v0) at the end: a closure, or the poll body of an async fn. */
const CLOSURE_TAIL = /::\{(?:\{closure\}|closure#0)\}$/;

function isClosureName(demangled: string): boolean {
  return CLOSURE_TAIL.test(demangled);
}

function asFunctionPath(demangled: string): string {
  return demangled.replace(CLOSURE_TAIL, '');
}

/** DWARF calls an async fn's body `{async_fn#0}`, inside a namespace of the function's own name. */
function isPollBody(debug: DwarfFunction): boolean {
  return debug.name.startsWith('{async_fn#');
}

function isNamed(debug: DwarfFunction, name: string): boolean {
  const ownName = isPollBody(debug) ? (debug.path.at(-1) ?? '') : debug.name;
  return withoutTypeArguments(ownName).replace(/^r#/, '') === name;
}

/** Tells whether a path is the file, with links resolved; a source that is not there any more keeps its name. */
function isFile(resolvedFile: string): (path: string) => boolean {
  const lastSegment = resolvedFile.slice(resolvedFile.lastIndexOf('/'));
  const known = new Map<string, boolean>([[resolvedFile, true]]);
  return path => {
    // Cheap, first: most units name files with another last segment.
    if (!path.endsWith(lastSegment)) return false;
    let isSame = known.get(path);
    if (isSame === undefined) {
      isSame = resolved(path) === resolvedFile;
      known.set(path, isSame);
    }
    return isSame;
  };
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Null when no symbol stands at the function's address: bcc can only probe what has a name. */
function toInstance(elf: ElfFile, known: ElfSymbol | null, debug: DwarfFunction | null): InstanceWithDebug | null {
  const address = known?.virtualAddress ?? debug?.virtualAddress ?? 0n;
  const symbol = known ?? symbolAt(elf, address, debug?.linkageName ?? null);
  const fileOffset = elf.fileOffset(address);
  if (symbol === null || fileOffset === null) return null;
  refuseAmbiguousSymbol(elf, symbol);
  const instance: FunctionInstance = {
    symbol: symbol.name,
    symbolOffset: 0,
    demangled: displayName(demangle(symbol.name), debug),
    kind: debug !== null && isPollBody(debug) ? 'poll' : 'body',
    inlined: null,
    fileOffset,
    size: debug?.size ?? symbol.size,
    sharedWith: [],
  };
  return { instance, debug };
}

function symbolAt(elf: ElfFile, address: bigint, linkageName: string | null): ElfSymbol | null {
  const there = elf.symbols().filter(symbol => symbol.virtualAddress === address && symbol.isFunction);
  return there.find(symbol => symbol.name === linkageName) ?? there[0] ?? null;
}

/** bcc takes the first symbol of a name, so one that stands twice may lead it to another function. */
function refuseAmbiguousSymbol(elf: ElfFile, { name, virtualAddress }: ElfSymbol): void {
  const isOther = elf.symbols().some(other => other.name === name && other.virtualAddress !== virtualAddress);
  if (isOther) throw new HumanError({ message: `${elf.path} has several functions with the symbol ${name}.` });
}

/** Legacy mangling forgets type arguments and calls a poll body a closure; DWARF knows both. */
function displayName(demangled: string, debug: DwarfFunction | null): string {
  if (debug !== null && isPollBody(debug)) return `${asFunctionPath(demangled)}::{async_fn#0}`;
  const name = demangled.replaceAll('::<', '<');
  const typeArguments = debug?.name.indexOf('<') ?? -1;
  return debug !== null && typeArguments > 0 && !name.endsWith('>') ? name + debug.name.slice(typeArguments) : name;
}
