import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileMemory, isSettled } from '../../../src/cargo/fileMemory.ts';

/** Longer than changes may share a time of the file system. */
const SETTLED_MS = 120;

describe('what was made of a file', () => {
  let folder: string;
  let file: string;
  let reads: number;
  let memory: FileMemory<string>;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-'));
    file = path.join(folder, 'file');
    writeFileSync(file, 'one');
    reads = 0;
    memory = new FileMemory(each => {
      reads++;
      return readFileSync(each, 'utf8');
    }, 2);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is kept while the file is the same', async () => {
    await setTimeout(SETTLED_MS);
    assert.deepEqual([memory.get(file), memory.get(file), reads], ['one', 'one', 1]);
  });

  it('is not kept so soon after a change that another might have the same time', () => {
    assert.deepEqual([memory.get(file), memory.get(file), reads], ['one', 'one', 2]);
  });

  it('is not kept either where only the making took longer than that', () => {
    const slow = new FileMemory(() => {
      reads++;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLED_MS);
    });
    writeFileSync(file, 'two');
    slow.get(file);
    slow.get(file);
    assert.equal(reads, 2);
  });

  it('is not kept for two seconds where the times of a file system are whole seconds', () => {
    const wholeSecond = { ctimeMs: 1_700_000_002_000 };
    assert.equal(isSettled(wholeSecond, 1_700_000_003_999), false);
    assert.equal(isSettled(wholeSecond, 1_700_000_004_100), true);
  });

  it('is nothing of a named pipe, which is not waited for', () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const unread = new FileMemory(() => 'read');
    assert.equal(unread.get(pipe), null);
  });

  it('is made anew of other contents, of as many bytes and with the time set back too', async () => {
    await setTimeout(SETTLED_MS);
    memory.get(file);
    utimesSync(file, 1, 1);
    await setTimeout(SETTLED_MS);
    assert.equal(memory.get(file), 'one');
    writeFileSync(file, 'two');
    utimesSync(file, 1, 1);
    assert.equal(memory.get(file), 'two');
  });

  it('is made anew of another file in its place', async () => {
    const other = path.join(folder, 'other');
    writeFileSync(other, 'two');
    await setTimeout(SETTLED_MS);
    memory.get(file);
    renameSync(other, file);
    assert.equal(memory.get(file), 'two');
  });

  it('is nothing where the file is gone, and comes back with it', async () => {
    await setTimeout(SETTLED_MS);
    memory.get(file);
    rmSync(file);
    assert.equal(memory.get(file), null);
    writeFileSync(file, 'three');
    assert.equal(memory.get(file), 'three');
  });

  it('is forgotten when it was used longest ago of too many', async () => {
    const files = ['a', 'b', 'c'].map(name => path.join(folder, name));
    for (const each of files) writeFileSync(each, each);
    await setTimeout(SETTLED_MS);
    for (const each of files) memory.get(each);
    assert.equal(reads, 3);
    memory.get(path.join(folder, 'c'));
    assert.equal(reads, 3);
    memory.get(path.join(folder, 'a'));
    assert.equal(reads, 4);
  });
});
