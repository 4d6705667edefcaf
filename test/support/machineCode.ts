/** The programs of test/fixtures/machineCode: how they are built, and what gdb sees in them. */

import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../fixtures/machineCode', import.meta.url));

/** Bytes below the stack pointer that a function may use. System V ABI for AMD64, 3.2.2. */
export const RED_ZONE = 128;

/** Builds a program to `output`. */
export function buildMachineCode(name: 'arguments' | 'results' | 'caught', output: string, ...flags: string[]): void {
  const source = path.join(fixtures, `${name}.rs`);
  execFileSync('rustc', ['-g', '--edition=2021', ...flags, source, '-o', output], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** What the machine held when a thread came to an address. */
export interface Stop {
  /** As the ELF file has it. */
  readonly address: number;
  readonly thread: number;
  readonly rax: bigint;
  readonly rdx: bigint;
  readonly rsp: bigint;
  /** From where rax points; null where nothing is there. */
  readonly atRax: Buffer | null;
  /** From `RED_ZONE` bytes below. */
  readonly aroundRsp: Buffer | null;
}

/** Runs the program in gdb: its stops at the addresses and the lines that it prints, in the order of time. */
export function runInGdb(program: string, addresses: readonly number[]): (Stop | string)[] {
  const output = execFileSync('gdb', ['-q', '-nx', '-batch', '-x', path.join(fixtures, 'atAddresses.py'), program], {
    env: { ...process.env, RUST_TRACE_ADDRESSES: addresses.map(address => address.toString(16)).join(',') },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  }).toString();
  return output.split('\n').map(line => {
    const words = /^at (\w+) (\d+) (\w+) (\w+) (\w+) (\S+) (\S+)$/.exec(line)?.slice(1);
    if (words === undefined) return line;
    const [address, thread, rax, rdx, rsp, atRax, aroundRsp] = words as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return {
      address: parseInt(address, 16),
      thread: Number(thread),
      rax: BigInt(`0x${rax}`),
      rdx: BigInt(`0x${rdx}`),
      rsp: BigInt(`0x${rsp}`),
      atRax: atRax === '-' ? null : Buffer.from(atRax, 'hex'),
      aroundRsp: aroundRsp === '-' ? null : Buffer.from(aroundRsp, 'hex'),
    };
  });
}
