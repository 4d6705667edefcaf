import assert from 'node:assert/strict';
import type { DwarfType } from '../../../src/binary/dwarfType.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { DEFAULT_LIMITS } from '../../../src/model/captureOptions.ts';
import { bytesOf, type Read, type Register, type Word } from '../../../src/model/read.ts';
import type { Shape } from '../../../src/model/shape.ts';
import { captureValues, type WantedValue } from '../../../src/probe/captureValues.ts';
import type { Part } from '../../../src/probe/part.ts';
import { ReadList } from '../../../src/probe/readList.ts';
import { TRACEFS_CAPACITY } from '../../../src/probe/shapes/readBudget.ts';
import { type Random, randomFrom } from '../../support/random.ts';
import {
  enumeration,
  F32,
  generic,
  pointer,
  STRING,
  struct,
  U32,
  U64,
  U8,
  UNIT,
  USIZE,
  variant,
  vec,
  wide,
} from '../../support/types.ts';

const OPTIONS = { limits: DEFAULT_LIMITS, fields: null };
const STR = wide('&str', U8);

function register(name: Register, plus = 0): Word {
  return { kind: 'register', register: name, plus };
}
function load(at: Word): Word {
  return { kind: 'load', at, plus: 0 };
}
function word(name: Register, bytes = 8): Part {
  return { kind: 'word', word: register(name), bytes };
}
function memory(name: Register, bytes: number, plus = 0): Part {
  return { kind: 'memory', at: register(name, plus), bytes };
}
function constant(value: bigint): Part {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return { kind: 'constant', value: bytes, bytes: 8 };
}
const OPTIMISED_OUT: Part = { kind: 'absent', reason: 'optimised out', bytes: 8 };

function captured(type: DwarfType, parts: readonly Part[], options: Partial<Parameters<typeof captureValues>[2]> = {}) {
  return capturedAll([{ name: 'a', type, parts }], options);
}

function capturedAll(
  values: readonly WantedValue[],
  options: Partial<Parameters<typeof captureValues>[2]> = {},
): { captures: Capture[]; reads: readonly Read[]; shape: Shape; reason: string } {
  const list = new ReadList();
  const captures = captureValues(values, list, { ...OPTIONS, ...options });
  const [first] = captures;
  assert.ok(first !== undefined);
  return {
    captures,
    reads: list.reads,
    shape: first.kind === 'value' ? first.shape : { kind: 'unread', reason: first.reason },
    reason: first.kind === 'absent' ? first.reason : '',
  };
}

