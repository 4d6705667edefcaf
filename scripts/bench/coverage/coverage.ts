/**
 * What becomes of every fn of a program's own crates: found, or absent for a reason; and whether binutils agree, which
 * read the same file with other code. addr2line must place the first instruction of what was found in the function's
 * own lines; nm must list no symbol of a function that is said to have no code of its own; and readelf's line table
 * must have no code of the lines of one that is said to be absent.
 */

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AbsenceCode } from '../../../src/model/absence.ts';
import { placesOf, type Place } from './addr2line.ts';
import { codeLines } from './codeLines.ts';
import { readSymbols, symbolPath, type Symbols } from './nm.ts';
import type { FoundInstance, ResolvedFunction } from '../ownFunctions/resolvedFunction.ts';
import type { Subject } from '../programs/subjects.ts';

const maxBuffer = 64 * 1024 * 1024;

export interface Coverage {
  readonly functions: number;
  /** With machine code of their own, perhaps besides inlined copies. */
  readonly ownCode: number;
  readonly onlyInlined: number;
  /** Without machine code, by reason. */
  readonly absent: ReadonlyMap<AbsenceCode, number>;
  /** The resolver gave no answer: one line each. */
  readonly unexplained: readonly string[];
  /** Binutils say something else: one line each. */
  readonly contradicted: readonly string[];
  /** Median of the answers after the first, milliseconds. */
  readonly medianAnswerMs: number;
}

export async function coverageOf(subject: Subject, resolveAll: string): Promise<Coverage> {
  const { folder, profile } = subject;
  const { stdout } = await promisify(execFile)(process.execPath, [resolveAll, folder, profile], { maxBuffer });
  const lines = stdout.trimEnd().split('\n');
  const all = lines.map(line => JSON.parse(line) as ResolvedFunction);
  const found = all.filter(({ outcome }) => outcome.kind === 'found').length;
  const absent = new Map<AbsenceCode, number>();
  const unexplained: string[] = [];
  for (const each of all) {
    const { outcome } = each;
    if (outcome.kind === 'absent') absent.set(outcome.code, (absent.get(outcome.code) ?? 0) + 1);
    if (outcome.kind === 'failed') unexplained.push(`${named(folder, each)}: ${outcome.text}`);
  }
  const ownCode = all.filter(hasOwnCode).length;
  const times = all.slice(1).map(({ ms }) => ms);
  times.sort((a, b) => a - b);
  return {
    functions: all.length,
    ownCode,
    onlyInlined: found - ownCode,
    absent,
    unexplained,
    contradicted: await contradictions(subject, all),
    medianAnswerMs: times[Math.floor(times.length / 2)] ?? 0,
  };
}

async function contradictions(subject: Subject, all: readonly ResolvedFunction[]): Promise<string[]> {
  const symbols = await readSymbols(subject.binary);
  return [
    ...(await misplaced(subject, symbols, all)),
    ...hidden(subject, symbols, all),
    ...(await overlooked(subject, symbols, all)),
  ];
}

/** Instances whose first instruction addr2line places outside of the function's lines. */
async function misplaced(
  { folder, binary }: Subject,
  symbols: Symbols,
  all: readonly ResolvedFunction[],
): Promise<string[]> {
  const claims = all.flatMap(each => {
    if (each.outcome.kind !== 'found' || each.outcome.artifact !== binary) return [];
    return each.outcome.instances.map(instance => ({ each, instance, address: addressOf(instance, symbols) }));
  });
  const known = claims.flatMap(({ address }) => (address === null ? [] : [address]));
  const places = await placesOf(binary, known);
  return claims.flatMap(({ each, instance, address }) => {
    if (address === null) return [`${named(folder, each)}: nm has no symbol ${instance.symbol}`];
    const frames = places.get(address) ?? [];
    // Frames go from the innermost inlined function outward: the last is the function with the code.
    const candidates = instance.isInlined ? frames : frames.slice(-1);
    // Line 0: the compiler itself does not say.
    if (candidates.some(frame => frame.line1 === 0 || isInside(frame, each))) return [];
    const seen = frames.map(({ file, line1 }) => `${path.basename(file)}:${line1}`).join(' in ');
    return [`${named(folder, each)}: addr2line places 0x${address.toString(16)} at ${seen}`];
  });
}

function addressOf({ symbol, symbolOffset }: FoundInstance, symbols: Symbols): bigint | null {
  const start = symbols.addresses.get(symbol);
  return start === undefined ? null : start + BigInt(symbolOffset);
}

function isInside({ file, line1 }: Place, each: ResolvedFunction): boolean {
  return file === each.file && each.line1 <= line1 && line1 <= each.lastLine1;
}

/**
 * Functions said to have no code of their own, although nm lists a symbol of their path. Variants of one function for
 * several systems share a path; one of them may have the code.
 */
function hidden(subject: Subject, symbols: Symbols, all: readonly ResolvedFunction[]): string[] {
  const pathOf = ({ file, path: inFile }: ResolvedFunction): string => symbolPath(modulePath(subject, file), inFile);
  const withCode = new Set(all.filter(hasOwnCode).map(pathOf));
  return all.flatMap(each => {
    const wanted = pathOf(each);
    if (each.outcome.kind === 'failed' || withCode.has(wanted) || !symbols.paths.has(wanted)) return [];
    return [`${named(subject.folder, each)}: nm lists ${wanted}`];
  });
}

/** Functions said to be absent, although the line table has instructions of lines in their bodies. */
async function overlooked(subject: Subject, symbols: Symbols, all: readonly ResolvedFunction[]): Promise<string[]> {
  const { folder, binary } = subject;
  const lines = await codeLines(binary, folder, symbols.firstAddress);
  return all.flatMap(each => {
    if (each.outcome.kind !== 'absent') return [];
    const inner = all.filter(other => other !== each && isNested(other, each));
    const seen = [...(lines.get(each.file) ?? [])]
      .filter(line => each.line1 <= line && line <= each.lastLine1)
      .filter(line => !inner.some(({ line1, lastLine1 }) => line1 <= line && line <= lastLine1));
    if (seen.length === 0) return [];
    return [`${named(folder, each)}: ${each.outcome.code}, but readelf has code of line ${Math.min(...seen)}`];
  });
}

function isNested(inner: ResolvedFunction, outer: ResolvedFunction): boolean {
  return inner.file === outer.file && outer.line1 <= inner.line1 && inner.lastLine1 <= outer.lastLine1;
}

function hasOwnCode({ outcome }: ResolvedFunction): boolean {
  return outcome.kind === 'found' && outcome.instances.some(({ isInlined }) => !isInlined);
}

/** `src/exec/job.rs` of the program fd is the module `fd::exec::job`. */
function modulePath({ folder, crateFolder, binary }: Subject, file: string): string {
  const inCrate = path.relative(path.join(folder, crateFolder), file).replace(/\.rs$/, '');
  const modules = inCrate.split(path.sep).filter(name => name !== 'main' && name !== 'lib' && name !== 'mod');
  return [path.basename(binary).replaceAll('-', '_'), ...modules].join('::');
}

function named(folder: string, { file, line1, path: functionPath }: ResolvedFunction): string {
  return `${path.relative(folder, file)}:${line1} ${functionPath}`;
}
