import assert from 'node:assert/strict';
import { parseMappings } from '../../../src/running/mappings.ts';

describe('a mapping of a file', () => {
  // Device numbers as makedev(3) of glibc makes them.
  const rows: readonly (readonly [name: string, text: string, shown: readonly string[]])[] = [
    ['on a disk', '7f0-7f1 r-xp 00001000 fe:00 42                         /a/lib b.so', ['65024:42 /a/lib b.so']],
    ['with a large minor', '7f0-7f1 r-xp 00000000 00:12c 7 /a', ['1048620:7 /a']],
    [
      'with large numbers',
      '7f0-7f1 rwxs 00000000 103:11170 18446744073709551615 /a',
      ['286327664:18446744073709551615 /a'],
    ],
    ['counts once', '1-2 r-xp 0 08:01 5 /a\n2-3 r-xp 0 08:01 5 /a', ['2049:5 /a']],
    ['that is data', '1-2 r--p 0 08:01 5 /a\n2-3 rw-p 0 08:01 5 /a', []],
    ['that is none', '1-2 r-xp 0 00:00 0 [vdso]\n2-3 rwxp 0 00:00 0 \n3-4 rwxp 0 00:00 0', []],
    ['that is deleted', '1-2 r-xp 0 08:01 5 /nowhere (deleted)', ['2049:5 /nowhere deleted']],
  ];
  for (const [name, text, shown] of rows) {
    it(`${name} is read`, () => {
      const found = parseMappings(`${text}\n`);
      assert.deepEqual(
        found.map(({ path, inode, isDeleted }) => `${inode} ${path}${isDeleted ? ' deleted' : ''}`),
        shown,
      );
    });
  }
});