describe('what is read of a value', () => {
  it('is the register that it is in', () => {
    const { captures, reads } = captured(U32, [word('rsi', 4)]);
    assert.deepEqual(reads, [{ kind: 'word', word: register('rsi') }]);
    assert.deepEqual(captures, [
      {
        kind: 'value',
        name: 'a',
        typeName: 'u32',
        pieces: [{ kind: 'read', read: 0, offset: 0, bytes: 4 }],
        shape: { kind: 'integer', bytes: 4, isSigned: false },
      },
    ]);
  });

  it('is a text whose pointer and length are in registers', () => {
    const { reads, shape } = captured(STR, [word('rdi'), word('rsi')]);
    const elements = reads.find(({ kind }) => kind === 'elements');
    assert.deepEqual(elements, {
      kind: 'elements',
      at: register('rdi'),
      count: register('rsi'),
      elementBytes: 1,
      limitBytes: 128,
    });
    assert.deepEqual(shape, {
      kind: 'text',
      encoding: 'utf8',
      count: { kind: 'inline', offset: 8 },
      contents: { kind: 'read', read: reads.indexOf(elements), pointerOffset: 0 },
    });
  });

  it('is a text whose length the compiler knows', () => {
    const { reads, shape } = captured(STR, [word('rdi'), constant(5n)]);
    assert.deepEqual(reads, [
      { kind: 'word', word: register('rdi') },
      { kind: 'memory', at: register('rdi'), bytes: 5 },
    ]);
    assert.deepEqual(shape.kind === 'text' && shape.count, { kind: 'constant', count: 5 });
    const empty = captured(STR, [word('rdi'), constant(0n)]);
    assert.deepEqual(empty.shape.kind === 'text' && empty.shape.contents, { kind: 'inline', offset: 0 });
  });

  it('is nothing behind a pointer that is nowhere', () => {
    assert.equal(captured(STR, [OPTIMISED_OUT, word('rsi')]).reason, 'optimised out');
    assert.equal(captured(STR, [word('rdi'), OPTIMISED_OUT]).reason, 'optimised out');
    assert.equal(captured(STR, [constant(4096n), word('rsi')]).reason, 'its pointer is a constant');
    assert.equal(captured(STR, [word('rdi', 4), word('rsi', 12)]).reason, 'its pointer is in several places');
    assert.equal(captured(STR, [OPTIMISED_OUT, OPTIMISED_OUT]).reason, 'optimised out');
  });

  it('is each part where it is', () => {
    const pair = struct('(u64, u64, u64)', 24, ['__0', 0, U64], ['__1', 8, U64], ['__2', 16, U64]);
    const { captures, reads } = captured(pair, [word('rax'), OPTIMISED_OUT, constant(7n)]);
    assert.deepEqual(captures[0]?.kind === 'value' && captures[0].pieces, [
      { kind: 'read', read: 0, offset: 0, bytes: 8 },
      { kind: 'absent', bytes: 8, reason: 'optimised out' },
      { kind: 'constant', bytes: [7, 0, 0, 0, 0, 0, 0, 0] },
    ]);
    assert.equal(reads.length, 1);
  });

  it('is only what is shown of a large value', () => {
    const buffer: DwarfType = { kind: 'array', name: '[u8; 4096]', element: U8, count: 4096 };
    const large = struct('demo::Large', 4112, ['id', 0, U64], ['buffer', 8, buffer], ['size', 4104, U64]);
    const { captures, reads } = captured(large, [memory('rsp', 4112, 16)]);
    assert.deepEqual(reads, [
      { kind: 'memory', at: register('rsp', 16), bytes: 24 },
      { kind: 'memory', at: register('rsp', 16 + 4104), bytes: 8 },
    ]);
    assert.deepEqual(captures[0]?.kind === 'value' && captures[0].pieces, [
      { kind: 'read', read: 0, offset: 0, bytes: 24 },
      { kind: 'absent', bytes: 4080, reason: 'not read' },
      { kind: 'read', read: 1, offset: 0, bytes: 8 },
    ]);
  });

  it('is nothing where there are no bytes', () => {
    const marker = struct('demo::Marker', 0);
    for (const [type, text] of [
      [UNIT, '()'],
      [marker, 'Marker'],
      [pointer('&demo::Marker', marker), 'Marker'],
    ] as const) {
      const { shape, reads } = captured(type, type.kind === 'pointer' ? [word('rdi')] : []);
      assert.deepEqual(shape, { kind: 'fixed', text });
      assert.deepEqual(reads, []);
    }
  });

  it('is not shown as a structure when it is of std and shows itself in another way', () => {
    const iter = struct('core::slice::iter::Iter', 16, ['ptr', 0, pointer('*const u8', U8)], ['end', 8, USIZE]);
    assert.equal(captured(iter, [memory('rdi', 16)]).reason, "std's Iter is not shown");
    assert.equal(captured(struct('demo::Iter', 8, ['at', 0, U64]), [memory('rdi', 8)]).shape.kind, 'struct');
    const line = struct('core::str::error::Utf8Error', 8, ['valid_up_to', 0, USIZE]);
    assert.equal(captured(line, [memory('rdi', 8)]).shape.kind, 'struct');
  });

  it('follows pointers as loads', () => {
    const { reads } = captured(pointer('&&u32', pointer('&u32', U32)), [memory('rsp', 8, 24)]);
    const outer = load(register('rsp', 24));
    assert.ok(reads.some(read => read.kind === 'memory' && same(read.at, outer) && read.bytes === 8));
    assert.ok(reads.some(read => read.kind === 'memory' && same(read.at, load(outer)) && read.bytes === 4));
  });

  it('skips the counts in front of what an Rc holds', () => {
    const inner = generic(
      'alloc::rc::RcInner<u32>',
      U32,
      24,
      ['strong', 0, USIZE],
      ['weak', 8, USIZE],
      ['value', 16, U32],
    );
    const nonNull = struct('core::ptr::non_null::NonNull<_>', 8, ['pointer', 0, pointer('*const _', inner)]);
    const { reads, shape } = captured(generic('alloc::rc::Rc<u32>', U32, 8, ['ptr', 0, nonNull]), [word('rdi')]);
    assert.deepEqual(reads[shape.kind === 'target' ? shape.read : -1], {
      kind: 'memory',
      at: register('rdi', 16),
      bytes: 4,
    });
  });
});

