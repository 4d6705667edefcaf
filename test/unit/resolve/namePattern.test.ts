import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchNames, PatternError } from '../../../src/resolve/namePattern.ts';

const NAMES = [
  'demo::db::open',
  'demo::db::Connection::write_all',
  'demo::db::open::{closure#0}',
  'demo::fetch::{async_fn#0}',
  '<demo::Countdown as core::iter::traits::iterator::Iterator>::next',
  '<&mut demo::Countdown as core::iter::traits::iterator::Iterator>::next',
  '<demo::db::Row as core::fmt::Display>::fmt',
  'core::iter::traits::iterator::Iterator::next',
  'indemo::db::open',
  'memcpy',
] as const;

function matching(pattern: string): string[] {
  const isMatch = matchNames(pattern, NAMES);
  return NAMES.filter((_, at) => isMatch[at]);
}

describe('a pattern of function names', () => {
  const cases: readonly (readonly [pattern: string, names: readonly string[]])[] = [
    ['open', [NAMES[0], NAMES[2], NAMES[8]]],
    ['countdown', [NAMES[4], NAMES[5]]],
    ['COUNTDOWN', []],
    ['Countdown', [NAMES[4], NAMES[5]]],
    ['*write*', [NAMES[1]]],
    ['demo::db::*', [NAMES[0], NAMES[1], NAMES[2], NAMES[6]]],
    ['db::*open', [NAMES[0], NAMES[8]]],
    ['op*n', [NAMES[0], NAMES[8]]],
    ['pe*', []],
    ['mem*', [NAMES[9]]],
    ['<* as Iterator>::next', [NAMES[4], NAMES[5]]],
    ['<Countdown as Iterator>::n*', [NAMES[4]]],
    ['<&mut Countdown as *>::next', [NAMES[5]]],
    ['<Row as fmt::*>::fmt', [NAMES[6]]],
    ['<Row as mt::*>::fmt', []],
    ['<ow as *>::fmt', []],
    ['{closure#0}*', [NAMES[2]]],
    ['*', NAMES],
    ['/^demo::db::[a-z]+$/', [NAMES[0]]],
    ['/ROW/i', [NAMES[6]]],
    ['/ROW/', []],
  ];
  for (const [pattern, names] of cases) {
    it(`takes ${pattern} to mean ${names.length} of the names`, () => {
      assert.deepEqual(matching(pattern), names);
    });
  }

  it('finds with a glob what trying every way to fill it in finds', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '::', '*', '_');
    const name = fc.array(fc.constantFrom('a', 'b', 'ab', '::', '_', '{', '}', ' '), { maxLength: 9 });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), name, (pieces, parts) => {
        const [glob, text] = [`${pieces.join('')}*`, parts.join('')];
        const starts = Array.from(text, (_, at) => at).filter(
          at => at === 0 || /[^\w][\w{<]/.test(text.slice(at - 1, at + 1)),
        );
        const expected = starts.some(at => isFilledIn(glob, text.slice(at)));
        assert.deepEqual(matchNames(glob, [text]), [expected], `${glob} ${text}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it('lets paths inside angle brackets leave out their first segments', () => {
    const segments = fc.array(fc.constantFrom('a', 'b1', 'Cd', '{impl#1}'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(segments, segments, fc.nat(3), fc.nat(3), (self, trait, keptOfSelf, keptOfTrait) => {
        const name = `<${self.join('::')}::S as ${trait.join('::')}::T>::run`;
        const shortSelf = [...self, 'S'].slice(keptOfSelf).join('::') || 'S';
        const shortTrait = [...trait, 'T'].slice(keptOfTrait).join('::') || 'T';
        if (shortSelf.startsWith('{') || shortTrait.startsWith('{')) return;
        assert.deepEqual(matchNames(`<${shortSelf} as ${shortTrait}>::*`, [name]), [true]);
        assert.deepEqual(matchNames(`<x::${shortSelf} as ${shortTrait}>::*`, [name]), [false]);
      }),
    );
  });

  it('matches a glob of many stars in no time', () => {
    const name = `demo::${'a'.repeat(2_000)}`;
    assert.deepEqual(matchNames(`${'*a'.repeat(20)}*b`, [name]), [false]);
    assert.deepEqual(matchNames(`<${'*a'.repeat(20)}*b`, [`<${name}b`]), [true]);
  });

  it('says where a regular expression is wrong', () => {
    const wrong = (pattern: string): PatternError => {
      try {
        matchNames(pattern, NAMES);
      } catch (error) {
        if (error instanceof PatternError) return error;
        throw error;
      }
      throw new Error(`${pattern} was taken`);
    };
    const group = wrong('/(db/');
    assert.match(group.detail.message, /^\/\(db\/ is no regular expression: Unterminated group\.$/);
    assert.deepEqual([group.from, group.to], [1, 4]);
    assert.match(wrong('/db').detail.message, /no end/);
    const flags = wrong('/db/g');
    assert.deepEqual([flags.from, flags.to], [4, 5]);
  });

  it('gives up on a regular expression that would never end', () => {
    assert.throws(
      () => matchNames('/^(a+)+$/', [`${'a'.repeat(60)}!`]),
      (error: unknown) => error instanceof PatternError && error.detail.message.includes('takes more than a second'),
    );
  });
});

/** Tries all ways. */
function isFilledIn(glob: string, text: string): boolean {
  const [first] = glob;
  if (first === undefined) return text === '';
  if (first === '*') {
    for (let end = 0; end <= text.length; end++) if (isFilledIn(glob.slice(1), text.slice(end))) return true;
    return false;
  }
  return text.startsWith(first) && isFilledIn(glob.slice(1), text.slice(1));
}
