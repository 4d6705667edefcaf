/** The points where the calls of an instance end, and what they return there. */

import type { DwarfFunction } from '../binary/dwarfFunction.ts';
import type { ElfFile, ElfSymbol } from '../binary/elf.ts';
import type { Capture } from '../model/capture.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import type { ExitPoint } from '../model/probePlan.ts';
import { captureValue } from './captureValues.ts';
import { caughtSymbols } from './caught.ts';
import { type InstanceWithDebug, LONGEST_CODE, placeAt, STACK_POINTER } from './entry.ts';
import { exitsOf } from './exits.ts';
import { ReadList } from './readList.ts';
import { resultPlace } from './resultPlace.ts';

export type UnnumberedExit = Omit<ExitPoint, 'id' | 'entry'>;

/** The ends of an instance's calls, or why they are not known, as a clause. */
export function exitPointsOf(
  elf: ElfFile,
  { instance, machineCode, debug: describe, symbol }: InstanceWithDebug,
  options: CaptureOptions,
): readonly UnnumberedExit[] | string {
  if (instance.inlined !== null) return 'a copy inside other code has no end of its own';
  if (elf.machine !== 'x86_64') return 'returns are traced on x86-64 only';
  const { virtualAddress } = machineCode;
  if (machineCode.size > LONGEST_CODE) return 'its code is too long to look for its ends';
  const code = elf.readCodeUpTo(virtualAddress, machineCode.size);
  if (machineCode.size === 0 || code.length < machineCode.size) return 'where its code ends is not known';
  const { points, whyIncomplete } = exitsOf([{ virtualAddress: Number(virtualAddress), code }]);
  if (whyIncomplete !== null) return whyIncomplete;
  // What is read there is the same at all of a kind.
  const atTailCalls = contentsAt(null, symbol, options);
  const hasReturn = points.some(({ kind }) => kind === 'return');
  const atReturns = hasReturn ? contentsAt(describe(), symbol, options) : atTailCalls;
  return points.map(({ kind, virtualAddress: address }): UnnumberedExit => {
    const offset = address - Number(virtualAddress);
    const contents = kind === 'return' ? atReturns : atTailCalls;
    return { kind, place: placeAt(instance, virtualAddress, offset), condition: null, ...contents };
  });
}

/** What is read at an end; `debug` is null where there is no result, or nothing is known of it. */
function contentsAt(
  debug: DwarfFunction | null,
  symbol: ElfSymbol | null,
  options: CaptureOptions,
): Pick<UnnumberedExit, 'reads' | 'stackPointer' | 'result'> {
  const reads = new ReadList();
  const stackPointer = { read: reads.add(STACK_POINTER), plus: 0 };
  const result = debug === null ? null : resultOf(debug, symbol, reads, options);
  return { reads: reads.reads, stackPointer, result };
}

/** Null where the function returns nothing. */
function resultOf(
  debug: DwarfFunction,
  symbol: ElfSymbol | null,
  reads: ReadList,
  { limits }: CaptureOptions,
): Capture | null {
  const type = debug.returnType;
  if (type === null) return null;
  if (FUTURE.test(type.name)) return { kind: 'absent', name: RESULT, typeName: type.name, reason: 'a future' };
  const place = resultPlace(type, {
    isOptimised: debug.isOptimised,
    hasNonstandardCallingConvention: debug.hasNonstandardCallingConvention,
    isInternal: symbol === null || (symbol.binding === 'local' && !symbol.isHidden),
    isExtern: debug.linkageName === null || !/^_R|^_ZN/.test(debug.linkageName),
    producer: debug.producer,
  });
  if ('reason' in place) return { kind: 'absent', name: RESULT, typeName: type.name, reason: place.reason };
  return captureValue({ name: RESULT, type, parts: place }, reads, { limits, fields: null });
}

const RESULT = 'result';

/** What calling an `async fn` returns, which holds no more than its arguments. */
const FUTURE = /^\{async_fn_env#\d+\}/;

const caughtIn = new WeakMap<ElfFile, readonly UnnumberedExit[]>();

/** Where Rust has caught a panic; none for a program that never does. The same for all functions of a file. */
export function caughtPoints(elf: ElfFile): readonly UnnumberedExit[] {
  let points = caughtIn.get(elf);
  if (points === undefined) caughtIn.set(elf, (points = findCaught(elf)));
  return points;
}

function findCaught(elf: ElfFile): UnnumberedExit[] {
  return caughtSymbols(elf.symbols()).flatMap(({ name, virtualAddress }): UnnumberedExit[] => {
    const fileOffset = elf.fileOffset(virtualAddress);
    if (fileOffset === null) return [];
    const reads = new ReadList();
    const stackPointer = { read: reads.add(STACK_POINTER), plus: 0 };
    const place = { symbol: name, symbolOffset: 0, fileOffset, virtualAddress: Number(virtualAddress) };
    return [{ kind: 'caught', place, stackPointer, reads: reads.reads, condition: null, result: null }];
  });
}
