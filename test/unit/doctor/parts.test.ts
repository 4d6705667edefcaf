import assert from 'node:assert/strict';
import { capabilities } from '../../../src/doctor/capabilities.ts';
import { impersonal } from '../../../src/doctor/impersonal.ts';
import { parseKernelOptions } from '../../../src/doctor/kernelOptions.ts';
import { containerKind } from '../../../src/doctor/surroundings.ts';
import { interpreterOf } from '../../../src/tracer/bcc/bccState.ts';
import { judgeSudo } from '../../../src/tracer/rootAccess.ts';
import { DEBIAN, MICRO_CONFIG, processStatus } from './machines.ts';

describe('kernel options', () => {
  const options = parseKernelOptions(`${MICRO_CONFIG}CONFIG_IKHEADERS=m\nCONFIG_NR_CPUS=256\nCONFIG_NAME="y"\n`);
  const table = [
    ['BPF', true],
    ['IKHEADERS', true],
    ['UPROBES', false],
    ['UPROBE_EVENTS', false],
    ['NR_CPUS', false],
    ['NAME', false],
  ] as const;
  for (const [name, expected] of table) {
    it(`${expected ? 'have' : 'have not'} ${name}`, () => {
      assert.equal(options.isSet(name), expected);
    });
  }
});

describe('the interpreter of a script', () => {
  const table = [
    ['#!/usr/bin/python3\nimport x\n', ['/usr/bin/python3']],
    ['#! /usr/bin/python3\n', ['/usr/bin/python3']],
    ['#!/usr/bin/env python3\n', ['/usr/bin/env', 'python3']],
    ['#!/usr/bin/python3 -s -E\n', ['/usr/bin/python3', '-s -E']],
    ['\x7fELF', []],
    ['', []],
  ] as const;
  for (const [script, words] of table) {
    it(`is ${JSON.stringify(words)} for ${JSON.stringify(script)}`, () => {
      assert.deepEqual(interpreterOf(script), words);
    });
  }
});

describe('what sudo answers', () => {
  const version = 'Sudo version 1.9.13p3\nSudoers policy plugin version 1.9.13p3\n';
  const answer = (exitCode: number | null, stderr = '') => ({ exitCode, stdout: '', stderr });
  const table = [
    { attempt: answer(0), kind: 'free' },
    { attempt: answer(1, 'sudo: a password is required\n'), kind: 'asks' },
    { attempt: answer(1, 'sudo: interactive authentication is required\n'), kind: 'asks' },
    { attempt: answer(1, 'ada is not in the sudoers file.\n'), kind: 'refused' },
    { attempt: answer(1, 'sudo: The "no new privileges" flag is set\n'), kind: 'refused' },
    { attempt: answer(1, ''), kind: 'refused' },
    { attempt: null, kind: 'refused' },
  ] as const;
  for (const { attempt, kind } of table) {
    it(`is understood as ${kind}: ${JSON.stringify(attempt?.stderr ?? null)}`, () => {
      const access = judgeSudo('/usr/bin/sudo', version, attempt);
      assert.equal(access.kind, kind);
      if (access.kind === 'free') assert.deepEqual(access.sudo, { path: '/usr/bin/sudo', version: '1.9.13p3' });
      if (access.kind === 'refused') assert.ok(!access.error.message.includes('ada'));
    });
  }

  it('has the version of sudo-rs too', () => {
    const access = judgeSudo('/usr/bin/sudo', 'sudo-rs 0.2.8\n', answer(0));
    assert.equal(access.kind === 'free' && access.sudo.version, '0.2.8');
  });
});

describe('capabilities', () => {
  const table = [
    { name: 'root', status: processStatus('000001ffffffffff', '000001ffffffffff'), isRoot: true, has: [true, true] },
    { name: 'docker’s root', status: processStatus('a80425fb', 'a80425fb'), isRoot: true, has: [false, false] },
    {
      name: 'root with CAP_BPF and CAP_PERFMON',
      status: processStatus('c000000000', '0'),
      isRoot: true,
      has: [false, true],
    },
    {
      name: 'a user who can become root',
      status: processStatus('0', '000001ffffffffff'),
      isRoot: false,
      has: [true, true],
    },
  ];
  for (const { name, status, isRoot, has } of table) {
    it(`of ${name}`, () => {
      assert.deepEqual(capabilities(status, isRoot), { sysAdmin: has[0], bpf: has[1] });
    });
  }

  it('are not known where the kernel does not tell', () => {
    assert.equal(capabilities('Name:\tnode\n', true), null);
  });
});

describe('a container', () => {
  const has = DEBIAN.has;
  const table = [
    [{ ...DEBIAN, has: { ...has, dockerMark: true } }, 'docker'],
    [{ ...DEBIAN, has: { ...has, podmanMark: true } }, 'podman'],
    [{ ...DEBIAN, containerName: 'lxc' }, 'lxc'],
    [{ ...DEBIAN, containerName: 'wsl' }, null],
    [{ ...DEBIAN, initCgroup: '12:pids:/docker/4c01db0b339c\n' }, 'docker'],
    [{ ...DEBIAN, initCgroup: '1:name=systemd:/kubepods/besteffort/pod1\n' }, 'kubepods'],
    [DEBIAN, null],
  ] as const;
  for (const [facts, kind] of table) {
    it(`is ${kind ?? 'none'}`, () => {
      assert.equal(containerKind(facts), kind);
    });
  }
});

describe('a report for others', () => {
  const table = [
    ['Rust', '/home/ada/.cargo/bin/cargo', '~/.cargo/bin/cargo'],
    ['Rust', 'in /home/ada: no', 'in ~: no'],
    ['Rust', '/home/adam/x /home/ada.old/x', '/home/adam/x /home/ada.old/x'],
    ['Rust', 'ada 1.0', 'ada 1.0'],
    ['Privilege', 'Sorry, user ada may not do this on adams.', 'Sorry, user <user> may not do this on adams.'],
  ] as const;
  for (const [group, detail, shown] of table) {
    it(`has ${shown} for ${detail}`, () => {
      const finding = { id: 'x', group, title: 'x', status: 'bad', detail, neededBy: [], fix: null } as const;
      assert.equal(impersonal(finding, { home: '/home/ada', user: 'ada' }).detail, shown);
    });
  }

  it('is left alone where home is the root folder and the person root', () => {
    const finding = { id: 'x', title: 'x', status: 'bad', detail: '/usr/bin root', neededBy: [], fix: null } as const;
    assert.equal(impersonal({ ...finding, group: 'Privilege' }, { home: '/', user: 'root' }).detail, '/usr/bin root');
  });
});
