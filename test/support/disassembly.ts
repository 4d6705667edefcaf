/** A program's instructions as objdump sees them: the oracle for our own decoder. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Disassembled {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** In Intel syntax, with prefixes. */
  readonly text: string;
  /** The operation without prefixes. */
  readonly operation: string;
  /** Operands as text, without the comment behind them. */
  readonly operands: string;
}

/** Every instruction of the code sections, in the order of addresses. */
export async function* disassemble(program: string): AsyncGenerator<Disassembled> {
  const objdump = spawn('objdump', ['-d', '-w', '-M', 'intel', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: objdump.stdout, crlfDelay: Infinity })) {
    const [, address, hex, text] = /^\s*([0-9a-f]+):\t([0-9a-f ]+?)\s*\t(.*)$/.exec(line) ?? [];
    if (address === undefined || hex === undefined || text === undefined) continue;
    const plain = text.replace(/^((bnd|notrack|data16|cs|ds|rex\.?\w*|repz?|repnz|lock) +)+/, '');
    const [, operation = '', operands = ''] = /^(\w+)(?:,p[nt])?\s*([^#<]*)/.exec(plain) ?? [];
    yield {
      address: parseInt(address, 16),
      bytes: Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
      text,
      operation,
      operands: operands.trim(),
    };
  }
}
