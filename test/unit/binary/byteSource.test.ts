import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs';
import { ArraySource, type ByteSource } from '../../../src/binary/byteSource.ts';
import { FileSource } from '../../../src/binary/fileSource.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';
import { SliceSource } from '../../../src/binary/sliceSource.ts';
import { StringTable } from '../../../src/binary/stringTable.ts';
import { HumanError } from '../../../src/model/humanError.ts';
import { run, temporaryFile } from './fixtures.ts';

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) >> 3);

const SOURCES: Record<string, () => ByteSource> = {
  array: () => new ArraySource(bytes, 'test'),
  file: () => new FileSource(temporaryFile('bytes', bytes)),
  slice: () => {
    const around = new Uint8Array(bytes.length + 20);
    around.set(bytes, 10);
    return new SliceSource(new ArraySource(around, 'around'), 10, bytes.length, 'test');
  },
};

for (const [name, open] of Object.entries(SOURCES)) {
  describe(`ByteSource over ${name}`, () => {
    it('reads any part, again and in any order', () => {
      const source = open();
      assert.equal(source.size, bytes.length);
      for (const [offset, length] of [
        [0, 1],
        [99_999, 1],
        [16_380, 10],
        [50_000, 50_000],
        [0, 100_000],
        [16_384, 16_384],
        [100_000, 0],
        [3, 5],
      ] as const) {
        assert.deepEqual([...source.read(offset, length)], [...bytes.subarray(offset, offset + length)]);
      }
    });

    it('throws instead of reading less', () => {
      const source = open();
      for (const [offset, length] of [
        [99_999, 2],
        [100_001, 0],
        [-1, 1],
        [0, -1],
        [NaN, 1],
        [2 ** 60, 1],
      ] as const) {
        assert.throws(() => source.read(offset, length), MalformedError, `${offset} ${length}`);
      }
    });
  });
}

describe('FileSource', () => {
  it('reads beyond 2 GiB', () => {
    const file = temporaryFile('sparse', '');
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, 'far away', 5 * 2 ** 30);
    ftruncateSync(descriptor, 6 * 2 ** 30);
    closeSync(descriptor);
    const source = new FileSource(file);
    assert.equal(Buffer.from(source.read(5 * 2 ** 30, 8)).toString(), 'far away');
    assert.throws(() => source.read(0, 3 * 2 ** 30), /larger than any real one/);
    source.dispose();
  });

  it('notices that the file was cut while it was open', () => {
    const file = temporaryFile('cut', bytes);
    const source = new FileSource(file);
    truncateSync(file, 10);
    assert.throws(() => source.read(0, 100), /became shorter/);
    source.dispose();
  });

  it('refuses what is no regular file, without waiting for it', () => {
    const pipe = temporaryFile('x', '').replace(/x$/, 'pipe');
    run('mkfifo', pipe);
    for (const path of [pipe, '/dev/null', '/tmp', `${pipe}-missing`]) {
      assert.throws(() => new FileSource(path), HumanError, path);
    }
  });

  it('says that it was closed', () => {
    const source = new FileSource(temporaryFile('closed', bytes));
    source.dispose();
    source.dispose();
    assert.throws(() => source.read(0, 1), /closed/);
  });
});

describe('SliceSource', () => {
  it('must lie inside its parent', () => {
    const parent = new ArraySource(bytes, 'parent');
    assert.throws(() => new SliceSource(parent, 99_999, 2, 'slice'), MalformedError);
    assert.throws(() => new SliceSource(parent, -1, 2, 'slice'), MalformedError);
  });
});

describe('StringTable', () => {
  const tableOf = (text: string) => new StringTable(new ArraySource(Buffer.from(text), 'strings'));

  it('reads strings of any length, whole or from their middle', () => {
    const long = 'n'.repeat(300_000);
    const table = tableOf(`\0short\0${long}\0`);
    assert.equal(table.at(0), '');
    assert.equal(table.at(1), 'short');
    assert.equal(table.at(3), 'ort');
    assert.equal(table.at(7), long);
    assert.equal(table.at(7), long);
  });

  it('throws outside the table, without an end, and for names without measure', () => {
    assert.throws(() => tableOf('abc').at(0), MalformedError);
    assert.throws(() => tableOf('abc\0').at(4), MalformedError);
    assert.throws(() => tableOf(`${'n'.repeat(20_000_000)}\0`).at(0), MalformedError);
  });

  it('does not hand out much more than the table holds', () => {
    const table = tableOf(`${'n'.repeat(1000)}\0`);
    assert.throws(() => {
      for (let offset = 0; offset < 1000; offset++) table.at(offset);
    }, MalformedError);
  });
});
