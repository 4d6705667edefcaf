/**
 * Sources of Debian's packages, fetched with the machine's own mirror and keys but with apt's state in a folder of ours:
 * nothing is installed, no list of the machine changes, and no root is needed.
 */

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

export class DebianArchive {
  readonly #folder: string;
  readonly #options: readonly string[];

  private constructor(folder: string) {
    this.#folder = folder;
    const settings = {
      'Dir::Etc::sourcelist': path.join(folder, 'sources.list'),
      'Dir::Etc::sourceparts': '-',
      'Dir::State::lists': path.join(folder, 'lists'),
      'Dir::Cache': path.join(folder, 'cache'),
      // Nothing counts as installed, so that a simulated installation names every package.
      'Dir::State::status': path.join(folder, 'status'),
      'APT::Sandbox::User': 'root',
    };
    this.#options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  }

  /** Reads the lists of the archive into `folder`. Rejects on a system without apt. */
  static async open(folder: string): Promise<DebianArchive> {
    for (const name of ['lists/partial', 'cache/archives/partial']) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
    writeFileSync(path.join(folder, 'status'), '');
    writeFileSync(path.join(folder, 'sources.list'), await sourcesList());
    const archive = new DebianArchive(folder);
    await archive.#aptGet(['update', '-q'], folder);
    return archive;
  }

  /**
   * Unpacks the sources of `sourcePackage` into `target`, with Debian's patches, and returns their version.
   * `dpkg-source` is of the package dpkg-dev.
   */
  async source(sourcePackage: string, target: string): Promise<string> {
    await this.#aptGet(['source', '--download-only', sourcePackage], this.#folder);
    const description = readdirSync(this.#folder).find(
      name => name.startsWith(`${sourcePackage}_`) && name.endsWith('.dsc'),
    );
    if (description === undefined) throw new Error(`apt-get source ${sourcePackage} brought no description`);
    await run('dpkg-source', ['--no-copy', '-x', description, target], { cwd: this.#folder });
    return description.slice(sourcePackage.length + 1, -'.dsc'.length);
  }

  /**
   * Unpacks the crates that apt would install for `request` (`['build-dep', 'rust-fd-find']`) into `target`, a directory
   * registry of cargo's.
   */
  async crates(request: readonly string[], target: string): Promise<void> {
    const plan = await this.#aptGet(['--simulate', ...request], this.#folder);
    const packages = Array.from(plan.matchAll(/^Inst (librust-\S+)/gm), ([, name = '']) => name);
    const downloads = path.join(this.#folder, 'crates');
    const unpacked = path.join(this.#folder, 'unpacked');
    mkdirSync(downloads);
    await this.#aptGet(['download', '-q', ...packages], downloads);
    for (const name of readdirSync(downloads)) await run('dpkg-deb', ['-x', path.join(downloads, name), unpacked]);
    await run('mv', [path.join(unpacked, 'usr/share/cargo/registry'), target]);
  }

  async #aptGet(args: readonly string[], cwd: string): Promise<string> {
    const { stdout } = await run('apt-get', [...this.#options, ...args], { cwd, maxBuffer });
    return stdout;
  }
}

/** Lines for the programs and the sources of Debian's main archive, as the machine is configured to reach it. */
async function sourcesList(): Promise<string> {
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN) $(SIGNED_BY)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  for (const line of stdout.split('\n')) {
    const [address = '', codename = '', component, origin, key] = line.split(' ');
    if (origin !== 'Debian' || component !== 'main' || /-(?:updates|security|backports)$/.test(codename)) continue;
    const place = `${key?.startsWith('/') === true ? `[signed-by=${key}] ` : ''}${address} ${codename} main`;
    return `deb ${place}\ndeb-src ${place}\n`;
  }
  throw new Error('apt knows no archive of Debian; the real program is built from its sources');
}
