/** Whether a path in the debug information is the file that a person has open. */

import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sameFile } from '../../../src/resolve/sameFile.ts';

describe('whether a path is a file', () => {
  let folder: string;
  let [first, second]: readonly [string, string] = ['', ''];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-'));
    [first, second] = [path.join(folder, 'first.rs'), path.join(folder, 'second.rs')];
    writeFileSync(first, '');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is true of a link of another name', () => {
    symlinkSync(first, second);
    assert.equal(sameFile(first)(second), true);
  });

  it('is not true any more of the name that it had a moment ago', () => {
    writeFileSync(second, '');
    assert.equal(sameFile(second)(first), false);
    renameSync(first, second);
    assert.equal(sameFile(second)(first), false);
  });
});
