import assert from 'node:assert/strict';
import { compileCondition } from '../../../src/condition/compile.ts';
import { ConditionError, underline } from '../../../src/condition/conditionError.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { BOOL, enumeration, float, integer, RustImage, structure, TEXT, vec } from '../../support/rustImage.ts';

const STATE = enumeration('State', 1, [
  { name: 'Open', tag: 0n, fields: [] },
  { name: 'Moved', tag: 1n, fields: [['x', integer('i32')]] },
]);

function image(): RustImage {
  const image = new RustImage();
  image.addArgument('a', integer('u8'), 3n, 'memory');
  image.addArgument('b', integer('i64'), 3n, 'registers');
  image.addArgument('price', float(8), 1.5, 'memory');
  image.addArgument('name', TEXT, 'alpha', 'memory');
  image.addArgument('flag', BOOL, true, 'memory');
  image.addArgument('state', STATE, { variant: 'Open', fields: {} }, 'memory');
  image.addArgument('list', vec(integer('u32')), [1n, 2n], 'memory');
  image.addArgument('order', structure('Order', [['id', integer('u64')]]), { id: 1n }, 'memory');
  return image;
}

const EXTRA: readonly Capture[] = [
  { kind: 'absent', name: 'gone', typeName: 'u32', reason: 'optimised out' },
  {
    kind: 'value',
    name: 'deep',
    typeName: 'Node',
    pieces: [],
    shape: { kind: 'unread', reason: 'deeper than the limit' },
  },
  {
    kind: 'value',
    name: 'half',
    typeName: 'u64',
    pieces: [{ kind: 'absent', bytes: 8, reason: 'in xmm0 (not readable from a uprobe)' }],
    shape: { kind: 'integer', bytes: 8, isSigned: false },
  },
];

/** The error as a terminal shows it. */
function complaint(text: string): readonly string[] {
  const { captures, reads } = image();
  try {
    compileCondition(text, [...captures, ...EXTRA], reads);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [...underline(text, error).split('\n'), error.message];
  }
  return [`no error in ${text}`];
}

