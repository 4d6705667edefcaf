/** `--tracer auto` on machines that lack something of bcc: mounts of a namespace of its own hide it. */

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TRACE_PATHS } from '../../src/tracer/bcc/toolPath.ts';
import { buildDemo, copyDemo, ownDemo } from '../support/demo.ts';
import { readEcho } from '../support/echo.ts';

const demoFolder = ownDemo();
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const run = promisify(execFile);

/** Mounts the folder $1 over the folder $2 and runs the rest. */
const HIDE = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';

describe('the tracer that is taken by itself', () => {
  let program = '';
  let empty = '';

  before(async () => {
    program = await buildDemo(demoFolder);
    empty = mkdtempSync(path.join(tmpdir(), 'rt-empty-'));
  });
  after(() => {
    rmSync(empty, { recursive: true, force: true });
  });

  /** What three hits of `demo::add` are printed as, with `hidden` empty. */
  async function traceWithout(hidden: string): Promise<{ tracer: unknown; hits: unknown[]; diagnostics: string }> {
    const trace = ['trace', 'demo::add', '--count', '3', '--', program, '--rounds', '3', '--pause-ms', '10'];
    const argv = ['-m', 'sh', '-c', HIDE, 'sh', empty, hidden, process.execPath, cli, ...trace];
    const { stdout, stderr } = await run('unshare', argv, { cwd: demoFolder });
    return {
      tracer: stderr.includes(': 1 probe attached') ? / with (\w+)/.exec(stderr)?.[1] : null,
      hits: stdout.match(/demo::add\(.*\)/g) ?? [],
      diagnostics: stderr,
    };
  }

  const table: [string, () => string, RegExp][] = [
    [
      'its tool',
      () => path.dirname(TRACE_PATHS.find(existsSync) ?? ''),
      / with tracefs \(bcc's trace is not installed\): /,
    ],
    [
      'its Python module',
      () => execFileSync('/usr/bin/python3', ['-c', 'import bcc; print(bcc.__path__[0])']).toString().trim(),
      / with tracefs \(bcc failed: ImportError: .*\): /,
    ],
  ];
  for (const [what, hidden, diagnostics] of table) {
    it(`is tracefs where bcc lacks ${what}, and it says so`, async () => {
      const traced = await traceWithout(hidden());
      assert.match(traced.diagnostics, diagnostics);
      assert.deepEqual([traced.tracer, traced.hits.length], ['tracefs', 3]);
      assert.match(String(traced.hits[0]), /^demo::add\(a=\d+, b=\d+\)$/);
    });
  }

  it('is tracefs where the symbols are in a file beside a program that bcc cannot name', async () => {
    // A blank is none of bcc's grammar, so it gets /proc/PID/fd/N, and looks for the debug file beside that.
    const copy = copyDemo();
    try {
      const folder = path.join(path.dirname(copy.folder), 'a demo');
      renameSync(copy.folder, folder);
      const spaced = await buildDemo(folder);
      const objcopy = (...args: string[]): Promise<unknown> => run('objcopy', args, { cwd: path.dirname(spaced) });
      await objcopy('--only-keep-debug', spaced, 'demo.debug');
      await objcopy('--strip-all', '--add-gnu-debuglink=demo.debug', spaced);
      const { stdout, stderr } = await run(
        process.execPath,
        [cli, 'trace', 'demo::add', '--json', '--', spaced, '--rounds', '3', '--echo', 'echo.jsonl'],
        { cwd: folder },
      );
      assert.match(stderr, /bcc finds no symbol|could not determine address of symbol/);
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>);
      assert.equal(lines[0]?.tracer, 'tracefs');
      assert.deepEqual(
        lines.filter(({ type }) => type === 'hit').map(({ args }) => args),
        readEcho(path.join(folder, 'echo.jsonl'))
          .filter(call => call.function === 'demo::add')
          .map(({ args }) => args),
      );
    } finally {
      copy.remove();
    }
  });

  it('is bcc where nothing is missing but the kernel headers', async () => {
    for (const hidden of [empty, `/lib/modules/${release()}`]) {
      const traced = await traceWithout(hidden);
      assert.deepEqual([traced.tracer, traced.hits.length], ['bcc', 3]);
    }
  });
});
