/** The binaries that the readers are tried on, built from test/fixtures/binary into a temporary folder when first used. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const sources = fileURLToPath(new URL('../../fixtures/binary', import.meta.url));

export const sourceOf = (name: string): string => path.join(sources, name);

export type FixtureName =
  | 'dwarf4'
  | 'dwarf5'
  | 'static'
  | 'manyUnits'
  | 'optimised'
  | 'optimised5'
  | 'c4'
  | 'c5'
  | 'c64bitDwarf'
  | 'library'
  | 'bfd'
  | 'gold'
  | 'staticPie'
  | 'oneSegment'
  | 'manySegments'
  | 'aarch64'
  | 'zlib'
  | 'zstd'
  | 'zdebug'
  | 'linkerZlib'
  | 'linkerZstd'
  | 'stripped'
  | 'object'
  | 'forms'
  | 'manySections'
  | 'inlinedDebug'
  | 'inlined4'
  | 'inlined5'
  | 'inlinedUnpacked'
  | 'inlinedPacked'
  | 'inlinedUnits'
  | 'inlinedThin'
  | 'inlinedFat'
  | 'inlinedLines';

const rustc = (source: string, ...options: string[]) => [
  'rustc',
  ...['--edition=2024', '-g', '-Cpanic=abort', '-Clink-arg=-lc', ...options],
  sourceOf(source),
  '-o',
];
const gcc = (...options: string[]) => ['gcc', '-g', ...options, sourceOf('shapes.c'), '-o'];
const objcopy = (from: FixtureName, ...options: string[]) => ['objcopy', ...options, fixture(from)];

/** Command lines; the output file is appended. */
const COMMANDS: Readonly<Record<FixtureName, () => string[]>> = {
  dwarf4: () => rustc('shapes.rs', '-Cdwarf-version=4'),
  dwarf5: () => rustc('shapes.rs', '-Cdwarf-version=5', '-Csymbol-mangling-version=v0'),
  static: () => rustc('shapes.rs', '-Crelocation-model=static'),
  manyUnits: () => rustc('shapes.rs', '-Ccodegen-units=8', '-Clink-arg=-Wl,--gc-sections'),
  optimised: () => rustc('optimised.rs', '-O'),
  optimised5: () => rustc('optimised.rs', '-O', '-Cdwarf-version=5'),
  inlinedDebug: () => rustc('inlined.rs'),
  inlined4: () => rustc('inlined.rs', '-O'),
  inlined5: () => rustc('inlined.rs', '-O', '-Cdwarf-version=5', '-Csymbol-mangling-version=v0'),
  inlinedUnpacked: () => rustc('inlined.rs', '-O', '-Csplit-debuginfo=unpacked'),
  inlinedPacked: () => rustc('inlined.rs', '-O', '-Cdwarf-version=5', '-Csplit-debuginfo=packed'),
  inlinedUnits: () => rustc('inlined.rs', '-O', '-Ccodegen-units=8', '-Clink-arg=-Wl,--gc-sections'),
  inlinedThin: () => rustc('inlined.rs', '-Copt-level=3', '-Ccodegen-units=8', '-Clto=thin'),
  inlinedFat: () => rustc('inlined.rs', '-Copt-level=3', '-Ccodegen-units=8', '-Clto=fat'),
  inlinedLines: () => rustc('inlined.rs', '-O', '-Cdebuginfo=1'),
  c4: () => gcc('-O0', '-gdwarf-4'),
  c5: () => gcc('-O2', '-gdwarf-5', '-no-pie'),
  c64bitDwarf: () => gcc('-O1', '-gdwarf-5', '-gdwarf64'),
  library: () => gcc('-O1', '-shared', '-fPIC'),
  bfd: () => rustc('shapes.rs', '-Clinker-features=-lld'),
  gold: () => rustc('shapes.rs', '-Clinker-features=-lld', '-Clink-arg=-fuse-ld=gold'),
  staticPie: () => rustc('shapes.rs', '-Ctarget-feature=+crt-static'),
  oneSegment: () => rustc('shapes.rs', '-Clink-arg=-Wl,-z,noseparate-code'),
  manySegments: () => rustc('shapes.rs', '-Clink-arg=-Wl,-z,separate-code'),
  aarch64: () => ['cp', recorded('aarch64.gz.base64')],
  zlib: () => objcopy('dwarf4', '--compress-debug-sections=zlib'),
  zstd: () => objcopy('dwarf4', '--compress-debug-sections=zstd'),
  zdebug: () => objcopy('dwarf4', '--compress-debug-sections=zlib-gnu'),
  linkerZlib: () => rustc('shapes.rs', '-Clink-arg=-Wl,--compress-debug-sections=zlib'),
  linkerZstd: () => rustc('shapes.rs', '-Clink-arg=-Wl,--compress-debug-sections=zstd'),
  stripped: () => objcopy('c4', '--strip-all'),
  object: () => gcc('-c'),
  forms: () => ['ld', assembled(sourceOf('forms.s')), '-o'],
  manySections: () => ['ld', manySectionsObject(), '-o'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'rt-binary-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const built = new Map<FixtureName, string>();

/** Absolute path of a binary; throws with the compiler's own words when it cannot be built. */
export function fixture(name: FixtureName): string {
  let file = built.get(name);
  if (file === undefined) {
    const [command, ...args] = COMMANDS[name]();
    file = path.join(folder, name);
    run(command ?? '', ...args, file);
    built.set(name, file);
  }
  return file;
}

/** A new file of the given contents in the temporary folder. */
export function temporaryFile(name: string, contents: Uint8Array | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, contents);
  return file;
}

/** A new empty folder in the temporary one. */
export function newFolder(): string {
  return mkdtempSync(path.join(folder, 'f'));
}

/** Standard output of a program that must end well. In the C locale, whatever the machine's. */
export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** 66,000 sections, more than fit in the 16 bits of the ELF header. */
function manySectionsObject(): string {
  const sections = Array.from({ length: 66_000 }, (_, index) => `.section s${index},"a",@progbits\n.byte 1\n`);
  return assembled(temporaryFile('many.s', `${sections.join('')}.text\n.globl _start\n_start: ret\n`));
}

function recorded(source: string): string {
  return temporaryFile(source, gunzipSync(Buffer.from(readFileSync(sourceOf(source), 'utf8'), 'base64')));
}

function assembled(source: string): string {
  const object = path.join(folder, `${path.basename(source)}.o`);
  run('as', source, '-o', object);
  return object;
}
