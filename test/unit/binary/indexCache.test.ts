import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { openElf, type ElfFile } from '../../../src/binary/elf.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import { IndexCache } from '../../../src/binary/indexCache.ts';
import { HumanError } from '../../../src/model/humanError.ts';
import { fixture, run, temporaryFile, type FixtureName } from './fixtures.ts';

describe('IndexCache', function () {
  this.timeout(60_000);
  let folder = '';
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'rt-cache-')), 'functions');
  });
  afterEach(() => {
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  async function keep(elf: ElfFile, cache = new IndexCache(folder)): Promise<void> {
    const index = new FunctionIndex(elf);
    await index.complete();
    cache.save(elf, index.completeTable!);
  }

  async function withElf(file: string, use: (elf: ElfFile) => Promise<void>): Promise<void> {
    const elf = openElf(file);
    try {
      await use(elf);
    } finally {
      elf.dispose();
    }
  }

  const files = () => readdirSync(folder).map(name => path.join(folder, name));

  it('gives back what was kept, to be asked without any debug section', async () => {
    for (const name of ['inlined5', 'inlinedFat', 'manyUnits', 'c5', 'stripped'] as FixtureName[]) {
      await withElf(fixture(name), async elf => {
        await keep(elf);
        const expected = await new FunctionIndex(elf).all();
        // Same build-id and size, and nothing in the debug sections.
        const blank = Buffer.from(readFileSync(fixture(name)));
        for (const [, at, size] of run('readelf', '-SW', fixture(name)).matchAll(
          / \.debug_\w+ +PROGBITS +\w+ (\w+) (\w+)/g,
        )) {
          blank.fill(0xff, parseInt(at!, 16), parseInt(at!, 16) + parseInt(size!, 16));
        }
        await withElf(temporaryFile(`${name}-blank`, blank), async blankElf => {
          const table = new IndexCache(folder).load(blankElf);
          assert.notEqual(table, null, name);
          const index = new FunctionIndex(blankElf, table);
          assert.deepEqual(await index.all(), expected);
          const some = expected.filter(({ home }) => home.kind === 'code').slice(0, 3);
          assert.deepEqual(
            await index.at(some.map(({ home }) => (home.kind === 'code' ? home.virtualAddress : 0n))),
            some,
          );
        });
      });
    }
  });

  it('is for its owner alone', async () => {
    await withElf(fixture('inlined4'), async elf => keep(elf));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(
      files().map(file => statSync(file).mode & 0o777),
      [0o600],
    );
  });

  it('knows a file without a build-id by its inode, size and time', async () => {
    const file = temporaryFile('no-id', readFileSync(fixture('inlined4')));
    run('objcopy', '--remove-section=.note.gnu.build-id', file);
    await withElf(file, async elf => {
      assert.equal(elf.buildId, null);
      await keep(elf);
      assert.notEqual(new IndexCache(folder).load(elf), null);
    });
    utimesSync(file, 1, 1);
    await withElf(file, async elf => {
      assert.equal(new IndexCache(folder).load(elf), null);
      return Promise.resolve();
    });
  });

  it('ignores what is cut, changed, of another file or of another version', async () => {
    await withElf(fixture('inlined4'), async elf => {
      await keep(elf);
      const [file] = files();
      const good = readFileSync(file!);
      const load = (bytes: Uint8Array) => {
        writeFileSync(file!, bytes);
        return new IndexCache(folder).load(elf);
      };
      for (let length = 0; length < good.length; length += 97) assert.equal(load(good.subarray(0, length)), null);
      for (let at = 0; at < good.length; at += 131) {
        const changed = Buffer.from(good);
        changed[at]! ^= 0x10;
        // Beside the checksum stand four bytes that mean nothing.
        if (at < 4 || at >= 8) assert.equal(load(changed), null, `byte ${at}`);
      }
      const older = Buffer.from(good.toString('latin1').replace('function index",1', 'function index",0'), 'latin1');
      assert.equal(load(sealed(older)), null);
      await withElf(fixture('inlined5'), async other => {
        await keep(other);
        const foreign = files().find(name => name !== file)!;
        assert.equal(load(readFileSync(foreign)), null);
      });
      assert.notEqual(load(good), null);
    });
  });

  it('answers or refuses, whatever a file with a right checksum says', async () => {
    await withElf(fixture('inlined4'), async elf => {
      await keep(elf);
      const [file] = files();
      const good = readFileSync(file!);
      for (let at = 8; at + 4 <= good.length; at += 44) {
        const changed = Buffer.from(good);
        changed.writeUInt32LE(0x7fff_fff0, at);
        writeFileSync(file!, sealed(changed));
        const table = new IndexCache(folder).load(elf);
        if (table === null) continue;
        await new FunctionIndex(elf, table).all().catch((error: unknown) => {
          if (!(error instanceof HumanError)) throw error;
        });
      }
    });
  });

  it('removes what was used longest ago beyond its limit', async () => {
    const names: FixtureName[] = ['inlined4', 'inlined5', 'inlinedUnits'];
    let bytes = 0;
    for (const [index, name] of names.entries()) {
      await withElf(fixture(name), async elf => {
        await keep(elf);
        const file = files().find(known => known.includes(elf.buildId!))!;
        bytes += statSync(file).size;
        utimesSync(file, 1000 + index, 1000 + index);
      });
    }
    // Used again, so the second is the oldest now.
    await withElf(fixture('inlined4'), async elf => {
      assert.notEqual(new IndexCache(folder).load(elf), null);
      return Promise.resolve();
    });
    await withElf(fixture('inlinedThin'), async elf => keep(elf, new IndexCache(folder, bytes)));
    const kept = files().join();
    for (const name of ['inlined4', 'inlinedUnits', 'inlinedThin'] as const) {
      await withElf(fixture(name), async elf => {
        assert.ok(kept.includes(elf.buildId!), name);
        return Promise.resolve();
      });
    }
    assert.equal(files().length, 3);
  });
});

function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 0);
  return bytes;
}