const TABLE: readonly (readonly [text: string, carets: string, message: string])[] = [
  ['', '^', 'The condition ends where a value is missing.'],
  ['a >', '   ^', 'The condition ends where a value is missing.'],
  ['a > 5 b', '      ^', 'Here stands `b` where `&&` or `||` is missing.'],
  ['a = 5', '  ^', '`=` assigns; `==` compares.'],
  ['1 < a < 5', '      ^', 'Comparisons cannot follow one another; join two with `&&`.'],
  ['(a > 5', '      ^', 'The condition ends where `,` is missing.'],
  ['a > 5 # b', '      ^', 'This character means nothing in a condition.'],
  ['a > 5x', '     ^', '`x` is not the suffix of a number.'],
  ['a > 0x', '    ^^', 'This is not a number in Rust.'],
  ['a > 0b12', '    ^^^^', 'This is not a number in Rust.'],
  ['name == "al', '        ^^^', 'The closing `"` is missing.'],
  ['name == r#"al"', '        ^^^^^^', 'The closing `"#` is missing.'],
  ['name == "\\q"', '         ^^', 'Rust does not know this escape.'],
  ['name == "\\u{d800}"', '         ^^^^^^^^', 'This is not a Unicode scalar value.'],
  ["name == 'alpha'", '        ^^', 'Between single quotes stands one character; a text stands in double quotes.'],
  ['nmae == "x"', '^^^^', 'There is no argument `nmae`. Did you mean `name`?'],
  ['order.idd == 1', '      ^^^', 'There is no field `idd`. Did you mean `id`?'],
  ['order.total == 1', '      ^^^^^', 'There is no field `total` in `order`. There is `id`.'],
  ['a.id == 1', '  ^^', '`a` is of type `u8`; it has no field `id`.'],
  ['name == 5', '        ^', "`name` is of type `&'static str`, this is an integer."],
  ['a == "x"', '     ^^^', '`a` is of type `u8`, this is a text.'],
  ['price > 5', '        ^', '`price` is of type `f64`, this is an integer. A float is written with a point: `5.0`.'],
  ['a > 5i64', '    ^^^^', 'The value that is compared is of type `u8`, this is a `i64`.'],
  ['a > 300', '    ^^^', '`u8` reaches from 0 to 255: this is always false.'],
  ['300 != a', '^^^', '`u8` reaches from 0 to 255: this is always true.'],
  ['a >= 0', '     ^', '`u8` reaches from 0 to 255: this is always true.'],
  ['a < -1', '    ^^', '`u8` reaches from 0 to 255: this is always false.'],
  ['a == 200 + 100', '     ^^^^^^^^^', 'The result, 300, does not fit `u8`.'],
  ['a == 1 / 0', '         ^', 'This divides by zero.'],
  ['a == b', '^^^^^^', 'The kernel cannot compare two values of a call; one side has to be a constant.'],
  ['a + 1 == 5', '^^^^^', 'The kernel compares values as they are; it cannot calculate with them.'],
  ['1 == 1', '^^^^^^', 'Both sides are constants; one has to be a value of the call.'],
  ['a', '^', '`a` is of type `u8`, neither true nor false.'],
  ['5', '^', 'This is neither true nor false.'],
  ['flag > 5', '       ^', '`flag` is of type `bool`, this is an integer.'],
  ['name < "x"', '       ^^^', 'The kernel cannot tell which of two texts is greater.'],
  ['gone == 5', '^^^^', '`gone` cannot be read here: optimised out.'],
  ['flag && deep.next.id == 5', '        ^^^^', '`deep` cannot be read here: deeper than the limit.'],
  ['half == 5', '^^^^', '`half` cannot be read here: in xmm0 (not readable from a uprobe).'],
  ['state == State::Opne', '         ^^^^^^^^^^^', 'There is no variant `Opne`. Did you mean `Open`?'],
  [
    'state.x == 5',
    '      ^',
    '`state` is an enum; its fields depend on its variant. `matches!(state, Variant { field, .. } if field > 5)` tests both.',
  ],
  [
    'matches!(state, Moved { })',
    '                ^^^^^^^^^',
    'The field `x` is missing. In `matches!` the pattern may end with `..`.',
  ],
  [
    'list[8] == 1',
    '     ^',
    'Only the first 8 elements of `list` are read. A higher limit for the elements of a list reads more.',
  ],
  ['a.is_some()', '  ^^^^^^^', '`a` is of type `u8`; it has no `is_some()`.'],
  [
    'name.ends_with("a")',
    '     ^^^^^^^^^',
    'The kernel cannot test `ends_with`. It compares texts whole, or from their beginning with `starts_with`.',
  ],
  ['name.lne() == 5', '     ^^^', 'There is no method `lne`. Did you mean `len`?'],
  ['name.starts_with()', '     ^^^^^^^^^^^', '`starts_with` takes one text.'],
  ['if a > 5', '^^', '`if` is not possible in a condition; `matches!` compares with a pattern.'],
];

describe('what is wrong with a condition', () => {
  for (const [text, carets, message] of TABLE) {
    it(`is said of ${JSON.stringify(text)}`, () => {
      assert.deepEqual(complaint(text), [text, carets, message]);
    });
  }

  it('is said of a text that is longer than what is read of it', () => {
    const [, , message] = complaint(`name == "${'x'.repeat(65)}"`);
    assert.equal(
      message,
      'This has 65 bytes; only the first 64 of `name` are read. A higher limit for the bytes of a text reads more.',
    );
  });

  it('is said of nesting that has no end, before the stack overflows', () => {
    assert.equal(complaint('('.repeat(4000))[2], 'This is nested too deeply.');
    assert.equal(complaint('!'.repeat(4000))[2], 'This is nested too deeply.');
    assert.equal(complaint(`matches!(state, ${'('.repeat(4000)}`)[2], 'This is nested too deeply.');
    assert.match(complaint('a == 1 || '.repeat(500))[2]!, /at most 4096/);
    assert.match(complaint('a == 1 || '.repeat(400))[2]!, /ends where a value is missing/);
  });

  it('is pointed at in the line where it stands, behind characters of any width', () => {
    const text = 'flag &&\n  name == "🦀ü" && nmae == "x"';
    assert.deepEqual(complaint(text).slice(0, 2), ['  name == "🦀ü" && nmae == "x"', `${' '.repeat(18)}^^^^`]);
  });

  it('is an error of ours for whatever is cut off or mixed up', () => {
    const whole =
      'a > 5 && matches!(state, State::Moved { x: -5..=7, .. } if x != 0x1f) || name.starts_with(r#"al"#) && list == [1, 2]';
    for (let at = 0; at < whole.length; at++) {
      complaint(whole.slice(0, at));
      complaint(whole.slice(at));
      complaint(whole.slice(0, at) + whole.slice(at + 1));
      complaint(`${whole.slice(0, at)}'${whole.slice(at)}`);
    }
  });
});
