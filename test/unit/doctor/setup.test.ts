import assert from 'node:assert/strict';
import { setupOf, type Evidence, type Setup } from '../../../src/doctor/checkSetup.ts';
import type { Finding, Status } from '../../../src/doctor/finding.ts';
import type { MachineFacts } from '../../../src/doctor/machineFacts.ts';
import { setupReport, verdictLines } from '../../../src/doctor/report.ts';
import { parseOsRelease } from '../../../src/tracer/distribution.ts';
import {
  BCC,
  DEBIAN,
  DOCKER_CONTAINER,
  evidenceOf,
  MICRO_CONFIG,
  NO_BCC,
  processStatus,
  RUST,
  WSL2,
} from './machines.ts';

function finding(setup: Setup, id: string): Finding {
  const found = setup.findings.find(each => each.id === id);
  assert.ok(found, id);
  return found;
}

/** What is not ok, and how bad it is. */
function troubles({ findings }: Setup): Record<string, Status> {
  return Object.fromEntries(findings.filter(({ status }) => status !== 'ok').map(({ id, status }) => [id, status]));
}

const can = ({ tracers }: Setup): string[] => tracers.map(each => `${each.name} ${each.can}`);

interface Case {
  readonly name: string;
  readonly evidence: Evidence;
  readonly troubles: Record<string, Status>;
  readonly can: readonly string[];
  readonly auto: string | null;
}

const machine = (facts: Partial<MachineFacts>, has: Partial<MachineFacts['has']> = {}): MachineFacts => {
  return { ...DEBIAN, ...facts, has: { ...DEBIAN.has, ...has } };
};

