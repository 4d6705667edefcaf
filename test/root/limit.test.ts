/** The limit of what is recorded, on the command line and with real tracers: the program's own echo is the truth. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildDemo, ownDemo } from '../support/demo.ts';
import { readEcho } from '../support/echo.ts';
import { isProfileExact } from '../../src/tracer/tracefs/profileAccuracy.ts';

const demoFolder = ownDemo();
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const run = promisify(execFile);

/** Enough that the limit is noticed long before the last. */
const CALLS = 10_000;

interface Line {
  readonly type: string;
  readonly [key: string]: unknown;
}

describe('the limit of recorded hits', () => {
  let program = '';
  let folder = '';
  let echoFile = '';

  before(async () => {
    program = await buildDemo(demoFolder);
    folder = mkdtempSync(path.join(tmpdir(), 'rt-limit-'));
    echoFile = path.join(folder, 'echo.jsonl');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The JSON Lines of a trace of `demo::add` while it is called `CALLS` times, and how often it was. */
  async function trace(...options: string[]): Promise<{ lines: Line[]; calls: number }> {
    const command = [program, '--rounds', String(CALLS), '--pause-ms', '0', '--echo', echoFile];
    const args = [cli, 'trace', 'demo::add', '--json', ...options, '--', ...command];
    const { stdout } = await run(process.execPath, args, { cwd: demoFolder, maxBuffer: 1 << 28 });
    const lines = stdout.trimEnd().split('\n');
    return {
      lines: lines.map(line => JSON.parse(line) as Line),
      calls: readEcho(echoFile).filter(call => call.function === 'demo::add').length,
    };
  }

  it('leaves the count exact with tracefs, and says when hits are only counted', async () => {
    const { lines, calls } = await trace('--tracer', 'tracefs', '--limit', '100');
    const hits = lines.filter(({ type }) => type === 'hit');
    assert.equal(calls, CALLS);
    assert.deepEqual(lines[0], { type: 'attached', probes: 1, tracer: 'tracefs' });
    assert.deepEqual(
      lines.find(({ type }) => type === 'recording'),
      { type: 'recording', isOn: false },
    );
    assert.ok(hits.length >= 100 && hits.length < calls, String(hits.length));
    const summary = lines.at(-1);
    assert.deepEqual([summary?.hits, summary?.counted], [hits.length, { hits: calls, isExact: isProfileExact() }]);
  });

  for (const tracer of ['bcc', 'tracefs']) {
    it(`is lifted by --limit none with ${tracer}: each hit is recorded, or said to be lost${tracer === 'bcc' ? ' @long' : ''}`, async () => {
      const { lines, calls } = await trace('--tracer', tracer, '--limit', 'none');
      const hits = lines.filter(({ type }) => type === 'hit').length;
      const summary = lines.at(-1);
      assert.deepEqual(
        lines.filter(({ type }) => type === 'recording'),
        [],
      );
      assert.equal(hits + Number(summary?.lost), calls);
    });
  }
});
