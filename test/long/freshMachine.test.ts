/** A machine without bcc, its module and kernel headers, such as a fresh container: tracefs carries everything. */

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/root.ts';
import type { Setup } from '../../src/doctor/checkSetup.ts';

const script = fileURLToPath(new URL('../support/withoutBcc.sh', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('a machine without bcc', function () {
  this.timeout(300_000);
  const scratch = mkdtempSync(path.join(tmpdir(), 'rt-fresh-'));
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  const without = ['--mount', '--propagation', 'private', '--', 'sh', script, scratch];
  const run = (...command: readonly string[]): Promise<Run> => {
    return new Promise(resolve => {
      execFile('unshare', [...without, ...command], { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  };

  it('is one: neither tool nor module nor headers are there', () => {
    const looks =
      'ls /usr/sbin/trace-bpfcc; ls -d /usr/share/bcc/tools; /usr/bin/python3 -c "import bcc"; ls /lib/modules/*';
    const seen = execFileSync('unshare', [...without, 'sh', '-c', `{ ${looks}; } 2>&1; true`], { encoding: 'utf8' });
    assert.equal(seen.match(/No such file|No module named 'bcc'/g)?.length, 4, seen);
  });

  it('is found able to trace through tracefs, and does', async () => {
    const { exitCode, stdout, stderr } = await run(process.execPath, 'dist/cli.js', 'doctor', '--json');
    assert.equal(exitCode, 0, stderr);
    const { auto, findings } = JSON.parse(stdout) as Setup;
    assert.equal(auto, 'tracefs');
    const statusOf = (id: string) => findings.find(finding => finding.id === id)?.status;
    assert.deepEqual(['bcc', 'headers', 'selfTest.bcc', 'selfTest.tracefs'].map(statusOf), [
      'warning',
      'unknown',
      'unknown',
      'ok',
    ]);
  });

  it('runs the demo with real hits, and installs nothing', async () => {
    const { exitCode, stdout, stderr } = await run(
      process.execPath,
      '--import',
      'tsx',
      'scripts/demo.ts',
      '--no-install',
      '--no-open',
    );
    assert.equal(exitCode, 0, stderr);
    // The sample adds 13 to the number of the round, and greets once a round.
    const added = [...stdout.matchAll(/ demo::add\(a=(\d+), b=(\d+)\)/g)].map(([, a, b]) => [Number(a), Number(b)]);
    assert.ok(added.length > 1, stdout);
    const [first = NaN] = added[0] ?? [];
    assert.deepEqual(
      added,
      added.map((_, index) => [first + index, 13]),
    );
    assert.match(stdout, / demo::greet\(name="[^"]+", n=[0-3]\)/);
  });
});