const cases: readonly Case[] = [
  {
    name: 'a Debian with everything',
    evidence: evidenceOf(DEBIAN),
    troubles: {},
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'the same without bcc and headers',
    evidence: evidenceOf(machine({ headersRelease: null }, { headers: false }), { bcc: NO_BCC }),
    troubles: { bcc: 'warning', headers: 'unknown' },
    can: ['bcc no', 'tracefs yes'],
    auto: 'tracefs',
  },
  {
    name: 'the same without bcc and with tracefs not mounted',
    evidence: evidenceOf(machine({ mounts: 'proc /proc proc rw 0 0\nsecurityfs /s securityfs rw 0 0\n' }), {
      bcc: NO_BCC,
    }),
    troubles: { bcc: 'bad', tracefs: 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'tracefs not mounted, but bcc',
    evidence: evidenceOf(machine({ mounts: '' })),
    troubles: { tracefs: 'warning' },
    can: ['bcc yes', 'tracefs no'],
    auto: 'bcc',
  },
  {
    name: 'tracefs mounted read-only',
    evidence: evidenceOf(machine({ mounts: 'none /sys/kernel/tracing tracefs ro,relatime 0 0\n' })),
    troubles: { tracefs: 'warning' },
    can: ['bcc yes', 'tracefs no'],
    auto: 'bcc',
  },
  {
    name: 'WSL 2',
    evidence: evidenceOf(WSL2, { bcc: NO_BCC }),
    troubles: { bcc: 'warning', headers: 'unknown' },
    can: ['bcc no', 'tracefs yes'],
    auto: 'tracefs',
  },
  {
    name: 'WSL 1',
    evidence: evidenceOf(
      machine(
        {
          kernelRelease: '4.4.0-19041-Microsoft',
          kernelVersion:
            'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0 (GCC) ) #1\n',
          kernelConfig: null,
          lockdown: null,
          mounts: '',
        },
        { uprobePmu: false, btf: false, headers: false },
      ),
      { bcc: NO_BCC },
    ),
    troubles: {
      system: 'bad',
      'kernel.version': 'bad',
      'kernel.uprobes': 'unknown',
      'kernel.bpf': 'unknown',
      'kernel.lockdown': 'unknown',
      tracefs: 'bad',
      bcc: 'bad',
      headers: 'bad',
    },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'a container without privileges',
    evidence: evidenceOf(DOCKER_CONTAINER, { bcc: NO_BCC }),
    troubles: {
      'kernel.bpf': 'unknown',
      'kernel.lockdown': 'unknown',
      tracefs: 'bad',
      bcc: 'bad',
      headers: 'unknown',
      capabilities: 'bad',
    },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'a rootless container',
    evidence: evidenceOf({
      ...DOCKER_CONTAINER,
      uidMap: '         0       1000          1\n         1     100000      65536\n',
      has: { ...DOCKER_CONTAINER.has, dockerMark: false, podmanMark: true },
    }),
    troubles: {
      container: 'bad',
      'kernel.bpf': 'unknown',
      'kernel.lockdown': 'unknown',
      tracefs: 'bad',
      headers: 'unknown',
      capabilities: 'bad',
    },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'a kernel without uprobes',
    evidence: evidenceOf(
      machine({ kernelConfig: { path: '/proc/config.gz', text: MICRO_CONFIG } }, { uprobePmu: false }),
    ),
    troubles: { 'kernel.uprobes': 'bad', 'kernel.bpf': 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'a kernel whose configuration cannot be read',
    evidence: evidenceOf(machine({ kernelConfig: null })),
    troubles: { 'kernel.bpf': 'unknown' },
    can: ['bcc unknown', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'a kernel that tells nothing at all',
    evidence: evidenceOf(machine({ kernelConfig: null, lockdown: null, mounts: '' }, { uprobePmu: false })),
    troubles: {
      'kernel.uprobes': 'unknown',
      'kernel.bpf': 'unknown',
      'kernel.lockdown': 'unknown',
      tracefs: 'warning',
    },
    can: ['bcc unknown', 'tracefs no'],
    auto: 'bcc',
  },
  {
    name: 'a kernel locked down to confidentiality',
    evidence: evidenceOf(machine({ lockdown: 'none integrity [confidentiality]\n' })),
    troubles: { 'kernel.lockdown': 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'a kernel locked down to integrity, as with Secure Boot',
    evidence: evidenceOf(machine({ lockdown: 'none [integrity] confidentiality\n' })),
    troubles: {},
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'Ubuntu 20.04 with its first kernel',
    evidence: evidenceOf(machine({ kernelRelease: '5.4.0-216-generic', headersRelease: '5.4.0-216-generic' })),
    troubles: { 'kernel.version': 'warning' },
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'a kernel of 2018',
    evidence: evidenceOf(machine({ kernelRelease: '4.19.0-27-amd64', headersRelease: '4.19.0-27-amd64' })),
    troubles: { 'kernel.version': 'warning' },
    can: ['bcc yes', 'tracefs no'],
    auto: 'bcc',
  },
  {
    name: 'RHEL 8, whose number is old and whose BPF is not',
    evidence: evidenceOf(
      machine({ kernelRelease: '4.18.0-553.el8_10.x86_64', headersRelease: '4.18.0-553.el8_10.x86_64' }),
    ),
    troubles: { 'kernel.version': 'unknown' },
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'headers of another kernel',
    evidence: evidenceOf(machine({ headersRelease: '6.1.0-40-amd64' })),
    troubles: { headers: 'warning' },
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'bcc without headers',
    evidence: evidenceOf(machine({ headersRelease: null }, { headers: false })),
    troubles: { headers: 'unknown' },
    can: ['bcc unknown', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'bcc without headers and a kernel of 2018',
    evidence: evidenceOf(machine({ kernelRelease: '4.19.0-27-amd64', headersRelease: null }, { headers: false })),
    troubles: { 'kernel.version': 'bad', headers: 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'headers inside the kernel',
    evidence: evidenceOf(machine({ headersRelease: null }, { headers: false, kernelOwnHeaders: true })),
    troubles: {},
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'headers in a module of the kernel, not loaded',
    evidence: evidenceOf(
      machine(
        { headersRelease: null, kernelConfig: { path: '', text: `${DEBIAN.kernelConfig?.text}CONFIG_IKHEADERS=m\n` } },
        { headers: false },
      ),
    ),
    troubles: {},
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
  {
    name: 'a trace whose Python has no module bcc',
    evidence: evidenceOf(DEBIAN, { bcc: { ...BCC, version: null } as typeof BCC }),
    troubles: { bcc: 'warning' },
    can: ['bcc no', 'tracefs yes'],
    auto: 'tracefs',
  },
  {
    name: 'no sudo',
    evidence: evidenceOf(DEBIAN, { root: { kind: 'absent' } }),
    troubles: { root: 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'no new privileges',
    evidence: evidenceOf(machine({ processStatus: processStatus('0000000000000000', '000001ffffffffff', 1) })),
    troubles: { root: 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'an ARM processor',
    evidence: evidenceOf(machine({ architecture: 'arm64' })),
    troubles: { system: 'bad' },
    can: ['bcc no', 'tracefs no'],
    auto: null,
  },
  {
    name: 'no Rust',
    evidence: evidenceOf(DEBIAN, {
      rust: {
        cargo: {
          kind: 'failed',
          error: { message: 'cargo was not found in PATH, in $CARGO_HOME/bin or in ~/.cargo/bin.' },
        },
        rustc: { kind: 'failed', error: { message: 'error: rustup could not choose a version of rustc to run' } },
      },
    }),
    troubles: { cargo: 'bad', rustc: 'bad' },
    can: ['bcc yes', 'tracefs yes'],
    auto: 'bcc',
  },
];

describe('the setup check', () => {
  for (const { name, evidence, troubles: expected, can: tracers, auto } of cases) {
    it(`judges ${name}`, () => {
      const setup = setupOf(evidence);
      assert.deepEqual(troubles(setup), expected);
      assert.deepEqual(can(setup), tracers);
      assert.equal(setup.auto, auto);
    });

    it(`has a way out of everything bad on ${name}`, () => {
      const helpless = setupOf(evidence).findings.filter(({ status, fix }) => status === 'bad' && fix === null);
      assert.deepEqual(helpless, []);
    });
  }

  it('never names a headers package for WSL', () => {
    const { findings } = setupOf(evidenceOf(WSL2, { bcc: NO_BCC }));
    assert.deepEqual(
      findings.filter(({ fix }) => (fix?.command ?? '').includes('headers')),
      [],
    );
  });

  const distributions = [
    ['ID=debian', 'sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)'],
    ['ID=fedora', 'sudo dnf install -y bcc-tools kernel-devel-$(uname -r)'],
    ['ID=arch', 'sudo pacman -S --needed bcc bcc-tools python-bcc linux-headers'],
    ['ID=opensuse-tumbleweed', 'sudo zypper install -y bcc-tools kernel-default-devel'],
    ['ID=void', null],
  ] as const;
  for (const [text, command] of distributions) {
    it(`offers the line of the distribution for headers: ${text}`, () => {
      const facts = machine({ distribution: parseOsRelease(text), headersRelease: null }, { headers: false });
      assert.equal(finding(setupOf(evidenceOf(facts)), 'headers').fix?.command, command);
    });
  }

  it('says how to mount tracefs, with sudo and as root', () => {
    const command = 'mount -t tracefs tracefs /sys/kernel/tracing';
    const commandOf = (facts: MachineFacts): string | null | undefined => {
      return finding(setupOf(evidenceOf(facts)), 'tracefs').fix?.command;
    };
    assert.equal(commandOf(machine({ mounts: '' })), `sudo ${command}`);
    const status = processStatus('000001ffffffffff', '000001ffffffffff');
    assert.equal(commandOf(machine({ mounts: '', isRoot: true, processStatus: status })), command);
    // A container's root may not mount, so no line of a shell would help.
    assert.equal(commandOf(DOCKER_CONTAINER), null);
  });

  const passed = (status: Status): Finding => {
    const title = 'bcc';
    return { id: 'selfTest.bcc', group: 'Self-test', title, status, detail: '', neededBy: ['bcc'], fix: null };
  };

  it('believes a self-test more than anything else', () => {
    const seen = setupOf(evidenceOf(machine({ kernelConfig: null })), [passed('ok')]);
    assert.deepEqual(can(seen), ['bcc yes', 'tracefs yes']);
    const failed = setupOf(evidenceOf(DEBIAN), [passed('bad')]);
    assert.deepEqual(can(failed), ['bcc no', 'tracefs yes']);
    assert.equal(finding(failed, 'selfTest.bcc').status, 'warning');
  });

  it('leaves nothing to do for a tracer that has passed its self-test', () => {
    const evidence = evidenceOf(machine({ headersRelease: '6.1.0-1-other' }));
    for (const [status, isLeft] of [
      ['ok', false],
      ['bad', true],
    ] as const) {
      const { fix } = finding(setupOf(evidence, [passed(status)]), 'headers');
      assert.equal(fix !== null, isLeft, status);
    }
  });

  it('is printed aligned, with what to do', () => {
    const text = setupReport(setupOf(evidenceOf(WSL2, { bcc: NO_BCC })), {
      version: '0.1.0',
      node: 'v20.20.2',
      isColoured: false,
    });
    assert.equal(
      text,
      `Rust Trace 0.1.0, Node 20.20.2

System
  ok       System          Ubuntu 24.04.3 LTS on x86-64, in WSL 2
  ok       Container       none

Kernel
  ok       Kernel          6.6.87.2-microsoft-standard-WSL2
  ok       Uprobes         the kernel offers uprobe events
  ok       BPF             CONFIG_BPF_SYSCALL, CONFIG_BPF_EVENTS and CONFIG_BPF_JIT are set
  ok       Lockdown        none: the kernel has no lockdown
  ok       BTF             /sys/kernel/btf/vmlinux

Tracers
  ok       tracefs         mounted at /sys/kernel/tracing; only root may look inside
  warning  bcc             bcc's trace is not installed (looked for /usr/sbin/trace-bpfcc and /usr/share/bcc/tools/trace)
  unknown  Kernel headers  none of kernel 6.6.87.2-microsoft-standard-WSL2 (/lib/modules/6.6.87.2-microsoft-standard-WSL2/build); whether bcc does without, the self-test tells

Privilege
  ok       Root            /usr/bin/sudo 1.9.13p3 asks for your password at a trace
  ok       Capabilities    root may load BPF programs

Rust
  ok       cargo           1.95.0 (f2d3ce0bd 2026-03-21)
  ok       rustc           1.95.0 (59807616e 2026-04-14)

Result
  bcc cannot work: see bcc.
  tracefs can work.
  A trace takes tracefs, unless a setting says otherwise.

What to do
  bcc: No package has the headers of WSL’s kernel, which bcc may need; tracefs needs none.
  Kernel headers: No package has the headers of WSL’s kernel, which bcc may need; tracefs needs none.
`,
    );
  });

  it('has colours of a terminal only where they are wanted', () => {
    const setup = setupOf(evidenceOf(DEBIAN, { bcc: NO_BCC }));
    const plain = setupReport(setup, { version: '0.1.0', node: 'v20.0.0', isColoured: false });
    const coloured = setupReport(setup, { version: '0.1.0', node: 'v20.0.0', isColoured: true });
    assert.ok(!plain.includes('\x1b'));
    assert.ok(coloured.includes('\x1b[33mwarning\x1b[0m'));
    assert.equal(coloured.replace(/\x1b\[\d+m/g, ''), plain);
  });

  it('lets no text of the machine reach the terminal’s controls', () => {
    const hostile = evidenceOf(machine({ distribution: parseOsRelease('PRETTY_NAME="a\x1b[2Jb"\nID=debian') }));
    const text = setupReport(setupOf(hostile), { version: '0.1.0', node: 'v20.0.0', isColoured: false });
    assert.ok(!text.includes('\x1b'), text);
  });

  it('says that nothing can work where that is so', () => {
    const { tracers, auto } = setupOf(evidenceOf(machine({ architecture: 'arm64' })));
    assert.deepEqual(verdictLines({ tracers, auto }), [
      'bcc cannot work: see System.',
      'tracefs cannot work: see System.',
      'No tracer can work here.',
    ]);
  });

  it('names tools of Rust by version alone', () => {
    assert.equal(finding(setupOf(evidenceOf(DEBIAN, { rust: RUST })), 'cargo').detail, '1.95.0 (f2d3ce0bd 2026-03-21)');
  });
});
