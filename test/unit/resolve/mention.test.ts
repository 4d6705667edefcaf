/** What the text of the sources says of a function. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCalled } from '../../../src/resolve/mention.ts';
import { functionsOfText } from '../source/parser.ts';

describe('whether a function is called', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is told by the sources, and not by data that a program takes in with them', () => {
    const [source, data] = ['lib.rs', 'model.bin'].map(name => path.join(folder, name)) as [string, string];
    const text = 'fn one() {}\nfn two() {}\nfn all() { one() }\n';
    writeFileSync(source, text);
    writeFileSync(data, 'two()');
    truncateSync(data, 64 * 1024 * 1024);
    const called = functionsOfText(text, source).filter(fn => isCalled(fn, [source, data]));
    assert.deepEqual(
      called.map(({ name }) => name),
      ['one'],
    );
  });
});