describe('a value that is not read', () => {
  it('says why', () => {
    const reasons: readonly (readonly [DwarfType, string])[] = [
      [{ ...F32, name: 'f16', byteSize: 2 } as DwarfType, 'values of type f16 are not read'],
      [struct('alloc::string::String', 24, ['bytes', 0, U64]), "this std's String is not known"],
      [generic('alloc::vec::Vec<u8>', U8, 24, ['buf', 0, U64], ['len', 8, USIZE]), "this std's Vec is not known"],
      [{ ...struct('demo::Either', 8), kind: 'union' }, 'a union'],
      [enumeration('demo::Never', 0, null, []), 'its type has no values'],
      [pointer('&_', null), 'what it points at is not known'],
      [wide('&demo::Tail', struct('demo::Tail', 0)), 'demo::Tail has no size of its own'],
    ];
    for (const [type, reason] of reasons) assert.equal(captured(type, [memory('rdi', 24)]).reason, reason);
  });

  it('is one whose debug information is damaged', () => {
    const damaged: DwarfType = {
      ...struct('demo::Damaged', 8),
      get members(): never {
        throw new MalformedError('.debug_info', 'cut off');
      },
    };
    assert.equal(captured(damaged, [word('rdi')]).reason, 'its debug information is damaged');
    const around = struct('demo::Around', 16, ['good', 0, U64], ['bad', 8, damaged]);
    assert.equal(captured(around, [memory('rdi', 16)]).shape.kind, 'struct');
  });

  it('is one too deep, also where types have no end', () => {
    const loop: DwarfType = { ...struct('demo::Loop', 8), members: [] };
    Object.assign(loop, { members: [{ name: 'next', offset: 0, type: pointer('&demo::Loop', loop) }] });
    const inside: DwarfType = { ...struct('demo::Inside', 8), members: [] };
    Object.assign(inside, { members: [{ name: 'self', offset: 0, type: inside }] });
    const only = enumeration('demo::Only', 8, null, []);
    Object.assign(only, { variants: [variant('Only', null, ['__0', 0, only])] });
    for (const type of [loop, inside, only]) {
      for (const depth of [0, 6, 1_000]) {
        const { reads } = captured(type, [memory('rdi', 8)], { limits: { ...DEFAULT_LIMITS, depth } });
        assert.ok(reads.length <= 12, type.name);
      }
    }
  });
});

