/**
 * What to read of a function's arguments: DWARF says which stack slot each lives in and of which type it is, the
 * prologue says which register fills that slot. Where the two do not meet, the argument is absent with its reason.
 */

import type { DwarfFunction, DwarfParameter } from '../binary/dwarfFunction.ts';
import { ARGUMENT_REGISTERS, type ArgumentRegister, type Capture, type CaptureSource } from '../model/capture.ts';
import { limitText, PROBE_WORDS, wordsOf } from './captureBudget.ts';
import type { Prologue, Spill } from './prologue.ts';
import { layoutOf, type Layout } from './valueLayout.ts';

const OPTIMISED = 'optimised code: its place is not read yet';

/** Captures for all parameters in the order of the signature. `prologue` is null for machines we cannot read. */
export function capturesOf(debug: DwarfFunction, prologue: Prologue | null): Capture[] {
  const read = debug.parameters.map(parameter => captureOf(parameter, debug, prologue));
  const captures = debug.parameters.some(isMoved) || !areInOrder(read) ? read.map(asOptimised) : read;
  return withinBudget(limitText(captures));
}

/**
 * The optimiser leaves out the store of an argument that is assigned to before it is used: the first store to its slot
 * is then the assignment's, of another argument perhaps. DWARF does not say that code is optimised, so two traces of
 * it count: a plain argument without a slot, and registers out of the order that every calling convention keeps.
 */
function isMoved({ type, location }: DwarfParameter): boolean {
  const isPlain =
    type.kind === 'pointer' || (type.kind === 'base' && type.byteSize > 0) || !('reason' in layoutOf(type));
  return isPlain && location.kind !== 'frameOffset';
}

function areInOrder(captures: readonly Capture[]): boolean {
  const numbers = captures.flatMap(registersOf).map(register => ARGUMENT_REGISTERS.indexOf(register));
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? number));
}

function registersOf(capture: Capture): readonly ArgumentRegister[] {
  if (capture.kind === 'absent') return [];
  const { source } = capture;
  return source.kind === 'registers' ? source.registers : [source.pointer, source.length];
}

function asOptimised(capture: Capture): Capture {
  return capture.kind === 'absent'
    ? capture
    : { kind: 'absent', name: capture.name, typeName: capture.typeName, reason: OPTIMISED };
}

function captureOf(parameter: DwarfParameter, debug: DwarfFunction, prologue: Prologue | null): Capture {
  const name = parameter.name ?? '_';
  const typeName = parameter.type.name;
  const absent = (reason: string): Capture => ({ kind: 'absent', name, typeName, reason });

  const layout = layoutOf(parameter.type);
  if ('reason' in layout) return absent(layout.reason);
  if (prologue === null) return absent('arguments are read on x86-64 only');
  if (parameter.location.kind !== 'frameOffset') return absent(OPTIMISED);
  const frameBase = frameBaseSlot(debug, prologue);
  if (frameBase === null) return absent('its stack frame is not understood');
  const source = sourceOf(layout, offset => prologue.spillAt(frameBase + offset), parameter.location.offset);
  if (source === null) return absent('it does not arrive in an argument register');
  return { kind: 'value', name, typeName, type: layout.type, source };
}

/** Slot that DWARF's frame offsets count from; slots count from the stack pointer at entry. */
function frameBaseSlot(debug: DwarfFunction, prologue: Prologue): number | null {
  switch (debug.frameBase) {
    case 'rsp':
      return prologue.stackPointerSlot;
    case 'rbp':
      return prologue.framePointerSlot;
    case 'cfa':
      return 8; // the address above the return address
    case 'other':
      return null;
  }
}

function sourceOf(layout: Layout, spillAt: (offset: number) => Spill | null, offset: number): CaptureSource | null {
  const registers: ArgumentRegister[] = [];
  for (const part of layout.parts) {
    const spill = spillAt(offset + part.offset);
    if (spill?.bytes !== part.bytes) return null;
    registers.push(spill.register);
  }
  if (layout.type.kind !== 'str') return { kind: 'registers', registers };
  const [pointer, length] = registers;
  return pointer === undefined || length === undefined ? null : { kind: 'text', pointer, length, limitBytes: 0 };
}

function withinBudget(captures: readonly Capture[]): Capture[] {
  let words = 0;
  return captures.map(capture => {
    words += wordsOf(capture);
    if (capture.kind === 'absent' || words <= PROBE_WORDS) return capture;
    return {
      kind: 'absent',
      name: capture.name,
      typeName: capture.typeName,
      reason: 'too many arguments for one probe',
    };
  });
}
