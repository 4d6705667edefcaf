import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { until } from '../process/fakes.ts';

const script = fileURLToPath(new URL('../../src/tracer/bcc/bccHeader.sh', import.meta.url));

/** As bccHeader.ts starts it. */
function start(text: string, ...command: readonly string[]) {
  const argv = ['-c', readFileSync(script, 'utf8'), 'rust-trace', text, ...command];
  return spawn('/bin/sh', argv, { stdio: ['ignore', 'pipe', 'inherit'], env: { file: '/must/not/be/touched' } });
}

function leftFiles(): string[] {
  return readdirSync('/run').filter(name => name.startsWith('rust-trace.'));
}

describe('the header of bcc', function () {
  this.timeout(60_000);

  it('is a file of root’s without a name, which can be read by name and more than once', async () => {
    const text = `// a 'quoted' "text" of $(id) \\n 100 %s\n// in lines`;
    const look = 'cat /proc/self/fd/9 /proc/self/fd/9; stat -Lc "%u %a %h" /proc/self/fd/9; readlink /proc/self/fd/9';
    const said = Buffer.concat((await start(text, '/bin/sh', '-c', look).stdout.toArray()) as Buffer[]).toString();
    const [, name = ''] = /^(\/run\/rust-trace\.\w+) \(deleted\)$/m.exec(said) ?? [];
    assert.equal(said, `${text}\n${text}\n0 600 0\n${name} (deleted)\n`);
    assert.ok(!existsSync(name));
  });

  it('leaves no file when it is ended at any moment', async () => {
    const before = leftFiles();
    for (let round = 0; round < 100; round++) {
      const child = start('text', '/bin/sleep', '0.02');
      // On a busy machine it may end before it is told to.
      const closed = once(child, 'close');
      await setTimeout(round / 8);
      child.kill('SIGTERM');
      await closed;
    }
    // A trace that begins elsewhere has one for a moment.
    const found = leftFiles().filter(name => !before.includes(name));
    const areGone = (): boolean => !leftFiles().some(name => found.includes(name));
    await until(`the end of ${found.join(', ')}`, areGone);
  });
});
