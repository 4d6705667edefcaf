/** What a package's own Cargo.toml says, for packages that cargo is not asked about: downloaded or vendored ones. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod/mini';
import { FileMemory, statOf } from './fileMemory.ts';

export interface PackageManifest {
  readonly name: string;
  readonly isProcMacro: boolean;
  /** Absolute path of the build script's root, or null. */
  readonly buildScript: string | null;
}

const MANIFEST = z.object({
  package: z.object({ name: z.string(), build: z.optional(z.union([z.string(), z.boolean()])) }),
  lib: z.optional(z.object({ 'proc-macro': z.optional(z.boolean()), proc_macro: z.optional(z.boolean()) })),
});

const manifests = new FileMemory(manifest => {
  try {
    return MANIFEST.parse(parse(readFileSync(manifest, 'utf8')));
  } catch {
    return null;
  }
});

/** Null for a manifest of no package, e.g. of a workspace alone, and for one that cannot be read. */
export function readPackageManifest(manifest: string): PackageManifest | null {
  const parsed = manifests.get(manifest);
  if (parsed === null) return null;
  const { name, build } = parsed.package;
  return {
    name,
    isProcMacro: parsed.lib?.['proc-macro'] ?? parsed.lib?.proc_macro ?? false,
    buildScript: buildScript(path.dirname(manifest), build),
  };
}

/** https://doc.rust-lang.org/cargo/reference/manifest.html#the-build-field */
function buildScript(root: string, build: string | boolean | undefined): string | null {
  if (build === false) return null;
  const file = path.join(root, typeof build === 'string' ? build : 'build.rs');
  return build !== undefined || statOf(file) !== null ? file : null;
}
