import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { functionsOfText } from '../unit/source/parser.ts';

const source = fileURLToPath(new URL('../fixtures/signatures/signatures.rs', import.meta.url));

describe('the signature line of a function', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-lines-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the line that rustc writes into its debug information', function () {
    this.timeout(60_000);
    const text = readFileSync(source, 'utf8');
    const fromRustc = declarations(folder);

    const found = functionsOfText(text, source).map(({ name, signatureLine0 }) => `${name}:${signatureLine0 + 1}`);
    assert.deepEqual(
      [...fromRustc].filter(declaration => !found.includes(declaration)),
      [],
      'declared in the debug information and not found in the text',
    );
    const notCompiled = text.slice(0, text.indexOf('#[cfg(not(unix))]')).split('\n').length + 1;
    assert.deepEqual(
      found.filter(declaration => !fromRustc.has(declaration)),
      [`duplicated:${notCompiled}`],
      'found in the text and not in the debug information',
    );
  });
});

/** `name:line1` of every function of the fixture, closures and async bodies aside. */
function declarations(folder: string): Set<string> {
  const object = path.join(folder, 'signatures.o');
  // Compiled and not linked: the object holds the debug information of this one file.
  const flags = ['--edition=2021', '-g', '-Ccodegen-units=1', '-Clink-dead-code', '--emit=obj', '-Awarnings'];
  execFileSync('rustc', [...flags, '-o', object, source], { env: { ...process.env, RUSTC_BOOTSTRAP: '1' } });
  const dump = execFileSync('readelf', ['--debug-dump=info', object], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const entries = dump.split(/^ *<[0-9a-f]+><[0-9a-f]+>: /m).filter(entry => entry.includes('(DW_TAG_subprogram)'));
  const fixtureFile = fileIndex(object);
  const names = entries.flatMap(entry => {
    const name = attribute(entry, 'name');
    const line1 = attribute(entry, 'decl_line');
    const isOurs = name !== undefined && !name.startsWith('{') && attribute(entry, 'decl_file') === fixtureFile;
    return isOurs && line1 !== undefined ? [`${name.replace(/<.*/, '')}:${line1}`] : [];
  });
  return new Set(names);
}

/** Value of an attribute without the notes on its form, which differ between versions: `(strp) (offset: 0x39): add`. */
function attribute(entry: string, name: string): string | undefined {
  return new RegExp(`DW_AT_${name}\\s*: (?:\\([^()]*\\)[: ]*)*(.+)`).exec(entry)?.[1]?.trim();
}

/** Number of the fixture in the object's file table. */
function fileIndex(object: string): string | undefined {
  const table = execFileSync('readelf', ['--debug-dump=rawline', object], { encoding: 'utf8' });
  return /^\s*(\d+)\s.*signatures\.rs\s*$/m.exec(table)?.[1];
}
