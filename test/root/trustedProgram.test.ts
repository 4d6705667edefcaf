import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTraceTool } from '../../src/tracer/bcc/toolPath.ts';
import { whyNotRunAsRoot } from '../../src/tracer/trustedProgram.ts';

/** In a folder that is root's alone all the way up, unlike the temporary one. */
describe('a program that root may run', () => {
  let folder = '';
  const at = (...names: string[]): string => path.join(folder, ...names);
  const program = (name: string, text = '', mode = 0o755): string => {
    writeFileSync(at(name), text);
    chmodSync(at(name), mode);
    return at(name);
  };
  before(() => {
    folder = mkdtempSync('/var/lib/rt-trusted-');
    chmodSync(folder, 0o755);
    for (const name of ['good', 'loose', 'sticky', 'foreign']) mkdirSync(at(name));
    chmodSync(at('loose'), 0o775);
    chmodSync(at('sticky'), 0o1777);
    chownSync(at('foreign'), 1234, 0);
    for (const name of ['good', 'loose', 'sticky', 'foreign']) program(path.join(name, 'tool'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is root’s with all its folders', () => {
    assert.equal(whyNotRunAsRoot(at('good/tool')), null);
    assert.equal(findTraceTool([], at('good/tool')), at('good/tool'));
  });

  it('is refused with the first thing that others can change', () => {
    const cases = {
      'loose/tool': `${at('loose')} is writable by others than root`,
      'sticky/tool': `${at('sticky')} is writable by others than root`,
      'foreign/tool': `${at('foreign')} belongs to user 1234`,
      'good/../loose/tool': `${at('loose')} is writable by others than root`,
      'good/absent': `${at('good/absent')} cannot be looked at`,
      good: `${at('good')} is not a program`,
    };
    for (const [name, reason] of Object.entries(cases)) assert.equal(whyNotRunAsRoot(`${folder}/${name}`), reason);
    assert.match(whyNotRunAsRoot('bin/sh') ?? '', /not an absolute path/);
    assert.match(whyNotRunAsRoot(program('writable', '', 0o757)) ?? '', /writable is writable by others than root/);
    assert.match(whyNotRunAsRoot(program('plain', '', 0o644)) ?? '', /plain is not a program/);
  });

  it('is refused behind a link that others can replace, wherever it leads now', () => {
    symlinkSync(at('good/tool'), at('sticky/link'));
    symlinkSync('../loose', at('good/into'));
    symlinkSync('tool', at('good/link'));
    symlinkSync('link', at('good/link2'));
    symlinkSync('loop', at('good/loop'));
    symlinkSync('tool', at('good/theirs'));
    lchownSync(at('good/theirs'), 1234, 0);
    assert.equal(whyNotRunAsRoot(at('good/link2')), null);
    assert.match(whyNotRunAsRoot(at('sticky/link')) ?? '', /sticky is writable/);
    assert.match(whyNotRunAsRoot(at('good/into/tool')) ?? '', /loose is writable/);
    assert.match(whyNotRunAsRoot(at('good/loop')) ?? '', /too many symbolic links/);
    assert.match(whyNotRunAsRoot(at('good/theirs')) ?? '', /theirs belongs to user 1234/);
  });

  it('is refused when an access list lets another user write', () => {
    const file = program('listed');
    // setfacl may not be there: user 1234 may write, as the kernel stores it (linux/posix_acl_xattr.h).
    const entry = (tag: number, perm: number, id = 0xffffffff): string =>
      Buffer.from(Uint32Array.of(tag | (perm << 16), id).buffer).toString('hex');
    const list = `02000000${entry(1, 7)}${entry(2, 6, 1234)}${entry(4, 5)}${entry(0x10, 7)}${entry(0x20, 5)}`;
    const set = 'import os, sys; os.setxattr(sys.argv[1], "system.posix_acl_access", bytes.fromhex(sys.argv[2]))';
    execFileSync('/usr/bin/python3', ['-c', set, file, list]);
    assert.match(whyNotRunAsRoot(file) ?? '', /listed is writable by others than root/);
  });

  it('is only as good as its interpreter', () => {
    const cases: readonly (readonly [string, RegExp | null])[] = [
      ['#!/bin/sh\n', null],
      ['#! /usr/bin/python3 -u\n', null],
      ['#!/usr/bin/env sh\n', null],
      ['#!/usr/bin/env -S sh -e\n', null],
      [`#!${at('sticky/tool')}\n`, /^its interpreter is not safe: \S+sticky is writable/],
      ['#!sh\n', /^its interpreter is not safe: sh is not an absolute path/],
      [`#!/usr/bin/env ${at('foreign/tool')}\n`, /^its interpreter is not safe: \S+foreign belongs to user 1234/],
      ['#!/usr/bin/env PATH=/tmp sh\n', /does not name its interpreter plainly/],
      ['#!/usr/bin/env -i sh\n', /does not name its interpreter plainly/],
      ['#!/usr/bin/env no-such-interpreter\n', /does not name its interpreter plainly/],
      ['#!\n', /^its interpreter is not safe: {2}is not an absolute path/],
    ];
    for (const [line, reason] of cases) {
      const why = whyNotRunAsRoot(program('script', line));
      if (reason === null) assert.equal(why, null, line);
      else assert.match(why ?? 'nothing', reason, line);
    }
    program('self', `#!${at('self')}\n`);
    assert.match(whyNotRunAsRoot(at('self')) ?? '', /script of too many scripts/);
  });

  it('has no name that env would take for a variable', () => {
    assert.throws(() => findTraceTool([], program('a=b')), /its path has a "="/);
  });
});
