import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../../src/tracer/shellWord.ts';

describe('a word of a shell', () => {
  for (const { argument, word } of [
    { argument: '/usr/sbin/trace-bpfcc', word: '/usr/sbin/trace-bpfcc' },
    { argument: 'LC_ALL=C.UTF-8', word: 'LC_ALL=C.UTF-8' },
    { argument: '', word: "''" },
    { argument: "it's", word: `'it'\\''s'` },
    { argument: 'p:/a:b$LT$ "<0 %llx>", arg1', word: `'p:/a:b$LT$ "<0 %llx>", arg1'` },
  ]) {
    it(`is ${word}`, () => {
      assert.equal(shellWord(argument), word);
    });
  }

  it('is read back by sh as the argument it was made from', () => {
    const argument = fc.string({ unit: 'grapheme' }).filter(text => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 20 }), words => {
        const line = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
        assert.equal(execFileSync('/bin/sh', ['-c', line]).toString(), words.map(word => `${word}\0`).join(''));
      }),
      { numRuns: 30 },
    );
  });
});
