import assert from 'node:assert/strict';
import type { Range0, RustFunction } from '../../../src/model/rustFunction.ts';
import { functionsOfText } from './parser.ts';

/** What an editor cuts out of a text: lines end at `\n`, `\r\n` included, and characters are UTF-16 units. */
function textAt(text: string, { start, end }: Range0): string {
  const lines = text.split('\n');
  const offset = ({ line0, character0 }: Range0['start']): number =>
    lines.slice(0, line0).reduce((sum, line) => sum + line.length + 1, 0) + character0;
  return text.slice(offset(start), offset(end));
}

function only(text: string): RustFunction {
  const [found, ...more] = functionsOfText(text);
  assert.ok(found);
  assert.deepEqual(more, []);
  return found;
}

describe('the ranges of a function', () => {
  const before: readonly (readonly [name: string, text: string])[] = [
    ['nothing', ''],
    ['tabs', '\t\t'],
    ['Windows line ends', 'struct A;\r\n\r\n'],
    ['characters beyond the basic plane on its line', 'const S: &str = "🦀🦀é"; '],
    ['characters beyond the basic plane in lines above', '// 🦀\n/* 日本\n🦀 */ '],
    ['raw strings', 'const S: &str = r#"fn no() {}\n"#; '],
  ];
  for (const [name, prefix] of before) {
    it(`cut it out of the text after ${name}`, () => {
      const text = `${prefix}fn größe() { "🦀" } struct B;`;
      const found = only(text);
      assert.equal(textAt(text, found.nameRange), 'größe');
      assert.equal(textAt(text, found.itemRange), 'fn größe() { "🦀" }');
      assert.equal(found.signatureLine0, found.nameRange.start.line0);
    });
  }

  it('do not count a byte order mark, as the editor does not', () => {
    assert.deepEqual(only('\ufefffn a() {}'), only('fn a() {}'));
  });

  const items: readonly (readonly [name: string, item: string])[] = [
    ['a doc comment', '/// Doc.\nfn a() {}'],
    ['attributes', '#[inline]\n#[must_use]\nfn a() -> u8 { 1 }'],
    [
      'attributes, docs and comments mixed',
      '#[inline]\n// why\n/// Doc.\n/** more */\n#[must_use]\npub fn a() -> u8 { 1 }',
    ],
    ['Windows line ends', '/// Doc.\r\n#[inline]\r\nfn a() {\r\n}'],
    ['the visibility above', '#[inline]\npub\n(crate)\nfn a() {}'],
  ];
  for (const [name, item] of items) {
    it(`begin with ${name}`, () => {
      for (const text of [
        item,
        `struct A;\n\n// No doc.\n//// Nor this.\n${item}\nstruct B;`,
        `mod m { //! Inner.\n${item} }`,
      ]) {
        assert.equal(textAt(text, only(text).itemRange), item);
      }
    });
    it(`begin in a macro call with ${name}`, () => {
      const text = `m! { struct A;\n${item}\n}`;
      assert.equal(textAt(text, only(text).itemRange), item);
    });
  }

  it('include the r# of a name that is a keyword', () => {
    const text = 'fn r#match() {}';
    assert.equal(textAt(text, only(text).nameRange), 'r#match');
    assert.equal(only(text).name, 'match');
  });
});

describe('the signature line', () => {
  const rows: readonly (readonly [name: string, text: string, line0: number])[] = [
    ['after attributes and docs', '/// Doc.\n#[inline]\nfn a() {}', 2],
    ['of the visibility', '#[inline]\npub\nasync\nfn a() {}', 1],
    ['in a macro call', 'm! {\n/// Doc.\n#[inline]\npub(crate)\nconst fn a() {} }', 3],
    ['in a macro call, of a modifier', 'm! {\nunsafe\nextern "C"\nfn a() {} }', 1],
  ];
  for (const [name, text, line0] of rows) {
    it(`is the line ${name}`, () => {
      assert.equal(only(text).signatureLine0, line0);
    });
  }
});
