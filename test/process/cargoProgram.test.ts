import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../src/cargo/runProgram.ts';
import { HumanError } from '../../src/model/humanError.ts';

describe('a program under trace', () => {
  it('gets its arguments as they are and ends with its exit code', async () => {
    const script = 'test "$1" = "a b;\\$c" && test "$(pwd)" = / && exit 7';
    const program = runProgram({ argv: ['sh', '-c', script, 'sh', 'a b;$c'], cwd: '/', stdio: 'ignore' });
    assert.equal(typeof program.pid, 'number');
    assert.deepEqual(await program.done, { exitCode: 7, signal: null });
  });

  it('ends by the signal that ended it', async () => {
    const program = runProgram({ argv: ['sh', '-c', 'kill -ABRT $$'], cwd: '/', stdio: 'ignore' });
    assert.deepEqual(await program.done, { exitCode: null, signal: 'SIGABRT' });
  });

  it('can be ended, once or twice', async () => {
    const program = runProgram({ argv: ['sleep', '60'], cwd: '/', stdio: 'ignore' });
    program.terminate();
    program.terminate();
    assert.deepEqual(await program.done, { exitCode: null, signal: 'SIGTERM' });
  });

  it('ends also when it does not want to', async function () {
    this.timeout(10_000);
    const stubborn = 'trap "" TERM; while :; do sleep 1; done';
    const program = runProgram({ argv: ['sh', '-c', stubborn], cwd: '/', stdio: 'ignore' });
    await new Promise(resolve => setTimeout(resolve, 200));
    program.terminate();
    assert.deepEqual(await program.done, { exitCode: null, signal: 'SIGKILL' });
  });

  it('that cannot be started says so', async () => {
    const missing = runProgram({ argv: ['/there/is/none'], cwd: '/', stdio: 'ignore' });
    await assert.rejects(missing.done, (error: unknown) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /^\/there\/is\/none could not be started in \/: there is no such program\.$/);
      return true;
    });
    assert.equal(missing.pid, undefined);
    await assert.rejects(runProgram({ argv: ['/etc/passwd'], cwd: '/', stdio: 'ignore' }).done, HumanError);
    await assert.rejects(runProgram({ argv: ['true'], cwd: '/no/folder', stdio: 'ignore' }).done, HumanError);
  });

  it('writes to stderr where stdout belongs to the caller', () => {
    const module = fileURLToPath(new URL('../../src/cargo/runProgram.ts', import.meta.url));
    const caller = `import { runProgram } from ${JSON.stringify(module)};
      await runProgram({ argv: ['echo', 'from the program'], cwd: '/', stdio: process.argv[1] }).done;`;
    const outputOf = (stdio: string): string =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', caller, stdio], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    assert.equal(outputOf('stderr'), '');
    assert.equal(outputOf('inherit'), 'from the program\n');
  });
});
