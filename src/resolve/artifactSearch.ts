/**
 * Looks for a function in one artifact after the other, and gathers what speaks for its absence. Which artifacts, and in
 * what order, is left to the resolver.
 */

import { statSync } from 'node:fs';
import type { FileDetail } from '../binary/dwarf/detail.ts';
import type { IndexCache } from '../binary/indexCache.ts';
import { MalformedError } from '../binary/malformedError.ts';
import type { Artifact } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import type { CodeAddress } from '../probe/addressNames.ts';
import { type FieldNode, fieldTree } from '../probe/fieldTree.ts';
import { planProbes } from '../probe/plan.ts';
import type { RustParser } from '../source/rustParser.ts';
import type { Built } from './built.ts';
import { functionPath } from './demangledPath.ts';
import type { FunctionCatalog } from './functionCatalog.ts';
import { AmbiguousNameError, findHomes, type Homes } from './homes.ts';
import { instancesOf, type FoundInstance } from './instances.ts';
import { isCalled } from './mention.ts';
import { OpenArtifacts, type OpenArtifact, type Reading } from './openArtifact.ts';
import { placeToRead } from './processFiles.ts';
import { sameFile } from './sameFile.ts';
import { twinsOf } from './twin.ts';
import { wantedAt, type WantedFunction } from './wantedFunction.ts';
import type { Searched, Unreadable } from './whyNone.ts';

export interface SearchOptions {
  /** Reads sources for the reason why a function is not there. */
  readonly parser: RustParser;
  /** Keeps what was read of binaries; null to keep nothing. */
  readonly cache: IndexCache | null;
  /** Hears how far a binary has been read ahead of further questions; null to read only what a question needs. */
  readonly readAhead: ((artifact: Artifact) => NonNullable<Reading['onProgress']>) | null;
}

/** An artifact that was searched. */
export interface Found {
  readonly artifact: Artifact;
  /** Open while it is the last that was asked about; to be opened again later. */
  readonly binary: OpenArtifact;
  readonly homes: Homes;
  readonly instances: readonly FoundInstance[];
}

/** An artifact whose functions are all known by name. */
export interface Catalogued {
  readonly artifact: Artifact;
  readonly binary: OpenArtifact;
  readonly catalog: FunctionCatalog;
}

