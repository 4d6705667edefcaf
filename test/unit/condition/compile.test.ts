import assert from 'node:assert/strict';
import { compileCondition } from '../../../src/condition/compile.ts';
import type { Capture } from '../../../src/model/capture.ts';
import type { Predicate } from '../../../src/model/predicate.ts';
import type { Read } from '../../../src/model/read.ts';
import type { Shape } from '../../../src/model/shape.ts';
import { evaluatePredicate } from '../../support/evaluatePredicate.ts';

const RDI = { kind: 'register', register: 'rdi', plus: 0 } as const;
const U16: Shape = { kind: 'integer', bytes: 2, isSigned: false };

function value(name: string, typeName: string, bytes: number, shape: Shape): Capture {
  return { kind: 'value', name, typeName, pieces: [{ kind: 'read', read: 0, offset: 0, bytes }], shape };
}

describe('a condition for the kernel', () => {
  it('compares what the probe reads: a register, its parts, memory behind it', () => {
    const pair: Shape = {
      kind: 'tuple',
      name: '',
      fields: [
        { name: '0', offset: 0, shape: U16 },
        { name: '1', offset: 2, shape: U16 },
      ],
    };
    const inRegister: readonly Read[] = [{ kind: 'word', word: RDI }];
    const inMemory: readonly Read[] = [{ kind: 'memory', at: { ...RDI, plus: 8 }, bytes: 4 }];
    const captures = [value('pair', '(u16, u16)', 4, pair)];
    const compare = (scalar: object, constant: string) => ({
      kind: 'compare',
      scalar: { ...scalar, bytes: 2 },
      isSigned: false,
      comparison: '==',
      constant,
    });
    assert.deepEqual(compileCondition('pair == (7, 9)', captures, inRegister), {
      kind: 'all',
      of: [
        compare({ kind: 'word', word: RDI }, '7'),
        compare({ kind: 'registerPart', register: 'rdi', fromByte: 2 }, '9'),
      ],
    });
    assert.deepEqual(
      compileCondition('pair.1 == 9', captures, inMemory),
      compare({ kind: 'memory', at: { ...RDI, plus: 10 } }, '9'),
    );
  });

  it('reads the parts of a word that was loaded where they lie', () => {
    const word = { kind: 'load', at: { ...RDI, plus: 16 }, plus: 0 } as const;
    const shape: Shape = { kind: 'within', offset: 6, shape: U16 };
    const predicate = compileCondition('x > 1', [value('x', 'X', 8, shape)], [{ kind: 'word', word }]);
    assert.deepEqual(predicate, {
      kind: 'compare',
      scalar: { kind: 'memory', at: { ...RDI, plus: 22 }, bytes: 2 },
      isSigned: false,
      comparison: '>',
      constant: '1',
    });
  });

  it('knows what is constant', () => {
    const captures: readonly Capture[] = [
      { kind: 'value', name: 'b', typeName: 'u16', pieces: [{ kind: 'constant', bytes: [13, 0] }], shape: U16 },
    ];
    assert.deepEqual(compileCondition('b == 13', captures, []), { kind: 'all', of: [] });
    assert.deepEqual(compileCondition('b > 13', captures, []), { kind: 'any', of: [] });
    assert.deepEqual(compileCondition('!(b > 13 || false)', captures, []), { kind: 'all', of: [] });
  });

  it('tells variants by ranges of a number, the others by none of them', () => {
    const shape: Shape = {
      kind: 'choice',
      offset: 0,
      bytes: 2,
      isSigned: false,
      cases: [
        { from: '10', to: '20', shape: { kind: 'fixed', text: 'Low' } },
        { from: '65535', to: '65535', shape: { kind: 'fixed', text: 'None' } },
        {
          from: null,
          to: null,
          shape: { kind: 'tuple', name: 'Some', fields: [{ name: '0', offset: 0, shape: U16 }] },
        },
      ],
    };
    const captures = [value('x', 'X', 2, shape)];
    const reads: readonly Read[] = [{ kind: 'word', word: RDI }];
    const holds = (text: string, rdi: bigint) =>
      evaluatePredicate(compileCondition(text, captures, reads), { registers: { rdi }, memory: new Map() });
    for (const number of [0n, 9n, 10n, 15n, 20n, 21n, 65534n, 65535n]) {
      const isLow = number >= 10n && number <= 20n;
      const isNone = number === 65535n;
      assert.equal(holds('x == X::Low', number), isLow);
      assert.equal(holds('x.is_none()', number), isNone);
      assert.equal(holds('x.is_some()', number), !isLow && !isNone);
      assert.equal(holds('x != None', number), !isNone);
      assert.equal(holds('matches!(x, Some(n) if n > 20)', number), !isNone && number > 20n);
    }
  });

  it('knows the variant whose fields are not read by the other', () => {
    const shape: Shape = {
      kind: 'choice',
      offset: 0,
      bytes: 8,
      isSigned: false,
      cases: [
        { from: '0', to: '0', shape: { kind: 'fixed', text: 'None' } },
        { from: null, to: null, shape: { kind: 'unread', reason: 'deeper than the limit' } },
      ],
    };
    const predicate = compileCondition(
      'x.is_some()',
      [value('x', 'Option<Box<X>>', 8, shape)],
      [{ kind: 'word', word: RDI }],
    );
    assert.equal(evaluatePredicate(predicate, { registers: { rdi: 0n }, memory: new Map() }), false);
    assert.equal(evaluatePredicate(predicate, { registers: { rdi: 5n }, memory: new Map() }), true);
  });

  it('finds the text of a Cow wherever it lies', () => {
    const text = (read: number): Shape => ({
      kind: 'text',
      encoding: 'utf8',
      count: { kind: 'inline', offset: 16 },
      contents: { kind: 'read', read },
    });
    const shape: Shape = {
      kind: 'choice',
      offset: 0,
      bytes: 8,
      isSigned: false,
      cases: [
        { from: '1', to: '1', shape: text(1) },
        { from: null, to: null, shape: text(2) },
      ],
    };
    const at = (plus: number) => ({ kind: 'load', at: { ...RDI, plus }, plus: 0 }) as const;
    const contents = (plus: number): Read => ({
      kind: 'elements',
      at: at(plus),
      count: at(16),
      elementBytes: 1,
      limitBytes: 8,
    });
    const reads: readonly Read[] = [{ kind: 'memory', at: RDI, bytes: 24 }, contents(8), contents(16)];
    const captures = [value('cow', 'Cow<str>', 24, shape)];
    const words = (...numbers: bigint[]) => new Uint8Array(BigUint64Array.from(numbers).buffer);
    const machine = (tag: bigint) => ({
      registers: { rdi: 0x1000n },
      memory: new Map([
        [0x1000n, words(tag, 0x2000n, 2n)],
        [0x2000n, new TextEncoder().encode('ab')],
      ]),
    });
    // Only the first case's text is there.
    const predicate = (text: string) => compileCondition(text, captures, reads);
    assert.equal(evaluatePredicate(predicate('cow == "ab"'), machine(1n)), true);
    assert.equal(evaluatePredicate(predicate('cow == "ab"'), machine(0n)), false);
    assert.equal(evaluatePredicate(predicate('cow != "ab"'), machine(1n)), false);
  });

  it('makes nothing true of an element that is not there', () => {
    const list: Shape = {
      kind: 'list',
      count: { kind: 'constant', count: 1 },
      contents: { kind: 'inline', offset: 0 },
      stride: 2,
      elements: [U16, U16],
    };
    const never: Predicate = { kind: 'any', of: [] };
    const reads: readonly Read[] = [{ kind: 'word', word: RDI }];
    for (const text of ['x[1] == 5', 'x[1] != 5', '!(x[1] == 5)', 'matches!(x[1], 1..)', '!matches!(x[1], 1..)']) {
      assert.deepEqual(compileCondition(text, [value('x', '[u16; 1]', 4, list)], reads), never, text);
    }
  });
});
