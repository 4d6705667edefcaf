import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openElf } from '../../../src/binary/elf.ts';
import { decompressZstd } from '../../../src/binary/elf/zstd.ts';
import { fixture, run } from './fixtures.ts';

/** Size of the header before the compressed bytes of a section. */
const HEADER_BYTES = 24;

/** The zstd frame that objcopy made of a debug section, and the section as the linker wrote it. */
function frameOf(section: string): { frame: Buffer; contents: Buffer } {
  const place = new RegExp(`\\${section} +PROGBITS +\\w+ (\\w+) (\\w+)`).exec(run('readelf', '-SW', fixture('zstd')))!;
  const [offset, size] = [parseInt(place[1]!, 16), parseInt(place[2]!, 16)];
  const frame = readFileSync(fixture('zstd')).subarray(offset + HEADER_BYTES, offset + size);
  const elf = openElf(fixture('dwarf4'));
  const source = elf.section(section)!;
  const contents = Buffer.from(source.read(0, source.size));
  elf.dispose();
  return { frame, contents };
}

describe('decompressZstd', () => {
  it('puts several frames together, as lld writes one for each megabyte', () => {
    const [a, b] = [frameOf('.debug_info'), frameOf('.debug_line')];
    const size = a.contents.length + b.contents.length;
    const together = decompressZstd(Buffer.concat([a.frame, b.frame]), size, 'test');
    assert.deepEqual(Buffer.from(together), Buffer.concat([a.contents, b.contents]));
  });

  it('throws for other sizes than announced, for cut frames and for what is no frame', () => {
    const { frame, contents } = frameOf('.debug_line');
    for (const size of [0, contents.length - 1, contents.length + 1]) {
      assert.throws(() => decompressZstd(frame, size, 'test'), /compressed data/);
    }
    for (let length = 1; length < frame.length; length += 997) {
      assert.throws(() => decompressZstd(frame.subarray(0, length), contents.length, 'test'));
    }
    assert.throws(
      () => decompressZstd(Buffer.concat([frame, Buffer.from('rest')]), contents.length, 'test'),
      /no zstd/,
    );
  });
});
