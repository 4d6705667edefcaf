import assert from 'node:assert/strict';
import type { Read, ReadResult } from '../../../../src/model/read.ts';
import { chunksOf, fetchAt, fetchOfWord } from '../../../../src/tracer/tracefs/fetch.ts';
import { FieldList } from '../../../../src/tracer/tracefs/fields.ts';
import { load, register } from '../plan.ts';

const RDI = register('rdi');
const list = (limitBytes: number): Read => ({
  kind: 'elements',
  at: load(register('rdi', 8)),
  count: register('rsi'),
  elementBytes: 1,
  limitBytes,
});

/** Where the record begins in its page. */
const START = 20;

/** The results where each field holds the word that stands at its fetch argument; zeros where none does. */
function resultsOf(reads: readonly Read[], words: Readonly<Record<string, bigint>>): ReadResult[] | null {
  const fields = new FieldList(reads);
  const starts = fields.fields.map((_, index) =>
    fields.fields.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const page = new DataView(new ArrayBuffer(fields.fields.reduce((sum, { bytes }) => sum + bytes, START)));
  fields.fields.forEach(({ fetch, bytes }, index) => {
    if (bytes >= 8) page.setBigUint64(START + (starts[index] ?? 0), words[fetch] ?? 0n, true);
  });
  return fields.results({ page, start: START, fields: starts });
}

const kinds = (results: readonly ReadResult[] | null): string[] | undefined =>
  results?.map(result => (result.kind === 'missing' ? result.reason : Buffer.from(result.bytes).toString('hex')));

describe('fetch arguments', () => {
  it('name every register as the kernel does, and chains from the inside out', () => {
    assert.equal(fetchOfWord(register('r15', 8)), '%r15');
    assert.equal(fetchOfWord(register('rip')), '%ip');
    assert.equal(fetchOfWord(load(register('rdi', 16), 4)), '+16(%di)');
    assert.equal(fetchAt(load(load(register('rsp', -24), 8), 0), 0), '+0(+8(-24(%sp)))');
    assert.equal(fetchAt(register('rbp', -16), 24), '+8(%bp)');
  });

  for (const [bytes, expected] of [
    [0, []],
    [1, ['+8(%di):x8']],
    [3, ['+8(%di):x16', '+9(%di):x16']],
    [4, ['+8(%di):x32']],
    [7, ['+8(%di):x32', '+11(%di):x32']],
    [8, ['+8(%di):x64']],
    [13, ['+8(%di):x64', '+13(%di):x64']],
    [512, ['+8(%di):x64[64]']],
    [515, ['+8(%di):x64[64]', '+515(%di):x64']],
    [528, ['+8(%di):x64[64]', '+520(%di):x64[2]']],
  ] as const) {
    it(`read ${bytes} bytes and none behind them`, () => {
      assert.deepEqual(
        chunksOf(register('rdi', 8), bytes).map(({ fetch }) => fetch),
        expected,
      );
    });
  }
});

describe('the fields of an event', () => {
  it('are each there once, and each pointer that is followed is one', () => {
    const reads: Read[] = [
      list(16),
      { kind: 'word', word: register('rsi') },
      { kind: 'memory', at: load(register('rdi', 8), 32), bytes: 8 },
    ];
    assert.deepEqual(
      new FieldList(reads).fields.map(({ fetch }) => fetch),
      ['%di:x64', '+8(%di):x64', '%si:x64', '+0(+8(%di)):x64[2]', '+32(+8(%di)):x64'],
    );
  });

  it('add what a word adds, and wrap around', () => {
    const word = (plus: number): Read => ({ kind: 'word', word: register('rdi', plus) });
    assert.deepEqual(kinds(resultsOf([word(1), word(-2)], { '%di:x64': (1n << 64n) - 1n })), [
      '0000000000000000',
      'fdffffffffffffff',
    ]);
  });

  it('tell that a pointer could not be followed, whatever the kernel left in the field', () => {
    const memory: Read = { kind: 'memory', at: load(load(RDI)), bytes: 8 };
    const read = (first: bigint, second: bigint, third: bigint): string[] | undefined =>
      kinds(
        resultsOf([memory], {
          '%di:x64': first,
          '+0(%di):x64': second,
          '+0(+0(%di)):x64': third,
          '+0(+0(+0(%di))):x64': 0x77n,
        }),
      );
    assert.deepEqual(read(0x1000n, 0x2000n, 0x3000n), ['7700000000000000']);
    assert.deepEqual(read(0xfffn, 0x2000n, 0x3000n), ['not readable']);
    assert.deepEqual(read(1n << 63n, 0x2000n, 0x3000n), ['not readable']);
    assert.deepEqual(read(0x1000n, 0n, 0x3000n), ['not readable']);
    assert.deepEqual(read(0x1000n, 0x2000n, 8n), ['not readable']);
  });

  it('have an empty list, wherever it points to, and no other there', () => {
    const empty = { '%di:x64': 0x1000n, '+8(%di):x64': 1n };
    assert.deepEqual(kinds(resultsOf([list(8)], empty)), ['0000000000000000']);
    assert.deepEqual(kinds(resultsOf([list(8)], { ...empty, '%si:x64': 1n })), ['not readable']);
  });
});
