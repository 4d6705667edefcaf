/** What the setup check starts, and the program of its self-test, against the tools that know. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { release } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import { rustTools } from '../../src/cargo/toolVersions.ts';
import { readMachineFacts } from '../../src/doctor/machineFacts.ts';
import { selfTestProgram } from '../../src/doctor/selfTest/program.ts';
import { answerOf } from '../../src/tracer/answer.ts';
import { bccState } from '../../src/tracer/bcc/bccState.ts';
import { Fakes } from './fakes.ts';

function read(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' });
}

/** The executable code of Linux on x86-64 that the program is, as objdump reads it; addresses left out. */
const EXPECTED_CODE = [
  '_start',
  'xor ebx,ebx',
  'inc rbx',
  'mov rdi,rbx',
  'mov rsi,rdi',
  'not rsi',
  'lea rdx,TEXT',
  'mov ecx,0x8',
  'call rust_trace_self_test',
  'lea rdi,PAUSE',
  'xor esi,esi',
  'mov eax,0x23',
  'syscall',
  'cmp rbx,0x64',
  'jb _start+0x2',
  'xor edi,edi',
  'mov eax,0x3c',
  'syscall',
  'rust_trace_self_test',
  'push rbp',
  'mov rbp,rsp',
  'pop rbp',
  'ret',
];

describe('the program of the self-test', function () {
  this.timeout(30_000);
  const fakes = new Fakes();
  const file = fakes.path('rust_trace_self_test');
  const program = selfTestProgram();

  before(() => {
    writeFileSync(file, program.bytes, { mode: 0o755 });
  });
  after(() => {
    fakes.remove();
  });

  it('is a well-formed static executable with its symbols, as readelf and nm read it', () => {
    const headers = read('readelf', '--wide', '--file-header', '--segments', '--sections', '--symbols', '--lint', file);
    assert.match(headers, /Type:\s+EXEC/);
    assert.match(headers, /Machine:\s+Advanced Micro Devices X86-64/);
    assert.match(headers, /LOAD\s+0x000000 0x0*400000 0x0*400000 (0x[0-9a-f]+) \1 R E 0x1000/);
    assert.ok(!/Warning|Error/i.test(headers), headers);
    const symbols = read('nm', '--defined-only', '--print-size', file).trim().split('\n');
    assert.deepEqual(
      symbols.map(line => line.split(' ').slice(1).join(' ')),
      ['0000000000000041 T _start', '0000000000000006 T rust_trace_self_test'],
    );
  });

  it('has its function at the file offset that is probed', () => {
    const address = /^([0-9a-f]+) T rust_trace_self_test$/m.exec(read('nm', file))?.[1] ?? '';
    assert.equal(program.fileOffset, parseInt(address, 16) - 0x400000);
    const code = program.bytes.subarray(program.fileOffset, program.fileOffset + program.size);
    assert.equal(Buffer.from(code).toString('hex'), '554889e55dc3');
  });

  it('does what it should, as objdump reads it', () => {
    const lines = read('objdump', '--disassemble', '--no-show-raw-insn', '-M', 'intel', file).split('\n');
    const code = lines.flatMap(line => {
      const name = /^[0-9a-f]+ <(\w+)>:$/.exec(line)?.[1];
      if (name !== undefined) return [name];
      const instruction = /^ +[0-9a-f]+:\t(.+)$/.exec(line)?.[1];
      return instruction === undefined ? [] : [instruction.replace(/ +/g, ' ').trim()];
    });
    const start = code.indexOf('_start');
    const shown = code.slice(start, start + EXPECTED_CODE.length).map(instruction =>
      instruction
        .replace(/\[rip\+0x[0-9a-f]+\] # [0-9a-f]+ <rust_trace_self_test\+0x16>/, 'TEXT')
        .replace(/\[rip\+0x[0-9a-f]+\] # [0-9a-f]+ <rust_trace_self_test\+0x6>/, 'PAUSE')
        .replace(/^(call|jb) [0-9a-f]+ <(.+)>$/, '$1 $2'),
    );
    assert.deepEqual(shown, EXPECTED_CODE);
    const after = program.fileOffset + program.size;
    const pause = Buffer.from(program.bytes.subarray(after, after + 16));
    assert.deepEqual([pause.readBigInt64LE(0), pause.readBigInt64LE(8)], [0n, 10_000_000n]);
    assert.equal(Buffer.from(program.bytes.subarray(after + 16, after + 24)).toString(), 'größer');
  });

  it('runs for at least a second and ends well', () => {
    const startMs = performance.now();
    execFileSync(file, { timeout: 20_000 });
    assert.ok(performance.now() - startMs >= 1000);
  });
});

describe('what the setup check reads', function () {
  this.timeout(30_000);
  const fakes = new Fakes();
  after(() => {
    fakes.remove();
  });

  it('is what the machine’s own tools say', () => {
    const facts = readMachineFacts();
    assert.equal(facts.kernelRelease, read('uname', '-r').trim());
    assert.equal(facts.kernelVersion, readFileSync('/proc/version', 'utf8'));
    assert.equal(facts.kernelRelease, release());
  });

  it('has the versions that cargo and rustc print', async () => {
    const { cargo, rustc } = await rustTools();
    assert.deepEqual(cargo, { kind: 'found', text: read('cargo', '--version').trim() });
    assert.deepEqual(rustc, { kind: 'found', text: read('rustc', '--version').trim() });
  });

  it('says why there is no cargo', async () => {
    const { cargo } = await rustTools({ PATH: '', HOME: fakes.folder });
    assert.equal(cargo.kind, 'failed');
    assert.match(cargo.error.message, /cargo was not found/);
  });

  it('asks the interpreter of bcc’s trace for the module', async () => {
    const python = fakes.script('python', 'echo "0.99 $*"');
    const tool = fakes.path('trace');
    writeFileSync(tool, `#!${python} -E\n`);
    const expected = '0.99 -E -s -c import bcc; print(bcc.__version__)';
    assert.deepEqual(await bccState(() => tool), { kind: 'found', toolPath: tool, version: expected });
  });

  it('finds no module where the interpreter fails or is not there', async () => {
    const failing = fakes.script('failing', 'exit 1');
    for (const interpreter of [failing, '/nonexistent/python']) {
      const tool = fakes.path('trace');
      writeFileSync(tool, `#!${interpreter}\n`);
      assert.deepEqual(await bccState(() => tool), { kind: 'found', toolPath: tool, version: null });
    }
  });

  it('does not wait for a tool that hangs', async () => {
    assert.equal(await answerOf([fakes.script('hangs', 'exec sleep 3')], 100), null);
  });
});
