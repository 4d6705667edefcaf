/**
 * What the resolver must answer for each function of test/fixtures/shapes in one artifact, from what nm and readelf say
 * of the artifact, or of one with the same code and more debug information.
 */

import type { AbsenceCode } from '../../../src/model/absence.ts';
import type { ShapeFunction } from '../shapes.ts';
import { DeclaredHomes, type Home } from './declaredHomes.ts';
import { MachineCode } from './machineCode.ts';

/** What an artifact, with all that belongs to it, tells of its functions. */
export type Knowledge =
  /** Where each was declared, with every inlined copy. */
  | 'declarations'
  /** The names of those that have code of their own. */
  | 'names'
  | 'nothing';

export interface ExpectedHome {
  readonly kind: Home['kind'];
  readonly isInlined: boolean;
  /** Offsets in the file where it may begin: several when those of another build are meant. */
  readonly starts: ReadonlySet<number>;
}

export interface Expectation {
  readonly homes: readonly ExpectedHome[];
  /** Homes that the artifact itself does not tell of: they may be found, and need not be. */
  readonly furtherHomes: readonly ExpectedHome[];
  /** The reasons that fit when there are no homes. */
  readonly codes: readonly AbsenceCode[];
}

/** A binary whose debug information is whole, in the file itself. */
export class DescribedArtifact {
  readonly code: MachineCode;
  readonly #homes: DeclaredHomes;

  constructor(file: string) {
    this.code = new MachineCode(file);
    this.#homes = new DeclaredHomes(file, this.code);
  }

  homesOf({ shown }: ShapeFunction): Home[] {
    const { file, name, signatureLine0, itemRange } = shown;
    return this.#homes.of(file, name, signatureLine0 + 1, itemRange.end.line0 + 1);
  }

  /** Demangled names of the symbols of the function's own code, of calls or of polls. */
  namesOf(wanted: ShapeFunction, kind: Home['kind']): string[] {
    return this.homesOf(wanted)
      .filter(home => home.kind === kind && !home.isInlined)
      .flatMap(({ start }) => this.code.symbolsAt(start))
      .map(({ plainName }) => plainName);
  }
}

export class ArtifactOracle {
  readonly code: MachineCode;
  readonly #knowledge: Knowledge;
  readonly #described: DescribedArtifact;
  readonly #unoptimised: DescribedArtifact;
  readonly #isSelfDescribed: boolean;

  /**
   * `described` is of the artifact itself or of one of the same code; `unoptimised` of one of the same mangling in which
   * every function that is called has a symbol.
   */
  constructor(file: string, knowledge: Knowledge, described: DescribedArtifact, unoptimised: DescribedArtifact) {
    this.#isSelfDescribed = described.code.file === file;
    this.#described = described;
    this.#unoptimised = unoptimised;
    this.code = this.#isSelfDescribed ? described.code : new MachineCode(file);
    this.#knowledge = knowledge;
  }

  expect(wanted: ShapeFunction): Expectation {
    const declared = this.#described.homesOf(wanted).map(home => this.#expected(home));
    const named = this.#namedHomes(wanted);
    const isNew = (home: ExpectedHome): boolean =>
      !declared.some(({ starts }) => [...home.starts].every(start => starts.has(start)));
    switch (this.#knowledge) {
      case 'declarations':
        // A function that was merged with another has a symbol, and no entry in the debug information.
        return { homes: [...declared, ...named.filter(isNew)], furtherHomes: [], codes: codesOf(wanted) };
      case 'names': {
        const codes: AbsenceCode[] = isOfSource(wanted) ? [] : ['inlined', 'no-debug-info'];
        if (wanted.isTwin) codes.push('merged');
        return {
          homes: named.filter(home => this.#isNamedByPath(home) && !isMisplaced(wanted)),
          furtherHomes: [...declared, ...named],
          codes: [...codes, ...absentOf(wanted)],
        };
      }
      case 'nothing':
        return { homes: [], furtherHomes: [], codes: [...(isOfSource(wanted) ? codesOf(wanted) : []), 'stripped'] };
    }
  }

  #expected({ kind, isInlined, start }: Home): ExpectedHome {
    const offsets = this.#isSelfDescribed ? [start] : this.code.offsetsLike(this.#described.code, start);
    return { kind, isInlined, starts: new Set(offsets) };
  }

  /** A name given by `#[export_name]` tells nothing of the function; one by `#[no_mangle]` nothing of its type. */
  #isNamedByPath({ starts }: ExpectedHome): boolean {
    return [...starts].some(start => this.code.symbolsAt(start).some(({ plainName }) => plainName.includes('::')));
  }

  /** Homes of the names that the function has in one of the artifacts. */
  #namedHomes(wanted: ShapeFunction): ExpectedHome[] {
    return (['body', 'poll'] as const).flatMap(kind => {
      const names = [this.#unoptimised, this.#described].flatMap(artifact => artifact.namesOf(wanted, kind));
      const offsets = this.code.symbolsNamed(new Set(names)).map(({ fileOffset }) => fileOffset);
      return [...new Set(offsets)].map(offset => ({ kind, isInlined: false, starts: new Set([offset]) }));
    });
  }
}

function absentOf({ absent }: ShapeFunction): AbsenceCode[] {
  if (absent === 'not-compiled') return [absent, 'not-built'];
  return absent === null ? [] : [absent];
}

/** `#[path]` put its file where no module of its name would be, and other functions have its name. */
function isMisplaced({ shown }: ShapeFunction): boolean {
  return shown.file.endsWith('/elsewhere/place.rs') && shown.name === 'run';
}

/** Its source alone says that it is in no program. */
function isOfSource({ absent }: ShapeFunction): boolean {
  return absent !== null && absent !== 'unused' && absent !== 'never-instantiated';
}

function codesOf(wanted: ShapeFunction): AbsenceCode[] {
  // Where not every target is built, one of those that are not may have the module.
  if (wanted.absent === 'not-compiled') return ['not-compiled', 'not-built'];
  if (wanted.absent !== null) return [wanted.absent];
  // Nothing in a binary tells a function that nothing calls from one whose calls were all computed by the compiler.
  return wanted.isTwin ? ['merged', 'inlined'] : ['inlined', 'unused'];
}
