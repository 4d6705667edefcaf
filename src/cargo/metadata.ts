/**
 * A cargo workspace as cargo itself describes it: `cargo metadata`, format version 1
 * (https://doc.rust-lang.org/cargo/commands/cargo-metadata.html). No dependencies are resolved and nothing is fetched.
 */

import path from 'node:path';
import * as z from 'zod/mini';
import { HumanError } from '../model/humanError.ts';
import { findCargo } from './cargoCommand.ts';
import { findManifest } from './manifest.ts';

export interface CargoTarget {
  readonly name: string;
  /** `bin`, `lib`, `example`, `test`, `bench`, `custom-build`, or a library's crate types. */
  readonly kinds: readonly string[];
  readonly crateTypes: readonly string[];
  /** Absolute path of the crate's root source file. */
  readonly source: string;
}

export interface CargoPackage {
  readonly name: string;
  /** Absolute path of its Cargo.toml, and the folder of it. */
  readonly manifest: string;
  readonly root: string;
  readonly targets: readonly CargoTarget[];
  /** The bin that `cargo run` takes, when the manifest names one. */
  readonly defaultRun: string | null;
  /** Folders of the packages that it depends on by path. */
  readonly pathDependencies: readonly string[];
}

export interface CargoWorkspace {
  readonly workspaceRoot: string;
  /** Where finished artifacts are put, whatever decides it: configuration, environment, default. */
  readonly targetDirectory: string;
  /** Where cargo builds; the same folder unless `build.build-dir` says otherwise. */
  readonly buildDirectory: string;
  /** The members of the workspace. */
  readonly packages: readonly CargoPackage[];
}

/** As `loadWorkspace`, which may be remembered: see workspaceMemory.ts. */
export type LoadWorkspace = (start: string, signal?: AbortSignal) => Promise<CargoWorkspace>;

const TIMEOUT_MS = 30_000;

/**
 * The workspace of any file or folder inside a package. Throws a HumanError without cargo, without a manifest, with
 * cargo's own words when it refuses the manifest, and after half a minute; the signal's reason when aborted.
 */
export async function loadWorkspace(start: string, signal?: AbortSignal): Promise<CargoWorkspace> {
  signal?.throwIfAborted();
  const manifest = findManifest(start);
  const cargo = await findCargo();
  const args = ['metadata', '--format-version', '1', '--no-deps', '--offline', '--manifest-path', manifest];
  const { execa } = await import('execa');
  const result = await execa(cargo.file, args, {
    // Cargo reads `.cargo/config.toml` from here upward.
    cwd: path.dirname(manifest),
    env: { ...cargo.env, CARGO_TERM_COLOR: 'never' },
    stdin: 'ignore',
    timeout: TIMEOUT_MS,
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (result.timedOut) {
    throw new HumanError({
      message: `cargo metadata did not answer for ${manifest} within ${TIMEOUT_MS / 1000} seconds.`,
      advice: 'Run it in a terminal to see what it waits for.',
      action: { kind: 'runInTerminal', command: 'cargo metadata --format-version 1 --no-deps' },
    });
  }
  if (result.failed) {
    const words = result.stderr.trim().replace(/^error: /, '');
    const reason = words === '' ? (result.shortMessage ?? 'it failed') : words;
    throw new HumanError({ message: `cargo cannot read ${manifest}: ${reason}` });
  }
  return parseMetadata(result.stdout);
}

/** Output of `cargo metadata` -> workspace. Throws a HumanError for anything else. */
export function parseMetadata(json: string): CargoWorkspace {
  let parsed: z.infer<typeof METADATA>;
  try {
    parsed = METADATA.parse(JSON.parse(json));
  } catch (cause) {
    throw new HumanError({ message: 'This version of cargo describes a workspace in an unknown way.' }, { cause });
  }
  return {
    workspaceRoot: parsed.workspace_root,
    targetDirectory: parsed.target_directory,
    buildDirectory: parsed.build_directory ?? parsed.target_directory,
    packages: parsed.packages.map(found => ({
      name: found.name,
      manifest: found.manifest_path,
      root: path.dirname(found.manifest_path),
      defaultRun: found.default_run ?? null,
      pathDependencies: found.dependencies.flatMap(dependency => dependency.path ?? []),
      targets: found.targets.map(target => ({
        name: target.name,
        kinds: target.kind,
        crateTypes: target.crate_types,
        source: target.src_path,
      })),
    })),
  };
}

const METADATA = z.object({
  workspace_root: z.string(),
  target_directory: z.string(),
  build_directory: z.nullish(z.string()),
  packages: z.array(
    z.object({
      name: z.string(),
      manifest_path: z.string(),
      default_run: z.nullish(z.string()),
      dependencies: z.array(z.object({ path: z.nullish(z.string()) })),
      targets: z.array(
        z.object({
          name: z.string(),
          kind: z.array(z.string()),
          crate_types: z.array(z.string()),
          src_path: z.string(),
        }),
      ),
    }),
  ),
});