export class ArtifactSearch {
  readonly #options: SearchOptions;
  readonly #open: OpenArtifacts;
  /** Ends what reads ahead. */
  readonly #end = new AbortController();

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#open = new OpenArtifacts(options.cache);
  }

  dispose(): void {
    this.#end.abort();
    this.#open.dispose();
  }

  /** Looks into one artifact; one that cannot be read is no reason to give up on the others. */
  async search(
    artifact: Artifact,
    wanted: WantedFunction,
    built: Built,
    signal?: AbortSignal,
  ): Promise<Found | Unreadable> {
    return this.#read(artifact, signal, async binary => {
      // A name may stand anywhere.
      if (wanted.kind === 'path') await binary.complete({ signal, isOwn: built.isOwnSource });
      const scope = built.scopeOf(wanted, artifact);
      const homes = await findHomes(binary, inArtifact(wanted, artifact), scope, signal);
      return { artifact, binary, homes, instances: instancesOf(binary, homes) };
    });
  }

  /** All functions of one artifact. */
  async catalog(artifact: Artifact, built: Built, signal?: AbortSignal): Promise<Catalogued | Unreadable> {
    return this.#read(artifact, signal, async binary => ({
      artifact,
      binary,
      catalog: await binary.catalog(this.#readingOf(artifact, binary, built, signal)),
    }));
  }

  /**
   * Opens an artifact, and gives what reads all of its functions while other questions are answered; null where that has
   * been done. Damage, and a file that is replaced meanwhile, are told by the question that comes upon it.
   */
  async catalogAhead(artifact: Artifact, built: Built, signal?: AbortSignal): Promise<(() => Promise<void>) | null> {
    const opened = await this.#read(artifact, signal, binary => Promise.resolve(binary));
    if ('message' in opened || opened.hasCatalog) return null;
    return async () => {
      try {
        await opened.catalog(this.#readingOf(artifact, opened, built, signal));
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof HumanError)) throw error;
      }
    };
  }

  #readingOf(artifact: Artifact, { index }: OpenArtifact, built: Built, signal: AbortSignal | undefined): Reading {
    const onProgress = index.completeTable === null ? this.#options.readAhead?.(artifact) : undefined;
    return { signal, isOwn: built.isOwnSource, ...(onProgress === undefined ? {} : { onProgress }) };
  }

  async #read<T>(
    artifact: Artifact,
    signal: AbortSignal | undefined,
    read: (binary: OpenArtifact) => Promise<T>,
  ): Promise<T | Unreadable> {
    signal?.throwIfAborted();
    try {
      return await read(this.#open.open(placeToRead(artifact.path)));
    } catch (error) {
      const isTheirs = error instanceof HumanError && !(error instanceof AmbiguousNameError);
      if (signal?.aborted === true || !isTheirs) throw error;
      return { artifact, message: error.message, isDamaged: error instanceof MalformedError };
    }
  }

  /** Reads the rest of a binary that was asked about, so that the next question finds it read. */
  readAhead({ artifact, binary }: Found, built: Built): void {
    if (this.#options.readAhead === null || binary.index.completeTable !== null) return;
    const onProgress = this.#options.readAhead(artifact);
    binary.complete({ signal: this.#end.signal, onProgress, isOwn: built.isOwnSource }).catch(() => {
      // Damage is told by the question that comes upon it; a file that was replaced is read anew.
      onProgress(1, 1);
    });
  }

  /** Null for all once the file is another than the artifact's. */
  addressNames({ path, modifiedMs }: Artifact, addresses: readonly CodeAddress[]): (string | null)[] {
    const place = placeToRead(path);
    if (statSync(place, { throwIfNoEntry: false })?.mtimeMs !== modifiedMs) return addresses.map(() => null);
    const { names } = this.#open.open(place);
    return addresses.map(({ kind, address }) =>
      kind === 'function' ? names.functionAt(address) : names.vtableAt(address),
    );
  }

  /** Of a search in vain. */
  async evidence(
    wanted: WantedFunction,
    { artifact, homes }: Found,
    built: Built,
    signal?: AbortSignal,
  ): Promise<Searched> {
    const binary = this.#open.open(placeToRead(artifact.path));
    const { isOptimised, strippedBy } = built.settingsOf(artifact);
    const { detail, missing } = await debugDetail(wanted, binary, signal);
    const isMergeable =
      wanted.kind === 'position' &&
      isOptimised &&
      homes.records.length === 0 &&
      isCalled(wanted.function, built.sourcesOf(artifact));
    return {
      artifact,
      homes,
      hasDeclarations: detail === 'functions' || detail === 'full',
      hasSymbolTable: binary.elf.hasSymbolTable,
      missing: missing[0] ?? binary.elf.rejectedDebugFiles[0] ?? null,
      isOptimised,
      strippedBy,
      twin: isMergeable ? await this.#twin(wanted, artifact, built, signal) : null,
    };
  }

  /** A function that does the same as the wanted one and is there; its path. */
  async #twin(
    { function: shown }: Extract<WantedFunction, { kind: 'position' }>,
    artifact: Artifact,
    built: Built,
    signal?: AbortSignal,
  ): Promise<string | null> {
    for (const twin of twinsOf(shown, built.sourcesOf(artifact), this.#options.parser, signal)) {
      const found = await this.search(artifact, wantedAt(twin, true), built, signal);
      if ('instances' in found && found.instances.length > 0) return twin.path;
    }
    return null;
  }
}

/** Lines of a binary that is older than the file are not the lines of the editor. */
function inArtifact(wanted: WantedFunction, { newerSource, modifiedMs }: Artifact): WantedFunction {
  if (wanted.kind === 'path' || newerSource === null) return wanted;
  const savedMs = statSync(wanted.function.file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return savedMs > modifiedMs ? { ...wanted, isLineExact: false } : wanted;
}

/** How much the debug information tells of the function's file, or of any; a file that no unit names is one of those. */
async function debugDetail(wanted: WantedFunction, { index }: OpenArtifact, signal?: AbortSignal): Promise<FileDetail> {
  if (wanted.kind === 'position') {
    const ofFile = await index.detailOf(sameFile(wanted.function.file), signal);
    if (ofFile.detail !== 'none' || ofFile.missing.length > 0) return ofFile;
  }
  return index.detailOf(path => !path.startsWith('/rustc/'), signal);
}

/** Of the first instance whose arguments are known. */
export function fieldsOf({ binary, instances }: Found): FieldNode[] {
  for (const { record } of instances) {
    const debug = record === null ? null : binary.dwarf.describe(record);
    if (debug?.hasParameterInfo !== true) continue;
    return [...debug.parameters, ...debug.captured].map(({ name, type }) => fieldTree(name ?? '_', type));
  }
  return [];
}

/** Throws `ConditionError`. */
export function planOf(
  wanted: WantedFunction,
  { artifact, binary, instances }: Found,
  options: CaptureOptions,
): ProbePlan {
  const name = instances[0]?.instance.demangled ?? wanted.path;
  return planProbes(
    functionPath(name.replace(/::\{async_fn#\d+\}$/, '')),
    artifact,
    binary.elf,
    instances.map(({ instance, virtualAddress, record }) => {
      const start = record?.home.kind === 'inlined' ? record.home.outer.virtualAddress : virtualAddress;
      const symbol = binary.symbols.at(start)[0] ?? null;
      return {
        instance,
        virtualAddress,
        machineCode: {
          virtualAddress: start,
          size: record?.home.kind === 'code' ? record.home.size : (symbol?.size ?? 0),
        },
        symbol,
        debug: once(() => (record === null ? null : binary.dwarf.describe(record))),
      };
    }),
    options,
  );
}

/** For what is asked for more than once, by the probe and by its exits, and costs to find out. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: find() }).value;
}
