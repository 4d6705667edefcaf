/** Plans made by hand, for tests of the tracer. */

import { statSync } from 'node:fs';
import type { Capture } from '../../../src/model/capture.ts';
import type { ExitPoint, ProbePlan, ProbePoint } from '../../../src/model/probePlan.ts';
import type { Predicate } from '../../../src/model/predicate.ts';
import type { Read, Register, Word } from '../../../src/model/read.ts';
import type { Shape } from '../../../src/model/shape.ts';
import { OWN_CODE } from '../../support/ownCode.ts';

/** A capture and its reads; those of a point follow one another. */
export interface HandMadeCapture {
  readonly reads: readonly Read[];
  /** @param first index of the first of its reads among the point's */
  capture(first: number): Capture;
}

export interface HandMadeProbe {
  readonly symbol: string;
  readonly captures: readonly HandMadeCapture[];
  readonly condition?: Predicate;
}

export function planOf(path: string, probes: readonly HandMadeProbe[]): ProbePlan {
  return {
    functionName: probes[0]?.symbol ?? 'nothing',
    artifact: {
      packageName: 'odd',
      targetName: 'odd',
      kind: 'bin',
      profile: 'release',
      triple: null,
      path,
      modifiedMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
      inode: '1:1',
      newerSource: null,
    },
    probes: probes.map((probe, id) => probePoint(probe, id)),
    exits: [],
    process: null,
    unprobed: [],
  };
}

function probePoint({ symbol, captures, condition }: HandMadeProbe, id: number): ProbePoint {
  const reads: Read[] = [];
  const made = captures.map(each => {
    const first = reads.length;
    reads.push(...each.reads);
    return each.capture(first);
  });
  return {
    id,
    place: { symbol, symbolOffset: 0, fileOffset: 0, virtualAddress: 0 },
    instance: { ...OWN_CODE, symbol, demangled: symbol, kind: 'body', fileOffset: 0, size: 0 },
    captures: made,
    reads,
    condition: condition ?? null,
    stackPointer: null,
  };
}

/** Where calls of probe `entry` end: `symbolOffset` bytes from its symbol. */
export function exitOf(
  plan: ProbePlan,
  entry: number,
  symbolOffset: number,
  result: HandMadeCapture | null = null,
): ExitPoint {
  const symbol = plan.probes[entry]?.place.symbol ?? 'nothing';
  return {
    id: plan.probes.length + plan.exits.length,
    kind: 'return',
    entry,
    place: { symbol, symbolOffset, fileOffset: symbolOffset, virtualAddress: symbolOffset },
    reads: result?.reads ?? [],
    result: result?.capture(0) ?? null,
    condition: null,
    stackPointer: null,
  };
}

/** `point`, reading the stack pointer too, as it is at an entry and at a `ret`. */
export function withStackPointer<T extends ProbePoint | ExitPoint>(point: T): T {
  const read: Read = { kind: 'word', word: register('rsp') };
  return { ...point, reads: [...point.reads, read], stackPointer: { read: point.reads.length, plus: 0 } };
}

export function register(name: Register, plus = 0): Word {
  return { kind: 'register', register: name, plus };
}

export function load(at: Word, plus = 0): Word {
  return { kind: 'load', at, plus };
}

export function number(
  name: string,
  from: Register,
  type: 'signed' | 'unsigned' | 'bool' = 'unsigned',
): HandMadeCapture {
  const shape: Shape = type === 'bool' ? { kind: 'bool' } : { kind: 'integer', bytes: 8, isSigned: type === 'signed' };
  return wordOf(name, register(from), shape);
}

/** The word itself as a number. */
export function wordOf(
  name: string,
  word: Word,
  shape: Shape = { kind: 'integer', bytes: 8, isSigned: false },
): HandMadeCapture {
  return {
    reads: [{ kind: 'word', word }],
    capture: first => ({
      kind: 'value',
      name,
      typeName: shape.kind === 'bool' ? 'bool 64' : 'number 64',
      pieces: [{ kind: 'read', read: first, offset: 0, bytes: 8 }],
      shape,
    }),
  };
}

export function text(name: string, pointer: Register, length: Register, limitBytes: number): HandMadeCapture {
  return {
    reads: [
      { kind: 'elements', at: register(pointer), count: register(length), elementBytes: 1, limitBytes },
      { kind: 'word', word: register(length) },
    ],
    capture: first => ({
      kind: 'value',
      name,
      typeName: '&str',
      pieces: [{ kind: 'read', read: first + 1, offset: 0, bytes: 8 }],
      shape: {
        kind: 'text',
        encoding: 'utf8',
        count: { kind: 'inline', offset: 0 },
        contents: { kind: 'read', read: first },
      },
    }),
  };
}

const BYTE: Shape = { kind: 'integer', bytes: 1, isSigned: false };

/** `[1, 2, …]`. */
export function bytesAt(name: string, at: Word, bytes: number): HandMadeCapture {
  return {
    reads: [{ kind: 'memory', at, bytes }],
    capture: first => ({
      kind: 'value',
      name,
      typeName: `[u8; ${bytes}]`,
      pieces: [{ kind: 'read', read: first, offset: 0, bytes }],
      shape: {
        kind: 'list',
        count: { kind: 'constant', count: bytes },
        contents: { kind: 'inline', offset: 0 },
        stride: 1,
        elements: Array.from({ length: bytes }, () => BYTE),
      },
    }),
  };
}

export interface ElementsAt {
  readonly at: Word;
  readonly count: Word;
  readonly bytes: 1 | 2 | 4 | 8;
  /** Elements at most. */
  readonly limit: number;
}

/** `[1, 2, …]`. */
export function elementsAt(name: string, { at, count, bytes, limit }: ElementsAt): HandMadeCapture {
  return {
    reads: [
      { kind: 'elements', at, count, elementBytes: bytes, limitBytes: bytes * limit },
      { kind: 'word', word: count },
    ],
    capture: first => ({
      kind: 'value',
      name,
      typeName: `&[u${bytes * 8}]`,
      pieces: [{ kind: 'read', read: first + 1, offset: 0, bytes: 8 }],
      shape: {
        kind: 'list',
        count: { kind: 'inline', offset: 0 },
        contents: { kind: 'read', read: first },
        stride: bytes,
        elements: Array.from({ length: limit }, (): Shape => ({ kind: 'integer', bytes, isSigned: false })),
      },
    }),
  };
}

export function absent(name: string, reason: string): HandMadeCapture {
  return { reads: [], capture: () => ({ kind: 'absent', name, typeName: 'Shelf', reason }) };
}

/** What test/root/fixtures/odd.rs offers; the recorded transcripts are of it. */
export function oddPlan(path: string): ProbePlan {
  return planOf(path, [
    { symbol: 'named', captures: [number('number', 'rdi')] },
    {
      symbol: 'spread',
      captures: [
        text('first', 'r9', 'rdi', 16),
        text('second', 'rsi', 'rcx', 24),
        number('number', 'rdx'),
        number('wide', 'r8', 'signed'),
      ],
    },
    { symbol: 'text', captures: [text('text', 'rdi', 'rsi', 64)] },
  ]);
}
