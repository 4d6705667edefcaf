/**
 * What a profile says about code and debug information, and where it says so.
 * https://doc.rust-lang.org/cargo/reference/profiles.html: the environment has the last word, then configuration files,
 * then the manifest of the workspace's root; then the same of the profile that it inherits from.
 */

import path from 'node:path';
import { cargoConfig } from './cargoConfig.ts';
import type { CargoWorkspace } from './metadata.ts';
import { placeOf, readToml, valueAt, type TomlDocument, type TomlPlace } from './tomlDocument.ts';

export type ProfileKey = 'opt-level' | 'debug' | 'split-debuginfo' | 'strip' | 'lto';

export interface ProfileSetting {
  /** In one spelling, that of rustc where it has one: `debug = true` is `2`, `strip = true` is `symbols`. */
  readonly value: string;
  /** The profile that says so: the one that was asked for, or one that it inherits from. */
  readonly profile: string;
  readonly place: SettingPlace;
}

export type SettingPlace =
  | ({ readonly kind: 'file' } & TomlPlace)
  | { readonly kind: 'environment'; readonly name: string; readonly text: string }
  /** Cargo's own: nobody says anything. */
  | { readonly kind: 'default' };

export interface ProfileSettings extends Readonly<Record<ProfileKey, ProfileSetting>> {
  /** By its opt-level, or by that of an override for some package or for all dependencies. */
  readonly mayBeOptimised: boolean;
}

/**
 * `profile` as in Artifact. Null for a profile that is not defined any more. The values are those for packages without
 * an override; `rustflags` are not looked at.
 */
export function profileSettings(
  workspace: Pick<CargoWorkspace, 'workspaceRoot'>,
  profile: string,
  environment: NodeJS.ProcessEnv = process.env,
): ProfileSettings | null {
  const manifest = readToml(path.join(workspace.workspaceRoot, 'Cargo.toml'));
  const documents = cargoConfig(workspace.workspaceRoot, environment);
  if (manifest !== null) documents.push(manifest);
  const said = { documents, environment };
  const chain = inheritance(said, profile);
  const root = chain?.at(-1);
  if (chain === null || (root !== 'dev' && root !== 'release')) return null;
  const setting = (key: ProfileKey): ProfileSetting =>
    find(said, chain, key) ?? { value: DEFAULTS[root][key], profile: root, place: { kind: 'default' } };
  const optLevel = setting('opt-level');
  const debug = setting('debug');
  const strip = setting('strip');
  return {
    'opt-level': optLevel,
    debug,
    'split-debuginfo': setting('split-debuginfo'),
    // Since 1.77 cargo removes the debug information of the standard library where there is no other.
    strip: strip.place.kind === 'default' && debug.value === '0' ? { ...strip, value: 'debuginfo' } : strip,
    lto: setting('lto'),
    mayBeOptimised: optLevel.value !== '0' || hasOptimisedPackage(said, chain),
  };
}

const DEFAULTS: Readonly<Record<'dev' | 'release', Readonly<Record<ProfileKey, string>>>> = {
  dev: { 'opt-level': '0', debug: '2', 'split-debuginfo': 'off', strip: 'none', lto: 'false' },
  release: { 'opt-level': '3', debug: '0', 'split-debuginfo': 'off', strip: 'none', lto: 'false' },
};

const PARENTS: Readonly<Record<string, string>> = { test: 'dev', bench: 'release' };

interface Said {
  /** The first has the last word. */
  readonly documents: readonly TomlDocument[];
  readonly environment: NodeJS.ProcessEnv;
}

/** The profile, the one that it inherits from, and so on; null for a circle. */
function inheritance(said: Said, profile: string): string[] | null {
  const chain = [profile];
  for (const name of chain) {
    const parent = PARENTS[name] ?? (name in DEFAULTS ? undefined : find(said, [name], 'inherits')?.value);
    if (parent === undefined) break;
    if (chain.includes(parent)) return null;
    chain.push(parent);
  }
  return chain;
}

function find(said: Said, chain: readonly string[], key: ProfileKey | 'inherits'): ProfileSetting | null {
  for (const profile of chain) {
    const name = variableName(`CARGO_PROFILE_${profile}_${key}`);
    const text = said.environment[name];
    if (text !== undefined) {
      return { value: spelled(key, text), profile, place: { kind: 'environment', name, text } };
    }
    for (const document of said.documents) {
      const keys = ['profile', profile, key];
      const value = valueAt(document.root, keys);
      const place = value === undefined ? null : placeOf(document, keys);
      if (place !== null) return { value: spelled(key, String(value)), profile, place: { kind: 'file', ...place } };
    }
  }
  return null;
}

/**
 * Whether any override says so, although another may have the last word. The one of build scripts and procedural macros
 * says nothing about programs. https://doc.rust-lang.org/cargo/reference/profiles.html#overrides
 */
function hasOptimisedPackage({ documents, environment }: Said, chain: readonly string[]): boolean {
  const levels = chain.flatMap(profile => {
    const prefix = variableName(`CARGO_PROFILE_${profile}_PACKAGE_`);
    const names = Object.keys(environment).filter(name => name.startsWith(prefix) && name.endsWith('_OPT_LEVEL'));
    const inFiles = documents.flatMap(({ root }) => {
      const packages = valueAt(root, ['profile', profile, 'package']);
      if (typeof packages !== 'object' || packages === null) return [];
      return Object.keys(packages).map(name => valueAt(packages, [name, 'opt-level']));
    });
    return [...names.map(name => environment[name]), ...inFiles];
  });
  return levels.some(level => level !== undefined && level !== 0 && level !== '0');
}

function variableName(text: string): string {
  return text.toUpperCase().replaceAll('-', '_');
}

/** Other spellings that cargo knows. */
const SPELLINGS: Readonly<Partial<Record<ProfileKey | 'inherits', Readonly<Record<string, string>>>>> = {
  debug: { true: '2', full: '2', limited: '1', false: '0', none: '0' },
  strip: { true: 'symbols', false: 'none' },
  lto: { true: 'fat', n: 'off', no: 'off' },
};

function spelled(key: ProfileKey | 'inherits', text: string): string {
  return SPELLINGS[key]?.[text] ?? text;
}