describe('the fields that are chosen', () => {
  const line = struct('demo::Line', 32, ['item', 0, STRING], ['price', 24, U64]);
  const order = struct('demo::Order', 40, ['id', 0, U64], ['lines', 8, vec(line)]);
  const option = enumeration(
    'core::option::Option<&demo::Order>',
    8,
    ['_', 0, U64],
    [variant('None', 0n), variant('Some', null, ['__0', 0, pointer('&demo::Order', order)])],
  );

  it('are all that is read', () => {
    const fields = ['a.lines.price'];
    const { shape, reads } = captured(option, [word('rdi')], { fields });
    const text = JSON.stringify(shape);
    assert.match(text, /"name":"id","offset":0,"shape":\{"kind":"unread","reason":"not chosen"\}/);
    assert.match(text, /"name":"item","offset":0,"shape":\{"kind":"unread","reason":"not chosen"\}/);
    assert.match(text, /"name":"price","offset":24,"shape":\{"kind":"integer"/);
    assert.ok(reads.filter(({ kind }) => kind === 'elements').length === 1, 'no texts');
  });

  it('leave other arguments out', () => {
    const values = ['a', 'b'].map(name => ({ name, type: U64, parts: [word('rdi')] }));
    const { captures } = capturedAll(values, { fields: ['b'] });
    assert.deepEqual(
      captures.map(each => each.kind === 'absent' && each.reason),
      ['not chosen', false],
    );
  });
});

describe('the room of a probe', () => {
  it('is shared: every value comes to its first level before one comes to its depth', () => {
    const values = [
      { name: 'names', type: vec(vec(STRING)), parts: [memory('rdi', 24)] },
      { name: 'name', type: STR, parts: [word('rsi'), word('rdx')] },
      { name: 'number', type: pointer('&u64', U64), parts: [word('rcx')] },
    ];
    const { captures, reads } = capturedAll(values, {
      capacity: { bytes: 800, fetchArguments: 120, characters: 3_500 },
    });
    assert.deepEqual(
      captures.map(each => each.kind === 'value' && each.shape.kind),
      ['list', 'text', 'target'],
    );
    assert.match(JSON.stringify(captures[0]), /one probe cannot read more than this/);
    assert.ok(reads.reduce((sum, read) => sum + bytesOf(read), 0) <= 800);
  });

  it('is what the reads before have left', () => {
    const list = new ReadList();
    list.add({ kind: 'memory', at: register('rsp'), bytes: 3_796 });
    const [capture] = captureValues([{ name: 'a', type: U64, parts: [word('rdi')] }], list, OPTIONS);
    assert.equal(capture?.kind === 'absent' && capture.reason, 'one probe cannot read more than this');
    assert.equal(list.reads.length, 1);
  });

  it('holds whatever types there are, and every shape is complete', () => {
    const random = randomFrom(5);
    for (let round = 0; round < 150; round++) {
      const types = Array.from({ length: 1 + random(6) }, () => randomType(random, 5));
      const values = types.map((type, index) => ({ name: `a${String(index)}`, type, parts: randomParts(random) }));
      const limits = { depth: random(30), elements: random(40), textBytes: random(2_000) };
      const { captures, reads } = capturedAll(values, { limits });
      assert.ok(bytesOfFields(reads) <= TRACEFS_CAPACITY.bytes);
      assert.ok(reads.length <= TRACEFS_CAPACITY.fetchArguments);
      for (const capture of captures) {
        if (capture.kind === 'absent') assert.notEqual(capture.reason, '');
        else assertComplete(capture.shape, reads.length);
      }
    }
  });
});

/** What several reads bring in common is in a record once. */
function bytesOfFields(reads: readonly Read[]): number {
  const fields = new Map(
    reads.map(read => [JSON.stringify([read.kind === 'word' ? read.word : read.at, bytesOf(read)]), bytesOf(read)]),
  );
  return [...fields.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function same(a: Word, b: Word): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function assertComplete(shape: Shape, reads: number): void {
  assert.ok('kind' in shape, JSON.stringify(shape));
  if ('read' in shape) assert.ok(shape.read < reads);
  if ('contents' in shape && shape.contents.kind === 'read') assert.ok(shape.contents.read < reads);
  const inner = [
    ...('fields' in shape ? shape.fields.map(field => field.shape) : []),
    ...('elements' in shape ? shape.elements : []),
    ...('cases' in shape ? shape.cases.map(each => each.shape) : []),
    ...('shape' in shape ? [shape.shape] : []),
  ];
  for (const each of inner) assertComplete(each, reads);
}

function randomType(random: Random, depth: number): DwarfType {
  const inner = (): DwarfType => randomType(random, depth - 1);
  const leaves = [U8, U32, U64, F32, UNIT, STRING, STR];
  if (depth === 0) return leaves[random(leaves.length)] ?? U8;
  const [first, second] = [inner(), inner()];
  const types: readonly DwarfType[] = [
    ...leaves,
    struct('demo::Two', 64, ['x', random(32), first], ['y', random(64), second]),
    struct('(_, _)', 64, ['__0', random(32), first], ['__1', random(64), second]),
    pointer('&_', first),
    pointer('alloc::boxed::Box<_>', second),
    vec(first),
    wide('&[_]', second),
    { kind: 'array', name: '[_; _]', element: first, count: random(1_000_000) },
    enumeration(
      'demo::Enum',
      64,
      ['_', random(8), U8],
      [
        variant('A', 0n, ['__0', random(32), first]),
        variant('B', null, ['x', random(64), second], ['y', 0, first]),
        variant('C', 3n),
      ],
    ),
  ];
  return types[random(types.length)] ?? U8;
}

function randomParts(random: Random): Part[] {
  const kinds: readonly (() => Part)[] = [
    () => memory('rdi', random(200)),
    () => memory('rsp', random(5_000), random(100) - 50),
    () => word('rsi', 1 + random(8)),
    () => constant(BigInt(random(1_000))),
    () => OPTIMISED_OUT,
  ];
  return Array.from({ length: 1 + random(4) }, () => kinds[random(kinds.length)]?.() ?? OPTIMISED_OUT);
}
