import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../../../src/model/humanError.ts';
import { findFunccountTool, findTraceTool } from '../../../src/tracer/bcc/toolPath.ts';
import { resolvedPath, whyNotTrusted } from '../../../src/tracer/trustedPath.ts';

describe('a program to be run as root', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-tool-'));
    writeFileSync(path.join(folder, 'trace'), '', { mode: 0o755 });
    symlinkSync(path.join(folder, 'trace'), path.join(folder, 'link'));
    symlinkSync('/bin/sh', path.join(folder, 'sh'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is trusted when it and the folders above it are root’s alone', () => {
    const shell = resolvedPath('/bin/sh') ?? '';
    assert.equal(whyNotTrusted(shell), null);
  });

  it('is refused in a folder that others can write to, with the reason', () => {
    for (const name of ['trace', 'link']) {
      assert.throws(
        () => findTraceTool([path.join(folder, name)]),
        (error: unknown) =>
          error instanceof HumanError && /is not run as root: \/\S+ (is writable|belongs)/.test(error.message),
      );
    }
  });

  it('is named by the file it really is', () => {
    assert.equal(findTraceTool(['/bin/sh']), resolvedPath('/bin/sh'));
  });

  it('is looked for at each place in turn', () => {
    assert.equal(findTraceTool([path.join(folder, 'absent'), '/bin/sh']), resolvedPath('/bin/sh'));
  });

  it('is taken from where the machine’s settings say, at that place alone', () => {
    assert.equal(findTraceTool(['/bin/sh'], '/bin/cat'), resolvedPath('/bin/cat'));
    for (const configured of ['/nowhere/trace', 'bin/sh', '', ' '].filter(Boolean)) {
      assert.throws(
        () => findTraceTool(['/bin/sh'], configured),
        (error: unknown) =>
          error instanceof HumanError &&
          error.detail.action?.kind === 'openSetting' &&
          error.detail.action.setting === 'rustTrace.bccTracePath',
      );
    }
  });

  it('has a setting of its own', () => {
    assert.throws(
      () => findFunccountTool(['/bin/sh'], '/nowhere/funccount'),
      (error: unknown) =>
        error instanceof HumanError && error.detail.advice?.includes('rustTrace.bccFunccountPath') === true,
    );
  });

  it('is missed with the places it was looked for', () => {
    assert.throws(() => findFunccountTool([path.join(folder, 'absent')]), {
      message: /bcc's funccount is not.*absent/,
    });
    assert.throws(() => findTraceTool([path.join(folder, 'absent')]), { name: 'HumanError', message: /absent/ });
  });
});
