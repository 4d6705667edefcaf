/** What a package's own Cargo.toml says, for packages that cargo is not asked about: downloaded or vendored ones. */

import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod/mini';

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

/** Null for a manifest of no package, e.g. of a workspace alone, and for one that cannot be read. */
export async function readPackageManifest(manifest: string): Promise<PackageManifest | null> {
  try {
    const parsed = MANIFEST.parse(parse(await readFile(manifest, 'utf8')));
    const { name, build } = parsed.package;
    return {
      name,
      isProcMacro: parsed.lib?.['proc-macro'] ?? parsed.lib?.proc_macro ?? false,
      buildScript: await buildScript(path.dirname(manifest), build),
    };
  } catch {
    return null;
  }
}

/** https://doc.rust-lang.org/cargo/reference/manifest.html#the-build-field */
async function buildScript(root: string, build: string | boolean | undefined): Promise<string | null> {
  if (build === false) return null;
  const file = path.join(root, typeof build === 'string' ? build : 'build.rs');
  if (build !== undefined) return file;
  try {
    await access(file);
    return file;
  } catch {
    return null;
  }
}
