/** What cargo built that may hold a function, and what cargo's own notes say about it. */

import { crateName } from '../cargo/crateName.ts';
import path from 'node:path';
import { buildTargetOf, defaultBuildTarget } from '../cargo/artifacts.ts';
import { packageAround } from '../cargo/buildTarget.ts';
import { CompiledSources } from '../cargo/compiledSources.ts';
import type { CargoTarget, CargoWorkspace } from '../cargo/metadata.ts';
import { nearestManifest } from '../cargo/manifest.ts';
import { readPackageManifest } from '../cargo/packageManifest.ts';
import { isInside } from '../cargo/pathInside.ts';
import { profileSettings, type ProfileSetting } from '../cargo/profileSettings.ts';
import { roleOf } from '../cargo/sourceRole.ts';
import { newestAfter, SourceTimes } from '../cargo/sourceTimes.ts';
import { targetNamed } from '../cargo/targetNamed.ts';
import { testTargetOf } from '../cargo/testTarget.ts';
import { unbuiltTargets } from '../cargo/unbuiltTargets.ts';
import type { Absence } from '../model/absence.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { outdated } from './whyNone.ts';
import { passes, type ArtifactFilter } from './artifactChoice.ts';
import { isOnlyDefinition } from './mention.ts';
import type { NameScope } from './homes.ts';
import type { ProcessFile } from './processFiles.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';
import type { WantedFunction } from './wantedFunction.ts';

interface Place {
  readonly workspace: CargoWorkspace;
  readonly sources: CompiledSources;
  /** What cargo's notes are about: the artifact itself, or what a file of a process is like; null for nothing. */
  readonly noted: Artifact | null;
}

export class Built {
  readonly artifacts: readonly Artifact[];
  /** The workspace of the question, its own before others. */
  readonly #own: CargoWorkspace;
  readonly #workspaces: readonly CargoWorkspace[];
  readonly #places: ReadonlyMap<Artifact, Place>;

  private constructor(
    own: CargoWorkspace,
    workspaces: readonly CargoWorkspace[],
    places: ReadonlyMap<Artifact, Place>,
  ) {
    this.artifacts = [...places.keys()];
    this.#own = own;
    this.#workspaces = workspaces;
    this.#places = places;
  }

  /** Of one profile, or of all for null. Rejects with a HumanError when there is no workspace that could be meant. */
  static async find(
    memory: WorkspaceMemory,
    from: string,
    folders: readonly string[],
    profile: string | null,
    signal?: AbortSignal,
  ): Promise<Built> {
    const { workspaces, errors } = await memory.find(from, folders, signal);
    const [own] = workspaces;
    if (own === undefined) throw new HumanError(errors[0] ?? noWorkspace(from));
    const places = new Map<Artifact, Place>();
    for (const workspace of workspaces) {
      const sources = memory.sourcesOf(workspace);
      for (const artifact of await memory.artifactsOf(workspace, profile))
        places.set(artifact, { workspace, sources, noted: artifact });
    }
    return new Built(own, workspaces, places);
  }

