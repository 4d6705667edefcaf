import assert from 'node:assert/strict';
import type { ListedProcess } from '../../../src/server/protocol.ts';
import { processRows } from '../../../src/ui/processItems.ts';
import { planOf } from '../session/samples.ts';

const { artifact } = planOf('demo::add', []);
const plain: ListedProcess = {
  pid: 4711,
  startTicks: 1,
  owner: 'ada',
  command: ['target/debug/demo', '--rounds', '5'],
  comm: 'demo',
  ageMs: 200_000,
  container: null,
  runs: { artifact, build: 'current' },
  obstacle: null,
};

describe('the rows of the process picker', () => {
  it('say pid, owner, age, command, artifact and which build it is', () => {
    assert.deepEqual(processRows([plain]).known, [
      {
        pid: 4711,
        label: 'demo 4711',
        description: 'ada · 3 min · demo · dev · this build',
        detail: 'target/debug/demo --rounds 5',
      },
    ]);
  });

  it('part those that could not be looked into from the others, with the reason', () => {
    const closed = { ...plain, runs: null, obstacle: 'what it runs is shown to root alone', owner: 'root' };
    const copied: ListedProcess = { ...plain, container: { id: '0123456789ab' }, runs: { artifact, build: 'copy' } };
    const rows = processRows([copied, closed]);
    assert.deepEqual(
      [...rows.known, ...rows.closed].map(({ description }) => description),
      [
        'ada · 3 min · demo · dev · copy of this build · container 0123456789ab',
        'root · 3 min · what it runs is shown to root alone',
      ],
    );
    assert.equal(rows.closed.length, 1);
  });

  it('show what a process says of itself as text: cut, on one line, without icons', () => {
    const command = ['$(flame)', 'a\nb', 'x'.repeat(1000)];
    const [row] = processRows([{ ...plain, comm: '$(x)\n', command }]).known;
    assert.equal(row?.label, '$\u200b(x)\\n 4711');
    assert.match(row.detail, /^'\$\u200b\(flame\)' 'a\\nb' x+…$/);
    assert.ok(row.detail.length <= 302);
  });
});
