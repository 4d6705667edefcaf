import assert from 'node:assert/strict';
import { isTrueCut } from '../../support/differential/cutText.ts';
import { judge } from '../../support/differential/verdict.ts';

const TRUE: readonly (readonly [cut: string, whole: string])[] = [
  ['…', '7'],
  ['"abc"…', '"abcdef"'],
  ['"…"…', '"…and more"'],
  ['"\\u{1b}"…', '"\\u{1b}[31m"'],
  ['[1, 2, …]', '[1, 2, 3]'],
  ['[1, 2, …]', '[1, 2, 3, 4, 5]'],
  ['[…]', '[Point { x: 1, y: 2 }, Point { x: 3, y: 4 }]'],
  ['[1, …, 3]', '[1, 2, 3]'],
  ['Order { id: 7, lines: …, note: None }', 'Order { id: 7, lines: [Line { sku: "a, b" }], note: None }'],
  ['Order { id: 7, note: … }', 'Order { id: 7, note: Some("x") }'],
  ['Order { name: "ab"…, lines: [1, …] }', 'Order { name: "abc", lines: [1, (2, 3), 4] }'],
  ['Some(…)', "Some(',')"],
  ['(1, …)', '(1, [2, 3])'],
  ['Mutex { data: …, poisoned: false, .. }', 'Mutex { data: <locked>, poisoned: false, .. }'],
  ['Some(… as dyn Shape)', 'Some(Circle as dyn Shape)'],
  ['Deep(Deep(…))', 'Deep(Deep(Deep(Point { x: 1, y: 2 })))'],
];

const FALSE: readonly (readonly [cut: string, whole: string])[] = [
  ['7', '7'],
  ['"abc"…', '"abc"'],
  ['"abd"…', '"abcdef"'],
  ['"abc" …', '"abcdef"'],
  ['"\\u{1"…', '"\\u{1b}[31m"'],
  ['"\\"…', '"\\n"'],
  ['"a…"', '"abc"'],
  ['[1, 2, …]', '[1, 2]'],
  ['[1, 3, …]', '[1, 2, 3]'],
  ['[1, 2, …', '[1, 2, 3]'],
  ['(1, …)', '(1, 2, 3)'],
  ['Order { … }', 'Order { id: 7, note: None }'],
  ['Order { id: …, note: Some(1) }', 'Order { id: 7, note: None }'],
  ['Order { id: …, note: None }', 'Order { number: 7, note: None }'],
  ['Some(…)', 'None'],
  ['Some(…)', 'Some()'],
  ['', '7'],
];

describe('a text with … in the place of what is left out', () => {
  for (const [cut, whole] of TRUE)
    it(`${cut} is true of ${whole}`, () => {
      assert.ok(isTrueCut(cut, whole));
    });

  for (const [cut, whole] of FALSE)
    it(`${cut} is not true of ${whole}`, () => {
      assert.ok(!isTrueCut(cut, whole));
    });
});

describe('the verdict on a traced value', () => {
  it('is equal for the very text, in either of two forms', () => {
    assert.equal(judge({ kind: 'value', text: '7' }, ['7']).kind, 'equal');
    assert.equal(judge({ kind: 'value', text: 'demo::double' }, ['0x55d0c4', 'demo::double']).kind, 'equal');
  });

  it('is wrong for any other text, also where it is a true part that does not say so', () => {
    assert.equal(judge({ kind: 'value', text: '8' }, ['7']).kind, 'wrong');
    assert.equal(judge({ kind: 'value', text: '[1, …]' }, ['[1, 2]']).kind, 'wrong');
  });

  it('is cut for a true part with a reason', () => {
    const cut = { kind: 'cut', text: '[1, …]', reason: 'first 1 of 2 elements' } as const;
    assert.equal(judge(cut, ['[1, 2]']).kind, 'cut');
    assert.equal(judge({ ...cut, reason: '' }, ['[1, 2]']).kind, 'wrong');
    assert.equal(judge(cut, ['[2, 2]']).kind, 'wrong');
    assert.equal(judge({ ...cut, text: '{… 2 entries}' }, ['{1: 2, 3: 4}', '{… 2 entries}']).kind, 'cut');
    assert.equal(judge({ ...cut, text: '{… 3 entries}' }, ['{1: 2, 3: 4}', '{… 2 entries}']).kind, 'wrong');
  });

  it('is absent with its reason where nothing is shown', () => {
    assert.deepEqual(judge({ kind: 'absent', reason: 'optimised out' }, ['7']), {
      kind: 'absent',
      reason: 'optimised out',
    });
    assert.deepEqual(judge({ kind: 'cut', text: '…', reason: 'not paged in' }, ['7']), {
      kind: 'absent',
      reason: 'not paged in',
    });
    assert.equal(judge({ kind: 'absent', reason: '' }, ['7']).kind, 'wrong');
  });
});
