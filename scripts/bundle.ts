/**
 * What ships in `dist/`: six programs and libraries, and the files they read at run time.
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

/**
 * Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. It stands in each
 * chunk, so that it declares no name which esbuild could give to something else.
 */
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

/** One call of esbuild: programs that share what they have in common, or a program alone. */
interface Bundle {
  readonly name: string;
  /** What is written to `dist/`, and the source that it begins with. */
  readonly entries: Readonly<Record<string, string>>;
  readonly options: BuildOptions;
  readonly executable?: string;
}

/**
 * A large package that no start needs: in one piece of its own, which is loaded when the first module that imports it is
 * evaluated. Our sources take the names and no others; the build fails for one that is not here.
 */
interface Library {
  readonly name: string;
  readonly output: string;
  readonly exports: readonly string[];
}

const libraries: readonly Library[] = [
  { name: 'execa', output: 'execa.cjs', exports: ['execa'] },
  {
    name: 'vscode-languageclient/node',
    output: 'languageClient.cjs',
    exports: ['LanguageClient', 'ResponseError', 'RevealOutputChannelOn', 'State', 'TransportKind', 'WorkDoneProgress'],
  },
];

const bundles: readonly Bundle[] = [
  {
    name: 'extension',
    entries: { 'extension.cjs': 'src/extension.ts' },
    // What is imported when it is needed is required then: Node would read a CommonJS file twice for an `import()`.
    options: {
      format: 'cjs',
      external: ['vscode'],
      supported: { 'dynamic-import': false },
      ...importMetaInCommonJs,
    },
  },
  ...libraries.map(({ name, output }): Bundle => {
    return {
      name: path.parse(output).name,
      entries: { [output]: name },
      options: { format: 'cjs', external: ['vscode'] },
    };
  }),
  {
    name: 'programs',
    entries: { 'server.js': 'src/server/main.ts', 'cli.js': 'src/cli/main.ts' },
    // Flat, since assets are looked for beside the code.
    options: { format: 'esm', banner: { js: requireInModule }, splitting: true, chunkNames: '[name]-[hash]' },
    executable: 'cli.js',
  },
  {
    name: 'askpass',
    entries: { 'askpass.cjs': 'src/tracer/askpassMain.ts' },
    options: { format: 'cjs', ...importMetaInCommonJs },
  },
  {
    name: 'counts',
    entries: { 'counts.js': 'src/webview/counts/main.ts' },
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

/** What would ship, by the name of the bundle, and how large it would be; nothing is written. */
export async function shippedMetafiles(): Promise<ReadonlyMap<string, Metafile>> {
  const made = bundles.map(async bundle => {
    const { metafile } = await build({ ...sharedOptions(bundle, true), write: false, metafile: true });
    return [bundle.name, metafile] as const;
  });
  return new Map(await Promise.all(made));
}

function optionsOf(bundle: Bundle, { production, log }: BundleSettings): BuildOptions & { metafile: true } {
  const plugins = [besideBundle, afterBuild(bundle, log)];
  return { ...sharedOptions(bundle, production), metafile: true, plugins };
}

function sharedOptions({ entries, options }: Bundle, production: boolean): BuildOptions {
  const names = Object.keys(entries);
  const extension = path.extname(names[0] ?? '');
  return {
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([name, source]) => ({ in: source, out: path.parse(name).name })),
    outdir: dist,
    outExtension: { '.js': extension },
    bundle: true,
    platform: 'node',
    target: 'node20',
    ...options,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [besideBundle],
  };
}

/** Has a library required from its own bundle, whoever imports it. */
const besideBundle: Plugin = {
  name: 'beside-bundle',
  setup(plugin) {
    for (const { name, output, exports } of libraries) {
      plugin.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
        kind === 'entry-point' ? null : { path: output, namespace: 'beside', pluginData: exports },
      );
    }
    plugin.onResolve({ filter: /^/, namespace: 'beside' }, ({ path: file }) => ({ path: file, external: true }));
    // Required, not imported: Node reads a CommonJS file twice when that is imported, to learn its names.
    plugin.onLoad({ filter: /^/, namespace: 'beside' }, ({ path: file, pluginData: exports }) => ({
      contents: `export const { ${(exports as string[]).join(', ')} } = require(${JSON.stringify(`./${file}`)});`,
    }));
  },
};

/** Keeps the metafile (what is in the bundle, and how much of it), sets the mode and says the sizes. */
function afterBuild({ name, entries, executable }: Bundle, log: (line: string) => void): Plugin {
  return {
    name: 'after-build',
    setup(plugin) {
      plugin.onEnd(({ errors, metafile }) => {
        if (errors.length > 0 || metafile === undefined) {
          log(`${Object.keys(entries).join(', ')}: not built`);
          return;
        }
        writeFileSync(path.join(dist, 'meta', `${name}.json`), JSON.stringify(metafile));
        if (executable !== undefined) chmodSync(path.join(dist, executable), executableMode);
        for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
          if (!file.endsWith('.map')) log(`${file}: ${Math.ceil(bytes / 1024)} KiB`);
        }
      });
    },
  };
}
