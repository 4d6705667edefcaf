/** Hits in words, from programs that may name and print anything. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { argumentsText, callText, threadText, unreadReasons } from '../../../src/session/hitText.ts';
import { cutTo, oneLine } from '../../../src/session/oneLine.ts';
import { hitOf, IN_MAIN, planOf, type SampleInstance, short, value } from './samples.ts';

const plan = planOf('demo::largest', [
  { demangled: 'demo::largest<u64>' },
  { demangled: 'demo::fetch::{async_fn#0}', kind: 'poll' },
]);

describe('a hit in words', () => {
  it('is a call as one would write it', () => {
    assert.equal(callText(plan, hitOf({ a: value('42'), b: value('"x"') }), short), 'demo::largest<u64>(a=42, b="x")');
  });

  it('shows a cut value as far as it goes and an absent one as dots', () => {
    const args = hitOf({
      text: { kind: 'cut', text: '"ab"…', reason: 'first 2 of 9 bytes' },
      point: { kind: 'absent', reason: 'struct values are not read yet' },
    });
    assert.equal(argumentsText(args.args, ' '), 'text="ab"… point=…');
    assert.deepEqual(
      [...unreadReasons(plan, [args])],
      [
        ['text', 'first 2 of 9 bytes'],
        ['point', 'struct values are not read yet'],
      ],
    );
  });

  it('never shows a call without arguments where they are only not known', () => {
    const [probe] = plan.probes;
    assert.ok(probe !== undefined);
    const unknown = { ...plan, probes: [{ ...probe, unknownArguments: 'no debug information' }] };
    assert.equal(callText(unknown, hitOf({}), short), 'demo::largest<u64>(…)');
    assert.deepEqual([...unreadReasons(unknown, [hitOf({})])], [['arguments', 'no debug information']]);
  });

  const copies: [string, SampleInstance, string][] = [
    ['a copy', { demangled: 'demo::add', inlined: IN_MAIN }, 'demo::add(…) inlined in demo::main at src/main.rs:42'],
    [
      'a copied poll',
      { demangled: 'demo::add::{async_fn#0}', kind: 'poll', inlined: IN_MAIN },
      'poll of demo::add(…) inlined in demo::main at src/main.rs:42',
    ],
    [
      'a copy at an unknown line',
      { demangled: 'demo::add', inlined: { ...IN_MAIN, callLine1: 0 } },
      'demo::add(…) inlined in demo::main at src/main.rs',
    ],
    [
      'a copy in an unknown file',
      { demangled: 'demo::add', inlined: { ...IN_MAIN, callFile: null } },
      'demo::add(…) inlined in demo::main',
    ],
  ];
  for (const [what, instance, expected] of copies) {
    it(`says where ${what} is`, () => {
      const [probe] = planOf('demo::add', [instance]).probes;
      assert.ok(probe !== undefined);
      const inlined = {
        ...planOf('demo::add', [instance]),
        probes: [{ ...probe, unknownArguments: 'it was inlined' }],
      };
      assert.equal(callText(inlined, hitOf({}), short), expected);
    });
  }

  it('calls a poll a poll', () => {
    assert.equal(callText(plan, hitOf({}, { probe: 1 }), short), 'poll of demo::largest');
  });

  it('names program, process and thread', () => {
    assert.equal(threadText(plan, hitOf({}, { comm: 'my worker #1' })), 'demo[12345/12346 my worker #1]');
  });

  it('stays on one line and cannot steer a terminal, whatever the program calls things', () => {
    const unsafe = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(unsafe, unsafe, unsafe, (comm, name, text) => {
        const hit = hitOf({ [`_${name}`]: value(text) }, { comm });
        assert.doesNotMatch(`${threadText(plan, hit)} ${callText(plan, hit, short)}`, /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
      }),
    );
  });
});

describe('text on one line', () => {
  const table: [string, string][] = [
    ['plain, ünïcode 🦀', 'plain, ünïcode 🦀'],
    ['a\nb\tc\r', 'a\\nb\\tc\\u{d}'],
    ['\x1b[2Jgone', '\\u{1b}[2Jgone'],
    ['a\u202eb\u2028c', 'a\\u{202e}b\\u{2028}c'],
    ['half \ud83e', 'half \\u{d83e}'],
  ];
  for (const [text, expected] of table) {
    it(`shows ${JSON.stringify(text)} as ${expected}`, () => {
      assert.equal(oneLine(text), expected);
    });
  }
});

describe('text cut to a length', () => {
  it('is whole when it fits', () => {
    assert.equal(cutTo('12345', 5), '12345');
  });

  it('ends in an ellipsis and cuts no character in two', () => {
    assert.equal(cutTo('123456', 5), '1234…');
    assert.equal(cutTo('123🦀56', 5), '123…');
  });
});
