import assert from 'node:assert/strict';
import { containerId, parseCommandLine, parseStatus } from '../../../src/running/processFacts.ts';
import { isAlive, parseStat, readStat } from '../../../src/running/processStat.ts';

/** The fields behind the name in proc_pid_stat(5), as a kernel of today writes them. */
const FIELDS = '1 4711 4711 0 -1 4194560 104 0 0 0 0 0 0 0 20 0 7 0 2832427 3100672 265 18446744073709551615 1 1 0';

describe('a line of /proc/PID/stat', () => {
  for (const name of ['demo', 'two words', ') R 1 1', '(', 'a) Z (b', 'line\nbreak', '', ')))']) {
    it(`is read whatever the program is called: ${JSON.stringify(name)}`, () => {
      const expected = { state: 'S', threads: 7, startTicks: 2832427 };
      assert.deepEqual(parseStat(`4711 (${name}) S ${FIELDS}\n`), expected);
    });
  }

  it('that is cut short or of something else is no answer', () => {
    for (const text of ['', '4711 (demo)', '4711 (demo) S 1 2', 'nonsense', `4711 (demo) 7 ${FIELDS}`]) {
      assert.equal(parseStat(text), null, text);
    }
  });

  it('names one process for ever together with the pid', () => {
    const stat = readStat(process.pid);
    assert.ok(stat !== null);
    assert.ok(isAlive({ pid: process.pid, startTicks: stat.startTicks }));
    assert.ok(!isAlive({ pid: process.pid, startTicks: stat.startTicks - 1 }));
    assert.equal(readStat(2 ** 22 + 1), null);
  });
});

describe('/proc/PID/status', () => {
  it('gives the user whose rights count, and how many PID namespaces deep the process is', () => {
    const status =
      'Name:\tx\\nUid:\t7\nUmask:\t0022\nState:\tS\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\nNSpid:\t4711\t1\n';
    assert.deepEqual(parseStatus(status), { uid: 0, pidNamespaces: 2 });
    assert.deepEqual(parseStatus('Name:\tx\nUid:\t5\t6\t7\t8\n'), { uid: 6, pidNamespaces: 1 });
  });
});

describe('/proc/PID/cmdline', () => {
  const rows: readonly (readonly [text: string, argv: readonly string[]])[] = [
    ['', []],
    ['demo\0', ['demo']],
    ['demo\0--echo\0a b\0', ['demo', '--echo', 'a b']],
    ['demo\0\0last\0', ['demo', '', 'last']],
    ['a title of its own', ['a title of its own']],
    ['padded title\0\0\0\0', ['padded title']],
    ['new\nline\0$(x)\0', ['new\nline', '$(x)']],
  ];
  for (const [text, argv] of rows) {
    it(`is taken apart: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseCommandLine(text), argv);
    });
  }
});

describe('a container', () => {
  const hash = '0123456789abcdef'.repeat(4);
  const rows: readonly (readonly [cgroups: string, id: string | null])[] = [
    [`0::/system.slice/docker-${hash}.scope\n`, '0123456789ab'],
    [`12:cpu:/docker/${hash}\n0::/\n`, '0123456789ab'],
    [`0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${hash}.scope/container\n`, '0123456789ab'],
    [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${hash}.scope\n`, '0123456789ab'],
    ['0::/lxc.payload.web-1/system.slice/app.service\n', 'web-1'],
    ['0::/user.slice/user-1000.slice/session-2.scope\n', null],
    ['0::/../../strange\n', null],
    ['', null],
  ];
  for (const [cgroups, id] of rows) {
    it(`is called ${String(id)} by ${JSON.stringify(cgroups.slice(0, 40))}`, () => {
      assert.equal(containerId(cgroups), id);
    });
  }
});