  /** The files of a process instead, each in the place of the artifact that it is like. */
  ofProcess(files: readonly ProcessFile[]): Built {
    const unknown: Place = { workspace: this.#own, sources: new CompiledSources(this.#own), noted: null };
    const places = files.map(({ artifact, like }): [Artifact, Place] => [
      artifact,
      like === null ? unknown : this.#placeOf(like),
    ]);
    return new Built(this.#own, this.#workspaces, new Map(places));
  }

  /** With the newest source that is newer than the file, where cargo's own comparison is of another file. */
  dated(file: ProcessFile): ProcessFile {
    const { artifact, build, like } = file;
    if (build === 'current' || build === 'copy' || like === null) return file;
    const sources = this.sourcesOf(like);
    const newerSource = newestAfter(sources, () => artifact.modifiedMs, new SourceTimes());
    return { ...file, artifact: { ...artifact, newerSource } };
  }

  /** Name of the package that a file or folder belongs to. */
  packageOf(from: string): string | null {
    return packageAround(this.#own, from)?.name ?? null;
  }

  /** What a function is called by in an artifact: the crates of its package, or of all; and the modules of its file. */
  scopeOf(wanted: WantedFunction, artifact: Artifact): NameScope {
    const packages = this.#workspaces.flatMap(workspace => workspace.packages);
    const file = wanted.kind === 'position' ? wanted.function.file : null;
    const owner = file === null ? null : (packageAround(this.#own, file) ?? outsidePackage(file));
    const owners = owner === null ? packages : [owner];
    const targets = owners.flatMap(each => each.targets);
    // A library and a program of one name, as cargo names them by itself: their functions have the same paths.
    const isUniquelyNamed = ({ name }: Pick<CargoTarget, 'name'>): boolean =>
      targets.filter(other => crateName(other.name) === crateName(name)).length === 1;
    return {
      crates: [...new Set([...owners, ...targets].map(({ name }) => crateName(name)))],
      modules: file === null ? [] : targets.filter(isUniquelyNamed).flatMap(target => moduleOf(target, file) ?? []),
      place: file === null ? null : placeInPackage(this.#own, file),
      isOnlyDefinition: fn => this.#placeOf(artifact).noted !== null && isOnlyDefinition(fn, this.sourcesOf(artifact)),
    };
  }

  buildOf(artifact: Artifact): BuildTarget {
    const { workspace, noted } = this.#placeOf(artifact);
    return buildTargetOf(noted ?? artifact, workspace);
  }

  /** What to build for a function that nothing holds yet; null when there is no target of the name asked for. */
  buildFor(from: string, { targetName, profile }: ArtifactFilter): BuildTarget | null {
    const own = { ...defaultBuildTarget(this.#own, from), ...(profile === null ? {} : { profile }) };
    if (targetName === null || targetName === own.targetName) return own;
    const named = targetNamed(this.#workspaces, targetName);
    if (named === null) return null;
    const { workspaceRoot } = named.workspace;
    const { kind } = named;
    return { ...own, workspaceRoot, packageName: named.package.name, targetName, kind };
  }

  /** Why there is nothing to search, where `thatMayHold` is empty. */
  whyNothingMayHold(
    wanted: WantedFunction,
    from: string,
    filter: ArtifactFilter,
  ): { readonly reason: Absence; readonly build: BuildTarget | null } {
    if (this.artifacts.length === 0) {
      const build = this.buildFor(from, filter);
      if (build === null) return { reason: noTarget(filter), build };
      return { reason: notBuilt(`${build.targetName} has not been built yet${inProfile(build.profile)}.`), build };
    }
    if (!this.artifacts.some(artifact => passes(artifact, filter))) return this.#otherBuild(from, filter);
    const inBuild = this.whyInBuildOnly(wanted);
    return inBuild === null ? this.#notCompiled(wanted, filter) : { reason: inBuild, build: null };
  }

  /** The artifacts asked for that are, or may be, compiled from the function's file. */
  thatMayHold(wanted: WantedFunction, filter: ArtifactFilter): Artifact[] {
    const asked = this.artifacts.filter(artifact => passes(artifact, filter));
    if (wanted.kind === 'path') return asked;
    const { file, isTest, cfg } = wanted.function;
    const needsTests = isTest || cfg === 'test';
    const may = needsTests ? asked.filter(({ kind }) => kind === 'test' || kind === 'bench') : asked;
    return this.#compiledFrom(file, may);
  }

  /** The artifacts asked for that are, or may be, compiled from a file. */
  thatMayBeFrom(file: string, filter: ArtifactFilter): Artifact[] {
    return this.#compiledFrom(
      file,
      this.artifacts.filter(artifact => passes(artifact, filter)),
    );
  }

  #compiledFrom(file: string, artifacts: readonly Artifact[]): Artifact[] {
    return artifacts.filter(artifact => this.#placeOf(artifact).sources.isCompiledInto(artifact, file) !== false);
  }

  /** The modules that a file may be by its place (Rust paths, crate first: `demo::shapes`), `#[path]` aside. */
  modulesOf(file: string): string[] {
    const targets = packageAround(this.#own, file)?.targets ?? [];
    return targets.flatMap(target => moduleOf(target, file) ?? []);
  }

  /** The crates of the workspaces, as their names stand in paths. */
  get ownCrates(): ReadonlySet<string> {
    const packages = this.#workspaces.flatMap(workspace => workspace.packages);
    return new Set(packages.flatMap(({ name, targets }) => [name, ...targets.map(each => each.name)]).map(crateName));
  }

  /** A path as a person would write it in the workspace: `src/db.rs`. */
  shortPath(file: string): string {
    const root = this.#workspaces.find(({ workspaceRoot }) => isInside(workspaceRoot, file))?.workspaceRoot;
    return root === undefined ? file : path.relative(root, file);
  }

  /** How an artifact was compiled, as far as it decides what can be found in it. */
  settingsOf(artifact: Artifact): { readonly isOptimised: boolean; readonly strippedBy: string | null } {
    const { workspace } = this.#placeOf(artifact);
    const settings = profileSettings(workspace, artifact.profile);
    if (settings === null) return { isOptimised: true, strippedBy: null };
    const { debug, strip, mayBeOptimised } = settings;
    const hasDeclarations = debug.value === '1' || debug.value === '2';
    const cause = strip.value === 'symbols' || (strip.value === 'debuginfo' && hasDeclarations) ? strip : debug;
    const isWhole = hasDeclarations && strip.value === 'none';
    return {
      isOptimised: mayBeOptimised,
      strippedBy: isWhole ? null : placeText(cause, artifact.profile, workspace),
    };
  }

  /** Whether a source file belongs to one of the workspaces. */
  readonly isOwnSource = (file: string): boolean =>
    this.#workspaces.some(({ workspaceRoot }) => isInside(workspaceRoot, file));

  /** Source files of the workspace that the artifact was compiled from, absolute. */
  sourcesOf(artifact: Artifact): string[] {
    const { workspace, sources, noted } = this.#placeOf(artifact);
    const files = noted === null ? [] : sources.filesOf(noted);
    return files.filter(file => isInside(workspace.workspaceRoot, file));
  }

  /** Why no program has the function: it runs inside the build alone. */
  whyInBuildOnly(wanted: WantedFunction): Absence | null {
    if (wanted.kind === 'path') return null;
    const name = `\`${wanted.path}\``;
    const role = roleOf(this.#own, wanted.function.file);
    if (role !== 'build-script' && role !== 'proc-macro') return null;
    const message =
      role === 'build-script'
        ? `${name} belongs to a build script, which runs while cargo builds.`
        : `${name} belongs to a procedural macro, which runs inside the compiler.`;
    return { code: role, detail: { message, advice: 'It is in no program that could be traced.' } };
  }

  /** Why no artifact may be compiled from a file, where there are some. */
  whyNotFrom(file: string): { readonly reason: Absence; readonly build: BuildTarget | null } {
    const [target = null] = this.#workspaces.flatMap(each => unbuiltTargets(each, file, this.artifacts));
    const shown = this.shortPath(file);
    if (target !== null) return { reason: inUnbuilt(shown, target), build: target };
    return { reason: notCompiled(`Nothing that was built is compiled from ${shown}.`), build: null };
  }

  #otherBuild(from: string, filter: ArtifactFilter): { readonly reason: Absence; readonly build: BuildTarget | null } {
    const build = this.buildFor(from, filter);
    if (build === null) return { reason: noTarget(filter), build };
    const what = filter.targetName === null ? 'Nothing has' : `${filter.targetName} has not`;
    const where = filter.profile === null ? '' : ` in profile ${filter.profile}`;
    const there = [...new Set(this.artifacts.map(({ targetName, profile }) => `${targetName} (${profile})`))];
    const shown = there.slice(0, 6).join(', ') + (there.length > 6 ? ', …' : '');
    return {
      reason: { code: 'other-build', detail: { message: `${what} been built${where}; there are ${shown}.` } },
      build,
    };
  }

  #notCompiled(
    wanted: WantedFunction,
    filter: ArtifactFilter,
  ): { readonly reason: Absence; readonly build: BuildTarget | null } {
    const name = `\`${wanted.path}\``;
    const shown = wanted.kind === 'position' ? wanted.function : null;
    const owner = shown === null ? null : packageAround(this.#own, shown.file);
    const ofPackage = this.artifacts.filter(({ packageName }) => packageName === owner?.name);
    const unbuilt =
      shown === null ? [] : this.#workspaces.flatMap(each => unbuiltTargets(each, shown.file, this.artifacts));
    const isForTests = shown !== null && (shown.isTest || shown.cfg === 'test');
    if (isForTests && !ofPackage.some(({ kind }) => kind === 'test')) {
      const detail = {
        message: `${name} is ${shown.isTest ? 'a test' : 'for tests alone'}, and no tests of its package have been built.`,
        advice: 'Build them with `cargo test --no-run`, then trace it and run the tests.',
      };
      return { reason: { code: 'not-built', detail }, build: testTargetOf(this.#own, shown.file) };
    }
    // A module that was added since, and the file with its `mod`.
    const old = (ofPackage.length > 0 ? ofPackage : this.artifacts).find(
      artifact =>
        passes(artifact, filter) && artifact.newerSource !== null && (artifact.kind === 'test') === isForTests,
    );
    if (old !== undefined) return { reason: outdated(name, old), build: this.buildOf(old) };
    const [target = null] = unbuilt;
    if (target !== null) return { reason: inUnbuilt(name, target), build: target };
    const file = shown === null ? '' : path.basename(shown.file);
    const message = `Nothing that was built is compiled from ${file}, so ${name} is nowhere.`;
    return { reason: notCompiled(message), build: null };
  }

  #placeOf(artifact: Artifact): Place {
    const place = this.#places.get(artifact);
    if (place === undefined) throw new Error(`${artifact.path} is of another question`);
    return place;
  }
}

/** A package that cargo was not asked about, as far as its library goes. */
function outsidePackage(
  file: string,
): { readonly name: string; readonly targets: readonly Pick<CargoTarget, 'name' | 'source'>[] } | null {
  const manifest = nearestManifest(file);
  const found = manifest === null ? null : readPackageManifest(manifest);
  if (manifest === null || found === null) return null;
  return { name: found.name, targets: [{ name: found.name, source: path.join(path.dirname(manifest), 'src/lib.rs') }] };
}

/** Path of a source file in its package; null for a file of none. */
function placeInPackage(workspace: CargoWorkspace, file: string): string | null {
  const root = packageAround(workspace, file)?.root ?? null;
  if (root !== null) return path.relative(root, file);
  const manifest = nearestManifest(file);
  return manifest === null ? null : path.relative(path.dirname(manifest), file);
}

/** The module that a file is by its place below the root of a crate, `#[path]` aside; null outside of it. */
function moduleOf({ name, source }: Pick<CargoTarget, 'name' | 'source'>, file: string): string | null {
  const crate = crateName(name);
  if (file === source) return crate;
  const folder = path.dirname(source);
  if (!isInside(folder, file)) return null;
  const place = path
    .relative(folder, file)
    .replace(/\.rs$/, '')
    .replace(/\/mod$/, '');
  return [crate, ...place.split('/')].join('::');
}

function notBuilt(message: string): Absence {
  return { code: 'not-built', detail: { message } };
}

/** `what`: a function or a file. */
function inUnbuilt(what: string, { targetName, kind }: BuildTarget): Absence {
  return notBuilt(`${what} belongs to ${targetName} (${kind}), which has not been built yet.`);
}

function notCompiled(message: string): Absence {
  return {
    code: 'not-compiled',
    detail: { message, advice: 'Its module is not declared, or a `#[cfg]` leaves it out.' },
  };
}

/** `strip = true in Cargo.toml:12`, `CARGO_PROFILE_RELEASE_STRIP=true`, or that it is cargo's default. */
function placeText({ place }: ProfileSetting, profile: string, { workspaceRoot }: CargoWorkspace): string {
  switch (place.kind) {
    case 'file':
      return `\`${place.text}\` in ${path.relative(workspaceRoot, place.file)}:${place.line1}`;
    case 'environment':
      return `${place.name}=${place.text} in the environment`;
    case 'default':
      return `the profile ${profile}, which has no debug information unless told`;
  }
}

function noTarget({ targetName }: ArtifactFilter): Absence {
  const message = `There is no program, example, test or library ${targetName ?? ''} in the workspace.`;
  return { code: 'other-build', detail: { message } };
}

function inProfile(profile: string): string {
  return profile === 'dev' ? '' : ` in profile ${profile}`;
}

function noWorkspace(from: string): HumanErrorDetail {
  return {
    message: `${from} belongs to no cargo workspace that is open.`,
    advice: 'Open the folder of a package that it is compiled into.',
  };
}
