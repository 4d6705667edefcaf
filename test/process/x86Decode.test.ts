import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { decode, LONGEST } from '../../src/probe/x86/decode.ts';
import { effectOf, mayWrite, RBP, RSP, type Effect } from '../../src/probe/x86/effect.ts';
import { flowOf, type Flow } from '../../src/probe/x86/flow.ts';
import { buildDemo, demoFolder } from '../support/demo.ts';
import { disassemble, type Disassembled } from '../support/disassembly.ts';

/** The shared standard library of the toolchain: Rust, C and assembly, with vector instructions of all kinds. */
function standardLibrary(): string {
  const root = execFileSync('rustc', ['--print=target-libdir']).toString().trim();
  const name = readdirSync(root).find(file => /^libstd-.*\.so$/.test(file));
  assert.ok(name !== undefined, `there is no libstd in ${root}`);
  return path.join(root, name);
}

describe('the x86-64 decoder', () => {
  it('sees length, flow and effect of every instruction of whole programs as objdump does', async function () {
    this.timeout(300_000);
    const wrong: string[] = [];
    const effects = new Map<string, number>();
    let seen = 0;
    for (const program of [await buildDemo(), await buildDemo(demoFolder, 'release'), standardLibrary()]) {
      for await (const item of disassemble(program)) {
        seen++;
        const found = mistakesIn(item, effects);
        if (wrong.length < 20) wrong.push(...found.map(text => `${item.text}: ${text}`));
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(seen > 300_000, `only ${String(seen)} instructions`);
    for (const kind of ['move', 'address', 'adjust', 'push', 'pop', 'overwrite', 'nothing']) {
      assert.ok((effects.get(kind) ?? 0) > 1000, `only ${String(effects.get(kind))} of ${kind}`);
    }
  });

  it('survives every cut of an instruction and bytes that are none', () => {
    const code = Uint8Array.from(Buffer.from('6266660f1f840000000000', 'hex'));
    for (let end = 0; end <= code.length; end++) {
      for (let start = 0; start <= end; start++) decode(code.subarray(0, end), start);
    }
    assert.equal(decode(new Uint8Array(LONGEST + 1).fill(0x66), 0), null);
    assert.equal(decode(Uint8Array.of(0xe8, 0, 0), 0), null);
  });
});

function mistakesIn(item: Disassembled, effects: Map<string, number>): string[] {
  // What lies behind an instruction must not matter.
  const code = Uint8Array.from([...item.bytes, ...new Uint8Array(LONGEST).fill(0xff)]);
  const instruction = decode(code, 0);
  if (instruction === null) return ['is not known'];
  const flow = flowOf(instruction);
  const mistakes: string[] = [];
  if (instruction.length !== item.bytes.length) mistakes.push(`has ${String(instruction.length)} bytes`);
  if (flow.kind !== expectedFlow(item)) mistakes.push(`goes on as ${flow.kind}`);
  const target = /^[0-9a-f]+$/.test(item.operands) ? parseInt(item.operands, 16) : null;
  if ('distance' in flow && flow.distance !== null && target !== item.address + instruction.length + flow.distance) {
    mistakes.push(`leads ${String(flow.distance)} bytes on`);
  }
  const effect = effectOf(instruction);
  if (effect !== null) {
    effects.set(effect.kind, (effects.get(effect.kind) ?? 0) + 1);
    if (!MNEMONICS[effect.kind].test(item.operation)) mistakes.push(`does ${JSON.stringify(effect)}`);
  }
  if (flow.kind !== 'next') return mistakes;
  for (const [register, names] of [
    [RSP, /^(rsp|esp|spl|sp)\b/],
    [RBP, /^(rbp|ebp|bpl|bp)\b/],
  ] as const) {
    const isWritten = names.test(item.operands) && !READ_ONLY.test(item.operation);
    const isSeen = effect === null ? mayWrite(instruction, register) : writes(effect, register);
    if (isWritten && !isSeen) mistakes.push(`loses register ${String(register)}`);
  }
  return mistakes;
}

/** Operations that leave their first operand as it is. */
const READ_ONLY = /^(cmp|test|bt|push|nop|mul|div|idiv)$/;

function expectedFlow({ operation, operands }: Disassembled): Flow['kind'] {
  const isDirect = /^[0-9a-f]+$/.test(operands);
  if (operation === 'ret') return 'return';
  if (/^(ud[012]|hlt|int3)$/.test(operation)) return 'trap';
  if (operation === 'jmp') return isDirect ? 'jump' : 'indirectJump';
  if (/^(j|loop)/.test(operation)) return 'branch';
  return operation === 'call' ? 'call' : 'next';
}

function writes(effect: Effect, register: number): boolean {
  switch (effect.kind) {
    case 'push':
      return register === RSP;
    case 'pop':
      return register === RSP || effect.register === register;
    case 'leave':
      return true;
    case 'adjust':
      return effect.register === register;
    case 'nothing':
      return false;
    case 'move':
    case 'address':
    case 'overwrite':
      return effect.to.kind === 'register' && effect.to.number === register;
  }
}

/** What an effect's instructions do, in objdump's word. */
const MNEMONICS: Readonly<Record<Effect['kind'], RegExp>> = {
  move: /^(mov|movzx|movsx)$/,
  address: /^lea$/,
  adjust: /^(add|sub|popf)$/,
  push: /^(push|pushf)$/,
  pop: /^pop$/,
  leave: /^leave$/,
  overwrite:
    /^(v?mov(abs|sxd|ups|aps|sd|ss|dqa|dqu|d|q|upd|apd|lpd|hpd|lps|hps|ntdq|ntps|ntpd|ntq|dqu8)?|lea|add|or|adc|sbb|and|sub|xor|not|neg|inc|dec|imul|sh[lr]|sar|sal|ro[lr]|rc[lr]|cmov\w+|set\w+|cdqe|cwde|cdq|cqo|cwd|cbw|cvtt?s[sd]2si)$/,
  nothing: /^(cmp|test|nop|pause|endbr64|xchg|prefetch\w*|and|[vpkcmubdsraeionxthwf]\w+)$/,
};
