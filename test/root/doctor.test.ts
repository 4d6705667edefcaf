/** The self-test and `rust-trace doctor` with real tracers. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Setup } from '../../src/doctor/checkSetup.ts';
import { selfTest } from '../../src/doctor/selfTest/run.ts';
import { selfTestTracers } from '../../src/doctor/selfTest/tracers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const tracers = selfTestTracers({});

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
}

function doctor(...args: readonly string[]): Promise<Run> {
  return new Promise(resolve => {
    execFile(process.execPath, [cli, 'doctor', ...args], { timeout: 100_000 }, (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout });
    });
  });
}

describe('the setup check on this machine', function () {
  this.timeout(90_000);

  /** Where the programs that the self-tests make are, and those of no other process. */
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-doctor-'));
  const { TMPDIR } = process.env;
  before(() => {
    process.env.TMPDIR = folder;
  });
  after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  for (const tracer of tracers) {
    it(`sees all calls of its own program with their arguments through ${tracer.name}`, async () => {
      const finding = await selfTest(tracer, new AbortController().signal);
      assert.equal(finding.status, 'ok', finding.detail);
      assert.match(finding.detail, /^all 100 calls with their arguments; attached in \d+\.\d s$/);
    });

    it(`ends early when it is told to, through ${tracer.name}`, async () => {
      const stop = new AbortController();
      const finding = selfTest(tracer, stop.signal);
      stop.abort();
      assert.equal((await finding).status, 'unknown');
    });
  }

  it('leaves no folder behind', () => {
    assert.deepEqual(readdirSync(folder), []);
  });

  it('ends with 0 where a tracer works, and prints the same in words and in JSON', async () => {
    const [text, json] = [await doctor('--no-self-test'), await doctor('--no-self-test', '--json')];
    assert.equal(text.exitCode, 0);
    assert.equal(json.exitCode, 0);
    const setup = JSON.parse(json.stdout) as Setup;
    assert.ok(setup.auto !== null);
    for (const { title, status, detail } of setup.findings) {
      const row = text.stdout.split('\n').find(line => line.startsWith(`  ${status.padEnd(7)}  ${title} `));
      assert.ok(row?.endsWith(detail), `${title}: ${detail}`);
    }
    assert.ok(!setup.findings.some(({ group }) => group === 'Self-test'));
  });

  it('runs the self-test from the command line', async () => {
    const { exitCode, stdout } = await doctor('--json');
    assert.equal(exitCode, 0);
    const tests = (JSON.parse(stdout) as Setup).findings.filter(({ group }) => group === 'Self-test');
    assert.deepEqual(
      tests.map(({ title, status }) => `${title} ${status}`),
      tracers.map(({ name }) => `${name} ok`),
    );
  });
});
