import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { decodeInstruction, RSP, type Instruction } from '../../src/probe/x86Moves.ts';
import { buildDemo } from '../support/demo.ts';

interface Disassembled {
  readonly bytes: Uint8Array;
  /** As objdump writes it, in Intel syntax. */
  readonly text: string;
}

/** Every instruction of a program, function by function, as objdump sees them. */
function disassemble(program: string): Disassembled[][] {
  const listing = execFileSync('objdump', ['-d', '-w', '-M', 'intel', program], { maxBuffer: 1 << 28 }).toString();
  return listing.split(/\n\n[0-9a-f]+ <.*>:\n/).map(body =>
    body.split('\n').flatMap(line => {
      const [, hex, text] = /^\s*[0-9a-f]+:\t([0-9a-f ]+?)\s*\t(.*)$/.exec(line) ?? [];
      return hex === undefined || text === undefined
        ? []
        : [{ bytes: Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')), text }];
    }),
  );
}

/** What the instruction does, in objdump's first word. */
const MNEMONICS: Readonly<Record<Instruction['kind'], RegExp>> = {
  move: /^(mov|movzx|movsx)\b/,
  address: /^lea\b/,
  adjust: /^(add|sub)\b/,
  push: /^push\b/,
  overwrite:
    /^(mov|movabs|movsxd|add|or|adc|sbb|and|sub|xor|lea|movups|movaps|movsd|movss|movdqa|movdqu|movd|movq|movupd|movapd|movlpd|xorps)\b/,
  nothing:
    /^(cmp|test|pause|xorpd|nop|endbr64|xchg|data16|cs nop|and +\w+,0x1|mov|movups|movaps|movsd|movss|movd|movq|movupd|movapd|xorps|pxor|movdqa|movdqu)\b/,
};

describe('the prologue decoder', () => {
  it('sees every instruction of a program as objdump does, or not at all', async function () {
    this.timeout(120_000);
    const seen = new Map<string, number>();
    let unknown = 0;
    const wrong: string[] = [];
    for (const { bytes, text } of disassemble(await buildDemo()).flat()) {
      const instruction = decodeInstruction(bytes, 0);
      if (instruction === null) {
        unknown++;
        continue;
      }
      seen.set(instruction.kind, (seen.get(instruction.kind) ?? 0) + 1);
      if (instruction.length !== bytes.length || !MNEMONICS[instruction.kind].test(text))
        wrong.push(`${text}: ${JSON.stringify(instruction)}`);
      if (/^(call|jmp|j[a-z]+|ret|syscall|pop|leave)\b/.test(text)) wrong.push(`${text} must end the walk`);
      if (/^(mov|sub|add|lea|and|push) +(rsp)\b/.test(text) && !writesStackPointer(instruction))
        wrong.push(`${text} loses rsp`);
    }
    assert.deepEqual(wrong.slice(0, 20), [], `${String(wrong.length)} wrong`);
    const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
    assert.ok(total > 20_000, `only ${String(total)} instructions seen, ${String(unknown)} unknown`);
    assert.ok((seen.get('move') ?? 0) > 10_000 && (seen.get('push') ?? 0) > 500 && (seen.get('adjust') ?? 0) > 1000);
  });
});

function writesStackPointer(instruction: Instruction): boolean {
  if (instruction.kind === 'adjust' || instruction.kind === 'push') return true;
  return 'to' in instruction && instruction.to.kind === 'register' && instruction.to.number === RSP;
}
