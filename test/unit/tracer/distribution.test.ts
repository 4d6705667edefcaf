import assert from 'node:assert/strict';
import { installCommand, installTracingCommand, parseOsRelease } from '../../../src/tracer/distribution.ts';

/** The fields that matter of the distributions' own os-release files. */
const files = [
  {
    text: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n',
    name: 'Debian GNU/Linux 12 (bookworm)',
    command: 'sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)',
  },
  {
    text: 'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\n',
    name: 'Linux Mint 22',
    command: 'sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)',
  },
  {
    text: 'NAME="Fedora Linux"\nID=fedora\nPRETTY_NAME="Fedora Linux 43 (Workstation Edition)"\n',
    name: 'Fedora Linux 43 (Workstation Edition)',
    command: 'sudo dnf install -y bcc-tools kernel-devel-$(uname -r)',
  },
  {
    text: 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n',
    name: 'Rocky Linux',
    command: 'sudo dnf install -y bcc-tools kernel-devel-$(uname -r)',
  },
  {
    text: 'NAME="openSUSE Tumbleweed"\nID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n',
    name: 'openSUSE Tumbleweed',
    command: 'sudo zypper install -y bcc-tools kernel-default-devel',
  },
  {
    text: 'NAME="EndeavourOS"\nID="endeavouros"\nID_LIKE="arch"\n',
    name: 'EndeavourOS',
    command: 'sudo pacman -S --needed bcc bcc-tools python-bcc linux-headers',
  },
  {
    text: "NAME='Alpine Linux'\nID=alpine\n",
    name: 'Alpine Linux',
    command: 'sudo apk add bcc-tools linux-lts-dev',
  },
  { text: 'NAME="Void"\nID="void"\n', name: 'Void', command: null },
  { text: '', name: 'this Linux', command: null },
  { text: 'ID=constructor\n\0\n===\n', name: 'this Linux', command: null },
];

describe('the distribution', () => {
  for (const { text, name, command } of files) {
    it(`is ${name}, where the tools are installed with ${command ?? 'nothing known'}`, () => {
      const distribution = parseOsRelease(text);
      assert.equal(distribution.name, name);
      assert.equal(installTracingCommand(distribution, false), command);
    });
  }

  it('needs no sudo for root', () => {
    const debian = parseOsRelease('ID=debian');
    assert.equal(installCommand(debian, 'chromium', true), 'apt-get install -y chromium');
  });
});
