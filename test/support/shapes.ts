/**
 * The workspace of functions of every shape, test/fixtures/shapes: its builds, and the functions in its sources with
 * what its own comments say about them.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assetPath } from '../../src/binary/assets.ts';
import type { AbsenceCode } from '../../src/model/absence.ts';
import type { RustFunction } from '../../src/model/rustFunction.ts';
import { createRustParser } from '../../src/source/rustParser.ts';

export const shapesFolder = fileURLToPath(new URL('../fixtures/shapes', import.meta.url));
const counterFolder = fileURLToPath(new URL('../fixtures/shapes-counter', import.meta.url));

export interface ShapeFunction {
  readonly shown: RustFunction;
  /** `file:line1 path`, the file relative to the folder of the fixtures. */
  readonly title: string;
  /** The cargo target to ask for it; null for what no program holds. */
  readonly targetName: string | null;
  /** Only test executables hold it. */
  readonly isOfTests: boolean;
  /** Why no program can have machine code of it, by its own comment `Absent: CODE`; null when one can. */
  readonly absent: AbsenceCode | null;
  /** There is another function of the same code. */
  readonly isTwin: boolean;
}

/** Every function in the sources, in their order. */
export async function functionsOfShapes(): Promise<ShapeFunction[]> {
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  return sources().flatMap(file => {
    const text = readFileSync(file, 'utf8');
    const tree = parser.parse(text);
    const functions = tree.functions(file).map(shown => describe(shown, text.split('\n')));
    tree.delete();
    return functions;
  });
}

/** Absolute paths of the source files, sorted. */
function sources(): string[] {
  return [shapesFolder, counterFolder].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.rs') && !file.startsWith('target'))
      .sort()
      .map(file => path.join(folder, file)),
  );
}

function describe(shown: RustFunction, lines: readonly string[]): ShapeFunction {
  const file = path.relative(path.dirname(shapesFolder), shown.file);
  const leading = lines.slice(shown.itemRange.start.line0, shown.signatureLine0).join('\n');
  const isOfTests = shown.isTest || shown.path.startsWith('tests::') || file.includes('/tests/');
  const absent = /Absent: ([a-z-]+)/.exec(leading)?.[1] ?? null;
  return {
    shown,
    title: `${file}:${shown.signatureLine0 + 1} ${shown.path}`,
    targetName: targetOf(file, isOfTests),
    isOfTests,
    absent: absent as AbsenceCode | null,
    isTwin: shown.name.includes('twin'),
  };
}

function targetOf(file: string, isOfTests: boolean): string | null {
  const owners: readonly (readonly [string, string | null])[] = [
    ['shapes/derive/', null],
    ['shapes/app/build.rs', null],
    ['shapes/app/src/second.rs', 'renamed-tool'],
    ['shapes/app/examples/', 'show'],
    ['shapes/app/tests/', 'integration'],
    ['shapes/app/benches/', 'speed'],
    ['shapes/plugin/', 'plugin'],
  ];
  const owner = owners.find(([start]) => file.startsWith(start));
  if (owner !== undefined) return owner[1];
  return isOfTests && file.startsWith('shapes/library/') ? 'library' : 'shapes';
}

export interface BuiltArtifact {
  readonly targetName: string;
  readonly isTest: boolean;
  /** Absolute path, as cargo names it. */
  readonly path: string;
}

export interface ShapesBuild {
  /** Cargo profile. */
  readonly profile: string;
  readonly mangling: 'legacy' | 'v0';
  /** What to build, for cargo. */
  readonly targets: readonly string[];
}

/** Builds into the workspace's own target folder, whatever the environment says; quick when it is built already. */
export async function buildShapes({ profile, mangling, targets }: ShapesBuild): Promise<BuiltArtifact[]> {
  const args = ['build', '--offline', '--quiet', '--jobs=2', '--message-format=json', `--profile=${profile}`];
  const { stdout } = await promisify(execFile)('cargo', [...args, ...targets], {
    cwd: shapesFolder,
    env: {
      ...process.env,
      CARGO_TARGET_DIR: path.join(shapesFolder, 'target'),
      // Before rustc 1.97 there is no stable word for legacy mangling, which is the default there.
      RUSTFLAGS: mangling === 'v0' ? '-Csymbol-mangling-version=v0' : '',
    },
    maxBuffer: 2 ** 26,
  });
  return stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .flatMap(line => artifactOf(JSON.parse(line) as CargoMessage));
}

interface CargoMessage {
  readonly reason: string;
  readonly target: { readonly name: string; readonly kind: readonly string[] };
  readonly profile: { readonly test: boolean };
  readonly filenames: readonly string[];
  readonly executable: string | null;
}

function artifactOf(message: CargoMessage): BuiltArtifact[] {
  if (message.reason !== 'compiler-artifact') return [];
  const { target, profile, filenames, executable } = message;
  const file = target.kind.includes('cdylib')
    ? (executable ?? filenames.find(name => name.endsWith('.so')))
    : executable;
  return typeof file === 'string' && !target.kind.includes('custom-build')
    ? [{ targetName: target.name, isTest: profile.test, path: file }]
    : [];
}

/** Runs the program and returns how often it says that it called each function, by `RustFunction.path`. */
export async function countCalls(program: string, rounds: number): Promise<Map<string, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-counts-'));
  try {
    const file = path.join(folder, 'counts');
    await promisify(execFile)(program, ['--rounds', String(rounds), '--counts', file]);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return new Map(
      lines.map(line => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
