import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { HumanError } from '../../../src/model/humanError.ts';
import { createRustParser } from '../../../src/source/rustParser.ts';
import { functionsOfText, parser, wasm } from './parser.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);
const signatures = readFileSync(new URL('signatures/signatures.rs', fixtures), 'utf8');
const orders = readFileSync(new URL('demo/src/orders.rs', fixtures), 'utf8');

describe('a text that is edited', () => {
  const pieces = fc.constantFrom(
    '',
    ' ',
    '\n',
    '\r\n',
    'fn',
    'fn b() {}',
    '{',
    '}',
    '(',
    '"',
    '//',
    '🦀',
    '🦁',
    'é',
    'mod m {',
    'pub ',
    '#[test]',
    "'a",
    'm! {',
  );
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 40 }),
    text: fc.oneof(pieces, fc.string({ maxLength: 20 })),
  });

  it('has the functions of the same text read anew, after every edit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(signatures, orders),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        (start, edits) => {
          let text = start;
          let tree = parser.parse(text);
          try {
            for (const { at, length, text: inserted } of edits) {
              const from = at % (text.length + 1);
              text = text.slice(0, from) + inserted + text.slice(from + length);
              tree = tree.update(text);
              assert.deepEqual(tree.functions('/home/ada/lib.rs'), functionsOfText(text));
            }
          } finally {
            tree.delete();
          }
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(30_000);

  it('may stay as it is', () => {
    const tree = parser.parse(orders);
    const same = tree.update(orders);
    assert.deepEqual(same.functions('/home/ada/lib.rs'), functionsOfText(orders));
    same.delete();
  });

  it('is read in parts: a keystroke in ten thousand lines costs a fraction of reading it all', () => {
    const text = orders.repeat(Math.ceil(10_000 / orders.split('\n').length));
    let tree = parser.parse(text);
    const timed = (act: () => void): number => {
      const fromMs = performance.now();
      act();
      return performance.now() - fromMs;
    };
    const middle = text.indexOf('parcel.grams', text.length / 2);
    const keystrokes = Array.from(
      { length: 9 },
      (_, index) => text.slice(0, middle) + 'x'.repeat(index + 1) + text.slice(middle),
    );
    const updates = keystrokes.map(next => timed(() => (tree = tree.update(next))));
    const whole = [1, 2, 3].map(() =>
      timed(() => {
        parser.parse(text).delete();
      }),
    );
    tree.delete();
    assert.ok(Math.min(...updates) < Math.min(...whole) / 2, `${String(updates)} ms and ${String(whole)} ms`);
  }).timeout(10_000);
});

describe('a text with a syntax error', () => {
  const errors: readonly (readonly [name: string, text: string])[] = [
    ['an unfinished statement', 'fn a() { let x = }'],
    ['an unfinished call', 'fn a() { foo(1, }'],
    ['an unfinished method call', 'fn a() { x. }'],
    ['an unfinished struct', 'struct A { x: }'],
    ['an unfinished match', 'fn a() { match x { 1 => } }'],
    ['a parenthesis too many', 'fn a() { (1)) }'],
    ['a stray word', 'pub\nfoo bar\n'],
  ];
  for (const [name, text] of errors) {
    it(`keeps the functions around it: ${name}`, () => {
      const found = functionsOfText(`fn before() {}\n\n${text}\n\nimpl X { fn after() {} }\nfn last() {}`);
      const names = found.map(({ path }) => path);
      for (const path of ['before', 'X::after', 'last']) assert.ok(names.includes(path), names.join());
    });
  }

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ...Array.from('{}()[]<>;:,#!"\'/*\\ \n'),
            'fn',
            'impl',
            'mod',
            'a',
            'r#',
            '🦀',
            '\0',
            '\ud83e',
          ),
        ),
        words => {
          functionsOfText(words.join(' '));
        },
      ),
    );
  });
});

describe('a text out of all proportion', () => {
  it('is refused when it is too long', () => {
    assert.throws(() => parser.parse(' '.repeat(8 * 1024 * 1024 + 1)), HumanError);
  });

  it('is read in a moment when it is nested deeply', () => {
    const depth = 20_000;
    const nest = (open: string, close: string): string => `${open.repeat(depth)} fn a() {} ${close.repeat(depth)}`;
    for (const text of [nest('m!{', '}'), nest('m!({', '})'), nest('{', '}'), nest('((', '))')]) {
      assert.ok(functionsOfText(`${text} fn b() {}`).some(({ name }) => name === 'b'));
    }
    for (const text of [
      nest('mod m {', '}'),
      nest('fn f() {', '}'),
      nest('impl X {', '}'),
      `m!{${nest('fn f() {', '}')}}`,
    ]) {
      const found = functionsOfText(`${text} fn b() {}`);
      assert.ok(found.every(({ path }) => path.split('::').length <= 201));
    }
  }).timeout(20_000);

  it('is refused when it would take too long, to parse or to walk', async () => {
    const impatient = await createRustParser(wasm, 300);
    const items = `m!{${'impl '.repeat(700).concat('{fn}').repeat(20)}}`;
    const tree = impatient.parse(items);
    assert.throws(() => tree.functions('/home/ada/lib.rs'), HumanError);
    tree.delete();
    assert.throws(() => impatient.parse(signatures.repeat(1500)), HumanError);
    assert.equal(impatient.parse('fn a() {}').functions('/home/ada/lib.rs').length, 1);
  }).timeout(20_000);

  it('leaves the parser able to read the next one', () => {
    assert.throws(() => parser.parse('x'.repeat(9 * 1024 * 1024)), HumanError);
    assert.equal(functionsOfText('fn a() {}').length, 1);
  });
});
