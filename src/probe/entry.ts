/** Where a probe of an instance stands and what it reads there, and which of the calls are hits. */

import type { DwarfFunction, DwarfParameter } from '../binary/dwarfFunction.ts';
import type { ElfFile, ElfSymbol } from '../binary/elf.ts';
import { compileCondition } from '../condition/compile.ts';
import { HumanError } from '../model/humanError.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import type { Predicate } from '../model/predicate.ts';
import type { ProbePlace, ProbePoint } from '../model/probePlan.ts';
import { argumentPlaces } from './argumentPlaces.ts';
import { captureValues, type WantedValue } from './captureValues.ts';
import type { CodePart } from './exits.ts';
import { ReadList } from './readList.ts';
import { selected, selectionOf } from './shapes/selection.ts';

/** A machine-code home and what is known of it. */
export interface InstanceWithDebug {
  readonly instance: FunctionInstance;
  /** Of its first instruction. */
  readonly virtualAddress: bigint;
  /** The code of the function that it is, or, for an inlined copy, that it lies in; `size` is 0 where it is not known. */
  readonly machineCode: { readonly virtualAddress: bigint; readonly size: number };
  /** The symbol of that code; null where it has none. */
  readonly symbol: ElfSymbol | null;
  /** Read when it is probed. Null where the artifact has no debug information for it. */
  readonly debug: () => DwarfFunction | null;
}

/** What is known of the arguments at a probe. */
interface Entry {
  /** Bytes from the instance's first instruction. */
  readonly offset: number;
  readonly stackBytes: number | null;
  readonly values: readonly WantedValue[];
  readonly whyNotMutable?: string;
  /** Why it is not known what arguments there are. */
  readonly unknownArguments?: string;
}

/** Code that is read of a function at the most, bytes. */
export const LONGEST_CODE = 1 << 20;

/**
 * The probe of an instance, before it has a number. Throws `ConditionError` where the condition cannot be tested there,
 * and `MalformedError`.
 */
export function probeOf(elf: ElfFile, home: InstanceWithDebug, options: CaptureOptions): Omit<ProbePoint, 'id'> {
  const { instance, virtualAddress } = home;
  const { offset, stackBytes, values, unknownArguments, whyNotMutable } = entryOf(elf, home);
  const trust = whyNotMutable === undefined ? {} : { whyNotMutable };
  const reads = new ReadList();
  const stackPointer =
    options.returns && stackBytes !== null ? { read: reads.add(STACK_POINTER), plus: stackBytes } : null;
  const selection = selectionOf(options.fields);
  const chosen = values.filter(({ name }) => selected(selection, name) !== null);
  const captures = captureValues(chosen, reads, { ...options, ...trust });
  return {
    instance,
    place: placeAt(instance, virtualAddress, offset),
    reads: reads.reads,
    captures,
    ...(unknownArguments === undefined ? {} : { unknownArguments }),
    condition: conditionOf(values, { ...options, ...trust }, unknownArguments),
    stackPointer,
  };
}

export const STACK_POINTER = { kind: 'word', word: { kind: 'register', register: 'rsp', plus: 0 } } as const;

/** What the condition names need not be shown: it is compiled with reads of its own, all of which are at hand. */
function conditionOf(
  values: readonly WantedValue[],
  { condition, ...options }: CaptureOptions & Pick<Entry, 'whyNotMutable'>,
  unknownArguments: string | undefined,
): Predicate | null {
  if (condition === null) return null;
  if (unknownArguments !== undefined) {
    throw new HumanError({ message: `The condition ${condition} cannot be tested: ${unknownArguments}.` });
  }
  const reads = new ReadList();
  const captures = captureValues(values, reads, { ...options, fields: null });
  return compileCondition(condition, captures, reads.reads);
}

function entryOf(elf: ElfFile, { instance, machineCode, debug: describe }: InstanceWithDebug): Entry {
  const nothing = { offset: 0, stackBytes: instance.inlined === null ? 0 : null, values: [] };
  const [other] = instance.sharedWith;
  if (other !== undefined) {
    return { ...nothing, unknownArguments: `its code is also that of ${other}, which may have other arguments` };
  }
  const debug = describe();
  if (debug?.hasParameterInfo !== true) {
    return { ...nothing, unknownArguments: 'no debug information says what arguments there are' };
  }
  if (elf.machine !== 'x86_64') return { ...nothing, unknownArguments: 'arguments are read on x86-64 only' };
  const { virtualAddress: start, size } = machineCode;
  const code = elf.readCodeUpTo(start, Math.min(size, LONGEST_CODE));
  const readData = (offset: number, bytes: number): Uint8Array => elf.readLoadedUpTo(start + BigInt(offset), bytes);
  const around: CodePart = { virtualAddress: Number(start), code };
  const { variables, ...place } = argumentPlaces(debug, shownOf(instance, debug), around, readData);
  const values = variables.map(({ variable, ...where }) => ({
    name: variable.name ?? '_',
    type: variable.type,
    ...where,
  }));
  return { ...place, values };
}

/** The parameters of a poll body are its state, which is captured under a name of its own, and what the executor passes. */
function shownOf({ kind }: FunctionInstance, { parameters, captured }: DwarfFunction): readonly DwarfParameter[] {
  return kind === 'poll' ? captured : [...parameters, ...captured];
}

/** `offset` bytes from the first instruction of the instance, whose address is given. */
export function placeAt(instance: FunctionInstance, virtualAddress: bigint, offset: number): ProbePlace {
  return {
    symbol: instance.symbol,
    symbolOffset: instance.symbolOffset + offset,
    fileOffset: instance.fileOffset + offset,
    virtualAddress: Number(virtualAddress) + offset,
  };
}
