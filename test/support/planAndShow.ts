/** All that lies between debug information and a shown value, for functions of which nothing can be relied on. */

import assert from 'node:assert/strict';
import type { DwarfFunction } from '../../src/binary/dwarfFunction.ts';
import type { ElfFile } from '../../src/binary/elf.ts';
import type { Artifact } from '../../src/model/artifact.ts';
import type { Capture } from '../../src/model/capture.ts';
import { DEFAULT_OPTIONS } from '../../src/model/captureOptions.ts';
import type { ExitPoint, ProbePlan, ProbePoint } from '../../src/model/probePlan.ts';
import { bytesOf, type Read, type ReadResult } from '../../src/model/read.ts';
import { NO_NAMES } from '../../src/probe/addressNames.ts';
import { addressesIn, showValue } from '../../src/probe/showValue.ts';
import type { InstanceWithDebug } from '../../src/probe/entry.ts';
import { planProbes } from '../../src/probe/plan.ts';
import { wordExpressions, carriedByBcc } from '../../src/tracer/bcc/words.ts';
import { uprobeEvents } from '../../src/tracer/tracefs/events.ts';
import { OWN_CODE } from './ownCode.ts';
import type { Random } from './random.ts';

/**
 * Plans the functions, has both tracers translate the plans, and shows results that no sound program brings. Answers
 * how many values it came to.
 */
export function planAndShow(elf: ElfFile, functions: readonly DwarfFunction[], random: Random): number {
  const homes = functions.map(found => ({
    instance: { ...OWN_CODE, kind: 'body', symbol: 's', demangled: 's', fileOffset: 0, size: found.size } as const,
    virtualAddress: found.virtualAddress,
    machineCode: found,
    symbol: null,
    debug: () => found,
  }));
  let values = 0;
  for (let at = 0; at < homes.length; at += TOGETHER) {
    values += showAll(planFor(elf, homes.slice(at, at + TOGETHER)), random);
  }
  return values;
}

/** Functions in a plan: few, so that there is room for their exits. */
const TOGETHER = 8;

function planFor(elf: ElfFile, homes: readonly InstanceWithDebug[]): ProbePlan {
  const plan = planProbes('fuzzed', {} as Artifact, elf, homes, DEFAULT_OPTIONS);
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan, 'it survives JSON');
  if (plan.probes.length > 0) uprobeEvents(plan, '/x');
  return plan;
}

function showAll(plan: ProbePlan, random: Random): number {
  let values = 0;
  for (const point of [...plan.probes, ...plan.exits]) {
    wordExpressions(carriedByBcc(point).reads, 0);
    const results = point.reads.map(read => hostileResult(read, random));
    const captures = capturesOf(point);
    addressesIn(captures, results, point.place.virtualAddress);
    for (const capture of captures) {
      if (showValue(capture, results, NO_NAMES, point.place.virtualAddress).kind === 'value') values++;
    }
  }
  return values;
}

function capturesOf(point: ProbePoint | ExitPoint): readonly Capture[] {
  if ('captures' in point) return point.captures;
  return point.result === null ? [] : [point.result];
}

/** Nothing, too few bytes, or words that are small numbers, pointers or anything. */
function hostileResult(read: Read, random: Random): ReadResult {
  if (random(8) === 0) return { kind: 'missing', reason: 'not paged in' };
  const bytes = new Uint8Array(random(8) === 0 ? random(bytesOf(read) + 1) : bytesOf(read));
  for (let at = 0; at < bytes.length; at += 8) {
    const word = [0, 1, 2, 0x61, 0x7fff_0000, random(2 ** 32)][random(6)] ?? 0;
    for (let index = 0; index < 8 && at + index < bytes.length; index++) {
      bytes[at + index] = random(16) === 0 ? 0xff : Math.floor(word / 256 ** index) & 0xff;
    }
  }
  return { kind: 'bytes', bytes };
}
