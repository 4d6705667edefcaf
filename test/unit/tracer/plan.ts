/** Plans made by hand, for tests of the tracer. */

import { statSync } from 'node:fs';
import type { ArgumentRegister, Capture, ValueType } from '../../../src/model/capture.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { OWN_CODE } from '../../support/ownCode.ts';

export interface HandMadeProbe {
  readonly symbol: string;
  readonly captures: readonly Capture[];
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
    probes: probes.map(({ symbol, captures }, id) => ({
      id,
      instance: { ...OWN_CODE, symbol, demangled: symbol, kind: 'body', fileOffset: 0, size: 0 },
      captures,
    })),
    process: null,
    unprobed: [],
  };
}

export function number(name: string, register: ArgumentRegister, type: ValueType['kind'] = 'unsigned'): Capture {
  const bits = 64;
  const valueType: ValueType = type === 'signed' || type === 'unsigned' ? { kind: type, bits } : { kind: 'bool' };
  return {
    kind: 'value',
    name,
    typeName: `${type} 64`,
    type: valueType,
    source: { kind: 'registers', registers: [register] },
  };
}

export function text(name: string, pointer: ArgumentRegister, length: ArgumentRegister, limitBytes: number): Capture {
  return {
    kind: 'value',
    name,
    typeName: '&str',
    type: { kind: 'str' },
    source: { kind: 'text', pointer, length, limitBytes },
  };
}

export function absent(name: string, reason: string): Capture {
  return { kind: 'absent', name, typeName: 'Shelf', reason };
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
