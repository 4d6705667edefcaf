/**
 * Which units were linked into an artifact, by cargo's own record: the fingerprint of a unit names those that it was
 * compiled with, each by the hash of its fingerprint. A dependency that was built again since has another hash, and
 * what lies behind it is not known. Source: `src/cargo/core/compiler/fingerprint/mod.rs` of cargo.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import { idOf, unitOf } from './artifactUnit.ts';
import { builtUnits, outputsOf, type BuiltUnit } from './builtUnits.ts';
import { FileMemory } from './fileMemory.ts';
import type { ProfileFolder } from './profileFolders.ts';

export interface LinkedUnits {
  readonly units: readonly BuiltUnit[];
  /** No dependency is missing. */
  readonly isComplete: boolean;
}

const NOTHING_KNOWN: LinkedUnits = { units: [], isComplete: false };

export class UnitGraph {
  readonly #units: readonly BuiltUnit[];
  /** By the hash of the fingerprint, in hexadecimal. */
  readonly #byFingerprint: ReadonlyMap<string, BuiltUnit>;
  readonly #host: UnitGraph | null;

  private constructor(
    units: readonly BuiltUnit[],
    byFingerprint: ReadonlyMap<string, BuiltUnit>,
    host: UnitGraph | null,
  ) {
    this.#units = units;
    this.#byFingerprint = byFingerprint;
    this.#host = host;
  }

  /** `host` is where build scripts and procedural macros are when the folder is one of a target triple. */
  static read(folder: ProfileFolder, host: ProfileFolder | null): UnitGraph {
    const units = builtUnits(folder, () => true);
    const hashes = units.map(({ fingerprint, note }) => textOf(path.join(fingerprint, note)));
    const byFingerprint = new Map(units.map((unit, index) => [hashes[index] ?? '', unit]));
    return new UnitGraph(units, byFingerprint, host === null ? null : UnitGraph.read(host, null));
  }

  /** Without build scripts and procedural macros: those run during the build. */
  linkedInto(artifact: Artifact): LinkedUnits {
    const root = unitOf(artifact, this.#units);
    if (root === null) return NOTHING_KNOWN;
    const found = [root];
    let isComplete = true;
    for (const unit of found) {
      const dependencies = parseDependencies(textOf(path.join(unit.fingerprint, `${unit.note}.json`)));
      if (dependencies === null) isComplete = false;
      for (const hash of dependencies ?? []) {
        const dependency = this.#byFingerprint.get(hash);
        if (dependency === undefined) {
          if (this.#host === null || !this.#host.#byFingerprint.has(hash)) isComplete = false;
        } else if (!found.includes(dependency) && !runsInBuild(dependency)) {
          found.push(dependency);
        }
      }
    }
    return { units: found, isComplete };
  }
}

/** Hashes of fingerprints, in hexadecimal; null for what is no record of a unit. The numbers go beyond 2^53. */
function parseDependencies(json: string): string[] | null {
  const list = /"deps":\[((?:\[\d+,"[^"]*",(?:true|false),\d+\],?)*)\]/.exec(json)?.[1];
  if (list === undefined) return null;
  return Array.from(list.matchAll(/,(\d+)\]/g), ([, hash]) => littleEndian(BigInt(hash ?? '')));
}

function littleEndian(hash: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, hash));
  return bytes.toString('hex');
}

/** A procedural macro is a dynamic library that has its hash in its name, and no other form. */
function runsInBuild(unit: BuiltUnit): boolean {
  if (/^(?:run-)?build-script-/.test(unit.note)) return true;
  const [, library] = outputsOf(unit);
  return idOf(library) !== null && idOf(library.replace(/\.so$/, '.rlib')) === null;
}

const notes = new FileMemory(file => readFileSync(file, 'utf8').trim());

/** Empty where there is no such file. */
function textOf(file: string): string {
  return notes.get(file) ?? '';
}
