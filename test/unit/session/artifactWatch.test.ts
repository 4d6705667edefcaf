/** Noticing that cargo has replaced a program, on a real file and a clock of the test's own. */

import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtFile } from '../../../src/cargo/executableFile.ts';
import type { Artifact } from '../../../src/model/artifact.ts';
import { ArtifactWatch } from '../../../src/session/artifactWatch.ts';
import { FakeTimers } from './fakeTimers.ts';
import { planOf } from './samples.ts';

describe('the watch over a traced program', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-watch-'));
  const file = path.join(folder, 'demo');
  let timers = new FakeTimers();
  let noticed = 0;
  let watch: ArtifactWatch | null = null;

  /** As cargo does: another file takes the place. */
  function build(text: string): void {
    writeFileSync(`${file}.new`, `\x7fELF${text}`, { mode: 0o755 });
    renameSync(`${file}.new`, file);
  }
  function artifact(): Artifact {
    const found = builtFile(file);
    assert.ok(found);
    return { ...planOf('demo::add', []).artifact, ...found };
  }
  /** Time for several looks, each of which asks the real file system. */
  async function pass(): Promise<void> {
    for (let look = 0; look < 4; look++) {
      await timers.pass(500);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  beforeEach(() => {
    timers = new FakeTimers();
    noticed = 0;
    build('first');
    watch = new ArtifactWatch(artifact(), { onRebuilt: () => noticed++, timers });
  });
  afterEach(() => {
    watch?.dispose();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('says nothing of a program that is as it was', async () => {
    await pass();
    assert.equal(noticed, 0);
    assert.equal(await watch?.isOutdated(), false);
  });

  it('notices each new file once', async () => {
    build('second');
    assert.equal(await watch?.isOutdated(), true);
    await pass();
    assert.equal(noticed, 1);
    build('third');
    await pass();
    assert.equal(noticed, 2);
  });

  it('notices a file that was written again in place', async () => {
    utimesSync(file, 1, statSync(file).mtimeMs / 1000 + 10);
    await pass();
    assert.equal(noticed, 1);
  });

  it('waits while the file is gone or still changes', async () => {
    rmSync(file);
    await pass();
    for (let size = 0; size < 4; size++) {
      build(`x${size}`);
      await timers.pass(500);
      await new Promise(resolve => setTimeout(resolve, 20));
      assert.equal(noticed, 0);
    }
    await pass();
    assert.equal(noticed, 1);
  });

  it('says nothing of the build it was told of, nor after its end', async () => {
    build('second');
    watch?.expect(artifact());
    await pass();
    watch?.dispose();
    build('third');
    await pass();
    assert.equal(noticed, 0);
  });
});
