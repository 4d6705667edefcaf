import assert from 'node:assert/strict';
import { parseInvocation, type TraceOptions } from '../../../src/cli/options.ts';
import type { CountOptions } from '../../../src/cli/countWords.ts';
import { UsageError } from '../../../src/cli/usageError.ts';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';

const plain: TraceOptions = {
  target: 'demo::add',
  bin: null,
  profile: null,
  pid: null,
  build: false,
  count: null,
  forMs: null,
  json: false,
  tracer: 'auto',
  recordedPerSecond: 2000,
  capture: DEFAULT_OPTIONS,
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
    ['a tracer', ['demo::add', '--tracer', 'tracefs'], { tracer: 'tracefs' }],
    ['a limit', ['demo::add', '--limit', '500'], { recordedPerSecond: 500 }],
    ['a condition', ['demo::add', '--when', 'a > 10'], { capture: { ...DEFAULT_OPTIONS, condition: 'a > 10' } }],
    ['fields', ['demo::add', '--fields', 'a, self.b'], { capture: { ...DEFAULT_OPTIONS, fields: ['a', 'self.b'] } }],
    ['no field', ['demo::add', '--fields='], { capture: { ...DEFAULT_OPTIONS, fields: [] } }],
    ['no returns', ['demo::add', '--no-returns'], { capture: { ...DEFAULT_OPTIONS, returns: false } }],
    [
      'how much is read',
      ['demo::add', '--depth', '2', '--elements=3', '--text-bytes', '44'],
      { capture: { ...DEFAULT_OPTIONS, limits: { depth: 2, elements: 3, textBytes: 44 } } },
    ],
    ['no limit', ['demo::add', '--limit', 'none'], { recordedPerSecond: null }],
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

  it('takes a process to trace, and to resolve in', () => {
    const options = { ...plain, pid: 4711 };
    assert.deepEqual(parseInvocation(['trace', 'demo::add', '--pid', '4711']), { kind: 'trace', options });
    const resolved = parseInvocation(['resolve', 'demo::add', '--pid=4711']);
    assert.equal(resolved.kind === 'resolve' ? resolved.options.pid : null, 4711);
  });

  it('lists processes, of a function or of all', () => {
    assert.deepEqual(parseInvocation(['processes']), { kind: 'processes', options: { target: null, json: false } });
    const options = { target: 'src/main.rs:12', json: true };
    assert.deepEqual(parseInvocation(['processes', '--json', 'src/main.rs:12']), { kind: 'processes', options });
  });

  const refused: [string, string[], RegExp][] = [
    ['a process that is no number', ['trace', 'f', '--pid', 'demo'], /--pid wants a whole number/],
    ['a process and a binary', ['trace', 'f', '--pid', '7', '--bin', 'demo'], /--pid says which program/],
    ['a process and a command', ['trace', 'f', '--pid', '7', '--', 'demo'], /--pid says which program/],
    ['more than a function of a list', ['processes', 'f', 'g'], /one function at most/],
    ['a count of a list', ['processes', '--count', '3'], /one function at most/],
    ['no function', ['trace'], /Which function/],
    ['two functions', ['trace', 'a', 'b'], /One function/],
    ['a count of what is only resolved', ['resolve', 'a', '--count', '2'], /takes no --count/],
    ['a tracer for what is only resolved', ['resolve', 'a', '--tracer', 'bcc'], /no --tracer/],
    ['an unknown tracer', ['trace', 'a', '--tracer', 'ptrace'], /one of auto, bcc, tracefs, not "ptrace"/],
    ['a limit of nothing', ['trace', 'a', '--limit', '0'], /--limit wants a whole number from 1 or none, not "0"/],
    ['a condition for what is only resolved', ['resolve', 'a', '--when', 'a > 1'], /no --when/],
    ['an empty condition', ['trace', 'a', '--when', ' '], /--when wants an expression/],
    ['a depth of nothing', ['trace', 'a', '--depth', '0'], /--depth wants a whole number from 1 to 16, not "0"/],
    ['too many elements', ['trace', 'a', '--elements', '257'], /--elements wants a whole number from 1 to 256/],
    ['bytes that are no number', ['trace', 'a', '--text-bytes', '1e2'], /--text-bytes wants/],
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
    const options = { target: 'demo::add', bin: 'desk', profile: null, pid: null, build: false, json: true };
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

  const plainCount: CountOptions = {
    selection: { kind: 'pattern', pattern: 'demo::db::*', origins: ['own'] },
    bin: null,
    profile: null,
    build: false,
    forMs: null,
    intervalMs: null,
    tracer: 'auto',
    zeros: false,
    json: false,
    command: [],
  };
  const counts: [string, string[], Partial<CountOptions>][] = [
    ['a pattern', ['demo::db::*'], {}],
    [
      'origins in any order',
      ['/x/i', '--in', 'std,deps'],
      { selection: { kind: 'pattern', pattern: '/x/i', origins: ['dependency', 'std'] } },
    ],
    [
      'all origins',
      ['x', '--in=all'],
      { selection: { kind: 'pattern', pattern: 'x', origins: ['own', 'dependency', 'std'] } },
    ],
    ['a file', ['--file', '/src/db.rs'], { selection: { kind: 'file', file: '/src/db.rs' } }],
    ['a time and intervals', ['demo::db::*', '--for', '10s', '--interval', '1s'], { forMs: 10_000, intervalMs: 1000 }],
    [
      'a command',
      ['demo::db::*', '--zeros', '--json', '--', 'x', '-y'],
      { zeros: true, json: true, command: ['x', '-y'] },
    ],
  ];
  for (const [what, argv, expected] of counts) {
    it(`takes ${what} to count`, () => {
      assert.deepEqual(parseInvocation(['count', ...argv]), { kind: 'count', options: { ...plainCount, ...expected } });
    });
  }

  const notCounts: [string, string[], RegExp][] = [
    ['no pattern', ['count'], /^Which functions\?/],
    ['two patterns, as a shell makes of a *', ['count', 'a', 'b'], /b is too much\. A shell wants quotes/],
    ['a pattern and a file', ['count', 'a', '--file', 'b.rs'], /^Either --file or a pattern/],
    ['origins of a file', ['count', '--file', 'b.rs', '--in', 'all'], /^--in chooses among/],
    ['an origin that is none', ['count', 'a', '--in', 'own,dep'], /^--in wants own, deps, std, or all, not "dep"/],
    ['an interval that is too short', ['count', 'a', '--interval', '10ms'], /^--interval wants .* at least 250ms/],
    ['what is of a trace', ['count', 'a', '--when', 'x > 1'], /^count takes no --when/],
    ['a missing command', ['count', 'a', '--'], /^A command is missing/],
    ['an option of a count in a trace', ['trace', 'a', '--zeros'], /^Only count takes --zeros/],
  ];
  for (const [what, argv, message] of notCounts) {
    it(`refuses ${what} with a word on what is right`, () => {
      assert.throws(
        () => parseInvocation(argv),
        (error: unknown) => {
          assert.ok(error instanceof UsageError);
          assert.match(error.detail.message, message);
          return true;
        },
      );
    });
  }
});
