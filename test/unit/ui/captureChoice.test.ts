/** What is chosen to be read of a function's calls: rows, what they come to, and what is remembered. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChoosableField } from '../../../src/server/protocol.ts';
import { CaptureMemory } from '../../../src/ui/captureMemory.ts';
import { problemText } from '../../../src/ui/conditionText.ts';
import { chosenFields, fieldRows, shortTypeName } from '../../../src/ui/fieldChoice.ts';

function field(name: string, ...children: ChoosableField[]): ChoosableField {
  return { name, typeName: `${name}Type`, children };
}

const fields = [
  field('self', field('id'), field('orders', field('name'), field('sku'))),
  field('pair', field('0'), field('1')),
  field('n'),
];
const every = fieldRows(fields, null).map(({ path }) => path);

function without(...paths: string[]): Set<string> {
  return new Set(every.filter(path => !paths.includes(path)));
}

describe('the rows of what can be read', () => {
  for (const [name, short] of [
    ['u64', 'u64'],
    ['&demo::Order', '&Order'],
    ['alloc::vec::Vec<demo::Item, alloc::alloc::Global>', 'Vec<Item>'],
    ['core::option::Option<alloc::boxed::Box<dyn core::fmt::Debug, alloc::alloc::Global>>', 'Option<Box<dyn Debug>>'],
    ['&mut demo::main::{closure_env#0}', '&mut {closure_env#0}'],
    ['(u8, [demo::Item; 4])', '(u8, [Item; 4])'],
  ] as const) {
    it(`call ${name} ${short}`, () => {
      assert.equal(shortTypeName(name), short);
    });
  }

  it('are the arguments with their fields below them, all ticked at first', () => {
    const rows = fieldRows(fields, null).map(
      row => `${'-'.repeat(row.depth)}${row.path} ${row.typeName} ${row.isTicked}`,
    );
    assert.deepEqual(rows.slice(0, 4), [
      'self selfType true',
      '-self.id idType true',
      '-self.orders ordersType true',
      '--self.orders.name nameType true',
    ]);
    assert.equal(rows.length, 9);
  });

  it('are ticked where they, or what they are of, were chosen', () => {
    const ticked = fieldRows(fields, ['self.orders', 'n']).filter(({ isTicked }) => isTicked);
    assert.deepEqual(
      ticked.map(({ path }) => path),
      ['self.orders', 'self.orders.name', 'self.orders.sku', 'n'],
    );
  });

  const table: [string, Set<string>, string[] | null][] = [
    ['all', without(), null],
    ['none', new Set(), []],
    ['all but an argument', without('n'), ['self', 'pair']],
    ['all but a field', without('self.id'), ['self.orders', 'pair', 'n']],
    ['all but a field of a field', without('self.orders.sku'), ['self.id', 'self.orders.name', 'pair', 'n']],
    ['an argument and nothing below it', new Set(['self']), ['self']],
    ['a field alone', new Set(['pair.1']), ['pair.1']],
  ];
  for (const [what, ticked, expected] of table) {
    it(`come to ${JSON.stringify(expected)} where ${what} is ticked`, () => {
      assert.deepEqual(chosenFields(fields, ticked), expected);
    });
  }

  it('come to the same again when they are shown and left as they are', () => {
    fc.assert(
      fc.property(fc.subarray(every), paths => {
        const chosen = chosenFields(fields, new Set(paths));
        const ticked = fieldRows(fields, chosen).flatMap(({ path, isTicked }) => (isTicked ? [path] : []));
        assert.deepEqual(chosenFields(fields, new Set(ticked)), chosen);
      }),
    );
  });
});

describe('the memory of choices', () => {
  const values = new Map<string, unknown>();
  const memento = {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => {
      values.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
  const add = { file: '/home/ada/src/main.rs', path: 'add' };

  beforeEach(() => {
    values.clear();
  });

  it('keeps each part of a choice for its function', async () => {
    const memory = new CaptureMemory(memento);
    await memory.set(add, { condition: 'a > 10' });
    await memory.set(add, { fields: ['a'], returns: false });
    await memory.set({ ...add, path: 'greet' }, { fields: null });
    const again = new CaptureMemory(memento);
    assert.deepEqual(again.get(add), { fields: ['a'], returns: false, condition: 'a > 10' });
    assert.deepEqual(again.get({ ...add, path: 'greet' }), { fields: null });
    assert.deepEqual(again.get({ ...add, path: 'other' }), {});
  });

  it('takes what is not its own for nothing', async () => {
    const memory = new CaptureMemory(memento);
    await memory.set(add, {});
    const [key] = values.keys();
    assert.ok(key !== undefined);
    const [name] = Object.keys(values.get(key) as object);
    for (const kept of [7, null, 'x', { fields: [1], returns: 'yes', condition: 5 }]) {
      values.set(key, { [name ?? '']: kept });
      assert.deepEqual(memory.get(add), {});
    }
    values.set(key, 7);
    assert.deepEqual(memory.get(add), {});
  });

  it('forgets the oldest of too many functions', async () => {
    const memory = new CaptureMemory(memento);
    for (let index = 0; index < 300; index++) await memory.set({ ...add, path: `f${index}` }, { returns: false });
    assert.deepEqual(memory.get({ ...add, path: 'f99' }), {});
    assert.deepEqual(memory.get({ ...add, path: 'f100' }), { returns: false });
  });
});

describe('what is wrong with a condition', () => {
  it('is the message, with the part of the text where that does not name it', () => {
    assert.equal(problemText('b > 1', { message: 'There is no `b`.', from: 0, to: 1 }), 'There is no `b`.');
    assert.equal(problemText('a > "x"', { message: 'It is a number.', from: 4, to: 7 }), 'It is a number. Here: "x"');
    assert.equal(problemText('a', { message: 'Neither.', from: 0, to: 1 }), 'Neither.');
    assert.equal(problemText('a >', { message: 'The end.', from: 3, to: 3 }), 'The end.');
  });

  it('is one line without icons', () => {
    assert.equal(problemText('a', { message: 'No\n$(flame).', from: 0, to: 1 }), 'No\\n\\$(flame).');
  });
});
