import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { parseCargoMessage } from '../../../src/cargo/cargoMessage.ts';
import { parseProgress } from '../../../src/cargo/cargoProgress.ts';
import { parseDepInfo } from '../../../src/cargo/depInfo.ts';
import { isInside } from '../../../src/cargo/pathInside.ts';
import { takeLines } from '../../../src/cargo/streamLines.ts';

describe('dep-info', () => {
  const rows: readonly (readonly [name: string, text: string, sources: readonly string[]])[] = [
    ['one source', '/t/debug/demo: /w/src/main.rs\n', ['/w/src/main.rs']],
    ['several', '/t/demo: /w/a.rs /w/b.rs /w/c.rs\n', ['/w/a.rs', '/w/b.rs', '/w/c.rs']],
    ['blanks', '/t/my\\ demo: /w/my\\ app/src/main.rs /w/b.rs\n', ['/w/my app/src/main.rs', '/w/b.rs']],
    [
      'blanks that rustc leaves in the target',
      '/t/my demo/a: b.d: src/my\\ a.rs src/b.rs\n',
      ['src/my a.rs', 'src/b.rs'],
    ],
    ['a colon in a path', '/t/a:\\ b: /w/c:/d.rs\n', ['/w/c:/d.rs']],
    ['later rules', 't/x.d: src/a.rs src/b.rs\n\nt/x: src/a.rs\n\nsrc/a.rs:\n', ['src/a.rs', 'src/b.rs']],
    ['comments first', '# env-dep:A=b: c\n/t/x: /w/a.rs\n', ['/w/a.rs']],
    ['no sources', '/t/x:\n', []],
    ['an empty file', '', []],
  ];
  for (const [name, text, sources] of rows) {
    it(`is read: ${name}`, () => {
      assert.deepEqual(parseDepInfo(text), sources);
    });
  }
});

describe('the progress bar of cargo', () => {
  const rows = [
    ['    Building [                ] 0/4: dep        ', { done: 0, total: 4, crate: 'dep' }],
    [
      '    Building [=======>        ] 2/4: other-bin(bin), app(bin)  ',
      { done: 2, total: 4, crate: 'other-bin(bin), app(bin)' },
    ],
    ['    Building [===============>] 120/121', { done: 120, total: 121, crate: '' }],
    ['   Compiling demo v0.1.0 (/w)', null],
    ['    Finished `dev` profile in 0.1s', null],
    ['    Building [==>', null],
  ] as const;
  for (const [text, progress] of rows) {
    it(`is read from ${JSON.stringify(text.trim())}`, () => {
      assert.deepEqual(parseProgress(text), progress);
    });
  }
});

describe('messages of cargo', () => {
  for (const line of ['', 'warning: text', '{', '{"reason":"build-script-executed"}', '{"reason":1}', '[]', '{"a":']) {
    it(`that are none or unknown are passed over: ${JSON.stringify(line)}`, () => {
      assert.equal(parseCargoMessage(line), null);
    });
  }

  it('are read with fields that are not known yet', () => {
    const line = '{"reason":"build-finished","success":true,"later":[1]}';
    assert.deepEqual(parseCargoMessage(line), { reason: 'build-finished', success: true });
  });
});

describe('lines of a stream', () => {
  const bytes = Buffer.from('one\nzwei ü🦀\r\nthree\r\n\nlast');

  it('are the same wherever the bytes are cut', async () => {
    for (let at = 0; at <= bytes.length; at++) {
      const lines = await linesOf([bytes.subarray(0, at), bytes.subarray(at)]);
      assert.deepEqual(lines, ['one', 'zwei ü🦀', 'three', 'last'], `cut after ${String(at)} bytes`);
    }
  });

  it('that never end do not fill the memory, and the next line is read', async () => {
    const flood = [...Array<string>(50).fill('x'.repeat(100)), '\nnext\n'].map(text => Buffer.from(text));
    assert.deepEqual(await linesOf(flood, 1000), ['next']);
  });
});

async function linesOf(chunks: readonly Buffer[], maxLineLength?: number): Promise<string[]> {
  const lines: string[] = [];
  await takeLines(Readable.from(chunks, { objectMode: false }), line => lines.push(line), maxLineLength);
  return lines;
}

describe('a path is inside a folder', () => {
  const rows = [
    ['/a/b', '/a/b/c.rs', true],
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/bc/d.rs', false],
    ['/a/b', '/a/c.rs', false],
    ['/a/b', '/a/b/..c', true],
    ['/', '/a', true],
  ] as const;
  for (const [folder, file, expected] of rows) {
    it(`${folder} ${file}: ${String(expected)}`, () => {
      assert.equal(isInside(folder, file), expected);
    });
  }
});
