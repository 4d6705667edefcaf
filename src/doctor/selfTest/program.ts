/**
 * A program for the self-test, made without a compiler: it calls one function with known arguments, ten milliseconds
 * apart, and exits with 0. x86-64 machine code for Linux; no library and no memory of its own.
 * Follows the System V ABI (x86-64 psABI 3.2.3) and Linux' system calls; executable.ts makes a file of it.
 */

import { staticExecutable, TEXT_START, type MachineCode } from './executable.ts';

export const SELF_TEST_SYMBOL = 'rust_trace_self_test';
/** What the third and the fourth argument are: pointer and length of a `&str`. */
export const SELF_TEST_TEXT = 'größer';
/** Calls of the function. */
export const SELF_TEST_ROUNDS = 100;

const PAUSE_NS = 10_000_000n;

/** Linux' numbers for x86-64. */
const NANOSLEEP = 35;
const EXIT = 60;

export interface SelfTestProgram {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** Offset of the function's first instruction in the file, and the length of its code, bytes. */
  readonly fileOffset: number;
  readonly size: number;
}

export function selfTestProgram(): SelfTestProgram {
  const code = machineCode();
  return {
    bytes: staticExecutable({ ...code, symbol: SELF_TEST_SYMBOL }),
    fileOffset: TEXT_START + code.functionStart,
    size: code.functionSize,
  };
}

/** The first two arguments of each call, in order: its number, and the complement of that. */
export function selfTestNumbers(): { readonly round: bigint; readonly complement: bigint }[] {
  return Array.from({ length: SELF_TEST_ROUNDS }, (_, index) => {
    const round = BigInt(index + 1);
    return { round, complement: BigInt.asUintN(64, ~round) };
  });
}

/** An instruction; with `to`, the four bytes of a distance to that place follow. */
interface Instruction {
  readonly bytes: readonly number[];
  readonly to?: 'function' | 'text' | 'pause';
}

function machineCode(): MachineCode {
  const text = Buffer.from(SELF_TEST_TEXT);
  const head: readonly Instruction[] = [{ bytes: [0x31, 0xdb] }]; // xor ebx, ebx
  const round: readonly Instruction[] = [
    { bytes: [0x48, 0xff, 0xc3] }, // inc rbx
    { bytes: [0x48, 0x89, 0xdf] }, // mov rdi, rbx
    { bytes: [0x48, 0x89, 0xfe] }, // mov rsi, rdi
    { bytes: [0x48, 0xf7, 0xd6] }, // not rsi
    { bytes: [0x48, 0x8d, 0x15], to: 'text' }, // lea rdx, [rip + text]
    { bytes: [0xb9, ...int32(text.length)] }, // mov ecx, length
    { bytes: [0xe8], to: 'function' }, // call
    { bytes: [0x48, 0x8d, 0x3d], to: 'pause' }, // lea rdi, [rip + pause]
    { bytes: [0x31, 0xf6] }, // xor esi, esi
    { bytes: [0xb8, ...int32(NANOSLEEP)] }, // mov eax, NANOSLEEP
    { bytes: [0x0f, 0x05] }, // syscall
    { bytes: [0x48, 0x81, 0xfb, ...int32(SELF_TEST_ROUNDS)] }, // cmp rbx, ROUNDS
  ];
  const jump = 2;
  const tail: readonly Instruction[] = [
    { bytes: [0x72, 0x100 - (lengthOf(round) + jump)] }, // jb round
    { bytes: [0x31, 0xff] }, // xor edi, edi
    { bytes: [0xb8, ...int32(EXIT)] }, // mov eax, EXIT
    { bytes: [0x0f, 0x05] }, // syscall
  ];
  const body = Buffer.from([0x55, 0x48, 0x89, 0xe5, 0x5d, 0xc3]); // push rbp; mov rbp, rsp; pop rbp; ret
  const start = [...head, ...round, ...tail];
  const functionStart = lengthOf(start);
  const pause = Buffer.alloc(16);
  pause.writeBigInt64LE(PAUSE_NS, 8);
  const pauseStart = functionStart + body.length;
  const places = { function: functionStart, pause: pauseStart, text: pauseStart + pause.length };
  let at = 0;
  const bytes = start.flatMap(({ bytes: own, to }) => {
    at += own.length + (to === undefined ? 0 : 4);
    return to === undefined ? own : [...own, ...int32(places[to] - at)];
  });
  return { bytes: Buffer.concat([Buffer.from(bytes), body, pause, text]), functionStart, functionSize: body.length };
}

function lengthOf(instructions: readonly Instruction[]): number {
  return instructions.reduce((sum, { bytes, to }) => sum + bytes.length + (to === undefined ? 0 : 4), 0);
}

function int32(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return [...bytes];
}
