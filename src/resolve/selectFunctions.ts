/** Which functions of an artifact a selection means. */

import { FUNCTION_ORIGINS, type CountSelection, type FunctionOrigin } from '../model/countPlan.ts';
import type { ArtifactSearch, Catalogued } from './artifactSearch.ts';
import type { Built } from './built.ts';
import { calleesOf } from './callees.ts';
import type { CatalogFunction } from './functionCatalog.ts';
import { functionPath } from './demangledPath.ts';
import type { FoundInstance } from './instances.ts';
import { matchNames } from './namePattern.ts';
import { sameFile } from './sameFile.ts';
import { wantedAt } from './wantedFunction.ts';

export interface Among extends Catalogued {
  readonly built: Built;
  readonly originOf: (known: CatalogFunction) => FunctionOrigin;
  readonly search: ArtifactSearch;
  readonly signal: AbortSignal | undefined;
}

export interface Selected {
  /** By name. */
  readonly functions: readonly CatalogFunction[];
  /** Paths to name it by: of the module that a file is, of the functions whose callees are meant; else empty. */
  readonly subjects: readonly string[];
}

/** Throws `PatternError`; rejects with a HumanError where the functions whose callees are meant are not there. */
export async function selectFunctions(selection: CountSelection, among: Among): Promise<Selected> {
  const { catalog, built } = among;
  switch (selection.kind) {
    case 'pattern': {
      const isMatch = matchNames(selection.pattern, catalog.names);
      const matching = catalog.functions.filter((_, at) => isMatch[at]);
      const all = selection.origins.length === FUNCTION_ORIGINS.length;
      const functions = all ? matching : matching.filter(known => selection.origins.includes(among.originOf(known)));
      return { functions, subjects: [] };
    }
    case 'file':
      return { functions: declaredIn(selection.file, catalog.functions), subjects: [] };
    case 'module': {
      const inFile = declaredIn(selection.file, catalog.functions);
      const modules = modulesOf(inFile, built.modulesOf(selection.file));
      const functions = catalog.functions.filter(known => modules.some(module => isBelow(module, known)));
      return { functions, subjects: modules };
    }
    case 'callees': {
      const callers: FoundInstance[] = [];
      const names: string[] = [];
      for (const caller of selection.of) {
        // Its file may have been edited since.
        const found = await among.search.search(among.artifact, wantedAt(caller, false), built, among.signal);
        if (!('instances' in found)) continue;
        callers.push(...found.instances);
        names.push(functionPath(found.instances[0]?.instance.demangled ?? caller.path));
      }
      const callees = new Set(await calleesOf(among.binary, catalog, callers, among.signal));
      return { functions: catalog.functions.filter(known => callees.has(known)), subjects: names };
    }
  }
}

function declaredIn(file: string, functions: readonly CatalogFunction[]): CatalogFunction[] {
  const isSame = sameFile(file);
  return functions.filter(({ declared }) => declared !== null && isSame(declared.file));
}

/**
 * The modules that a file is, one for each crate that it is compiled into: what the place of the file says where its
 * functions are below that, else the scopes that all its functions have in common.
 */
function modulesOf(inFile: readonly CatalogFunction[], byPlace: readonly string[]): string[] {
  const crates = new Map<string, string[][]>();
  for (const { scopes, crate } of inFile) {
    if (scopes === null || crate === '') continue;
    const ofImpl = scopes.findIndex(scope => scope.startsWith('{'));
    const path = ofImpl < 0 ? [...scopes] : scopes.slice(0, ofImpl);
    const known = crates.get(crate);
    if (known === undefined) crates.set(crate, [path]);
    else known.push(path);
  }
  return Array.from(crates, ([crate, paths]) => {
    const placed = byPlace.find(module => `${module}::`.startsWith(`${crate}::`));
    const isPlaced = (path: readonly string[]): boolean => `${path.join('::')}::`.startsWith(`${placed ?? ''}::`);
    return placed !== undefined && paths.every(isPlaced) ? placed : commonStart(paths).join('::');
  }).sort();
}

function commonStart(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = paths;
  const differs = first.findIndex((scope, at) => others.some(path => path[at] !== scope));
  return differs < 0 ? first : first.slice(0, differs);
}

function isBelow(module: string, { scopes, name }: CatalogFunction): boolean {
  return `${scopes?.join('::') ?? name}::`.startsWith(`${module}::`);
}
