import assert from 'node:assert/strict';
import { parseInvocation, UsageError, type TraceOptions } from '../../../src/cli/options.ts';

const plain: TraceOptions = {
  target: 'demo::add',
  bin: null,
  profile: null,
  build: false,
  count: null,
  forMs: null,
  json: false,
  command: [],
};

describe('the command line', () => {
  const understood: [string, string[], Partial<TraceOptions>][] = [
    ['a path alone', ['demo::add'], {}],
    ['a place in a file', ['src/main.rs:12'], { target: 'src/main.rs:12' }],
    ['options before and after', ['--json', 'demo::add', '--bin', 'desk'], { json: true, bin: 'desk' }],
    ['a profile and a build', ['demo::add', '--profile=release', '--build'], { profile: 'release', build: true }],
    ['a count', ['demo::add', '--count', '3'], { count: 3 }],
    ['seconds', ['demo::add', '--for', '10s'], { forMs: 10_000 }],
    ['seconds without unit', ['demo::add', '--for', '2'], { forMs: 2000 }],
    ['milliseconds', ['demo::add', '--for', '500ms'], { forMs: 500 }],
    ['parts of a minute', ['demo::add', '--for', '1.5m'], { forMs: 90_000 }],
    [
      'a command with options of its own',
      ['demo::add', '--', 'target/debug/demo', '--json', '--', 'x'],
      { command: ['target/debug/demo', '--json', '--', 'x'] },
    ],
  ];
  for (const [what, argv, expected] of understood) {
    it(`takes ${what}`, () => {
      assert.deepEqual(parseInvocation(['trace', ...argv]), { kind: 'trace', options: { ...plain, ...expected } });
    });
  }

  const refused: [string, string[], RegExp][] = [
    ['no function', ['trace'], /Which function/],
    ['two functions', ['trace', 'a', 'b'], /One function/],
    ['a count of what is only resolved', ['resolve', 'a', '--count', '2'], /takes no --count/],
    ['a command for what is only resolved', ['resolve', 'a', '--', 'b'], /no command/],
    ['an unknown option', ['trace', 'a', '--frobnicate'], /frobnicate/],
    ['an unknown verb', ['trance', 'a'], /no command "trance"/],
    ['a count of nothing', ['trace', 'a', '--count', '0'], /--count/],
    ['a count that is no number', ['trace', 'a', '--count', '1e3'], /--count/],
    ['a time that is none', ['trace', 'a', '--for', 'soon'], /--for/],
    ['a time longer than a timer', ['trace', 'a', '--for', '1000h'], /--for/],
    ['dashes with no command', ['trace', 'a', '--'], /command is missing/],
  ];
  for (const [what, argv, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseInvocation(argv),
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it('takes a function to resolve', () => {
    const options = { target: 'demo::add', bin: 'desk', profile: null, build: false, json: true };
    assert.deepEqual(parseInvocation(['resolve', 'demo::add', '--bin', 'desk', '--json']), {
      kind: 'resolve',
      options,
    });
  });

  it('helps when nothing is said', () => {
    assert.deepEqual(parseInvocation([]), { kind: 'help' });
    assert.deepEqual(parseInvocation(['trace', '--help']), { kind: 'help' });
    assert.deepEqual(parseInvocation(['-V']), { kind: 'version' });
  });

  const doctors = [
    [['doctor'], { json: false, selfTest: true }],
    [['doctor', '--json'], { json: true, selfTest: true }],
    [['--no-self-test', 'doctor', '--json'], { json: true, selfTest: false }],
  ] as const;
  for (const [words, options] of doctors) {
    it(`reads ${words.join(' ')}`, () => {
      assert.deepEqual(parseInvocation(words), { kind: 'doctor', options });
    });
  }

  for (const words of [
    ['doctor', 'demo::add'],
    ['doctor', '--count', '3'],
    ['doctor', '--', 'ls'],
    ['trace', 'demo::add', '--no-self-test'],
  ]) {
    it(`refuses ${words.join(' ')}`, () => {
      assert.throws(() => parseInvocation(words), UsageError);
    });
  }
});
