/**
 * What ships in `dist/`: six bundles and the files they read at run time.
 * Knows nothing of the command line (build.ts) nor of the package (.vscodeignore).
 */

import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, context, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyNotices } from './notices.ts';
import { root } from './root.ts';

const dist = path.join(root, 'dist');
const { resolve } = createRequire(import.meta.url);

const executableMode = 0o755;

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const requireInModule = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** Our sources ask `import.meta` where they are; in CommonJS the same answer has other names. */
const importMetaInCommonJs: BuildOptions = {
  banner: { js: `const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
  define: {
    'import.meta.url': '__importMetaUrl',
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
};

interface Bundle {
  readonly entry: string;
  readonly output: string;
  readonly options: BuildOptions;
  readonly executable?: true;
}

/** A library that activation does without: in one piece of its own, which the extension loads when it starts the server. */
const LANGUAGE_CLIENT = 'languageClient.cjs';

const bundles: readonly Bundle[] = [
  {
    entry: 'src/extension.ts',
    output: 'extension.cjs',
    // What is imported when it is needed is required then: Node would read a CommonJS file twice for an `import()`.
    options: {
      format: 'cjs',
      external: ['vscode'],
      supported: { 'dynamic-import': false },
      ...importMetaInCommonJs,
    },
  },
  { entry: 'vscode-languageclient/node', output: LANGUAGE_CLIENT, options: { format: 'cjs', external: ['vscode'] } },
  { entry: 'src/server/main.ts', output: 'server.js', options: { format: 'esm', banner: { js: requireInModule } } },
  {
    entry: 'src/cli/main.ts',
    output: 'cli.js',
    options: { format: 'esm', banner: { js: `#!/usr/bin/env node\n${requireInModule}` } },
    executable: true,
  },
  { entry: 'src/tracer/askpassMain.ts', output: 'askpass.cjs', options: { format: 'cjs', ...importMetaInCommonJs } },
  {
    entry: 'src/webview/counts/main.ts',
    output: 'counts.js',
    options: { format: 'iife', platform: 'browser', target: 'chrome128' },
  },
];

/** Files the bundles look for beside themselves. */
const assets: readonly { readonly from: string; readonly to: string; readonly executable?: true }[] = [
  { from: resolve('gecko-profiler-demangle/index_bg.wasm'), to: 'rustc_demangle.wasm' },
  { from: resolve('web-tree-sitter/web-tree-sitter.wasm'), to: 'web-tree-sitter.wasm' },
  { from: resolve('tree-sitter-rust/tree-sitter-rust.wasm'), to: 'tree-sitter-rust.wasm' },
  { from: path.join(root, 'src/tracer/bcc/rust_trace.h'), to: 'rust_trace.h' },
  { from: path.join(root, 'src/tracer/bcc/bccHeader.sh'), to: 'bccHeader.sh' },
  { from: path.join(root, 'src/tracer/bcc/bccKernel.sh'), to: 'bccKernel.sh' },
  { from: path.join(root, 'src/tracer/bcc/kernel.h'), to: 'kernel.h' },
  { from: path.join(root, 'src/tracer/supervisor.sh'), to: 'supervisor.sh' },
  { from: path.join(root, 'src/tracer/tracefs/tracefs.sh'), to: 'tracefs.sh' },
  { from: path.join(root, 'src/tracer/askpass.sh'), to: 'askpass.sh', executable: true },
];

export interface BundleSettings {
  /** Minified and without source maps, as it is shipped. */
  readonly production: boolean;
  /** Says what was built, and what could not be. */
  readonly log: (line: string) => void;
}

/** Empties `dist/` and fills it. Rejects when a source does not compile; esbuild has then printed why. */
export async function bundleOnce(settings: BundleSettings): Promise<void> {
  prepareDist();
  const inputs = await Promise.all(
    bundles.map(async bundle => {
      const { metafile } = await build(optionsOf(bundle, settings));
      return Object.keys(metafile.inputs);
    }),
  );
  writeFileSync(path.join(dist, 'THIRD_PARTY_NOTICES.txt'), thirdPartyNotices(root, inputs.flat()));
}

/** Fills `dist/` and keeps it up to date; returns once watching, and the watchers keep the process alive. */
export async function bundleAndWatch(settings: BundleSettings): Promise<void> {
  prepareDist();
  for (const bundle of bundles) await (await context(optionsOf(bundle, settings))).watch();
}

function prepareDist(): void {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(path.join(dist, 'meta'), { recursive: true });
  for (const { from, to, executable } of assets) {
    const target = path.join(dist, to);
    copyFileSync(from, target);
    chmodSync(target, executable ? executableMode : 0o644);
  }
}

/** What would ship in each bundle, by its name in `dist/`, and how large it would be; nothing is written. */
export async function shippedMetafiles(): Promise<ReadonlyMap<string, Metafile>> {
  const made = bundles.map(async bundle => {
    const { metafile } = await build({ ...sharedOptions(bundle, true), write: false, metafile: true });
    return [bundle.output, metafile] as const;
  });
  return new Map(await Promise.all(made));
}

function optionsOf(bundle: Bundle, { production, log }: BundleSettings): BuildOptions & { metafile: true } {
  const plugins = [besideBundle, afterBuild(bundle, log)];
  return { ...sharedOptions(bundle, production), metafile: true, plugins };
}

function sharedOptions(bundle: Bundle, production: boolean): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: [bundle.entry],
    outfile: path.join(dist, bundle.output),
    bundle: true,
    platform: 'node',
    target: 'node20',
    ...bundle.options,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [besideBundle],
  };
}

/** Lets an import of the library be one of its own bundle. */
const besideBundle: Plugin = {
  name: 'beside-bundle',
  setup(plugin) {
    plugin.onResolve({ filter: /^vscode-languageclient\/node$/ }, ({ kind }) =>
      kind === 'entry-point' ? null : { path: `./${LANGUAGE_CLIENT}`, external: true },
    );
  },
};

/** Keeps the metafile (what is in the bundle, and how much of it), sets the mode and says the size. */
function afterBuild({ output, executable }: Bundle, log: (line: string) => void): Plugin {
  return {
    name: 'after-build',
    setup(plugin) {
      plugin.onEnd(result => {
        if (result.errors.length > 0 || result.metafile === undefined) {
          log(`dist/${output}: not built`);
          return;
        }
        writeFileSync(path.join(dist, 'meta', `${output}.json`), JSON.stringify(result.metafile));
        if (executable) chmodSync(path.join(dist, output), executableMode);
        const bytes = result.metafile.outputs[`dist/${output}`]?.bytes ?? 0;
        log(`dist/${output}: ${Math.ceil(bytes / 1024)} KiB`);
      });
    },
  };
}
