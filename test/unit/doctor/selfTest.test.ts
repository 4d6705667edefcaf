import assert from 'node:assert/strict';
import { selfTestFinding, type SelfTestOutcome } from '../../../src/doctor/selfTest/outcome.ts';
import type { Hit } from '../../../src/model/hit.ts';

/** Calls as program.ts is made to do them, written out apart from it. */
function calls(count: number): Hit[] {
  return Array.from({ length: count }, (_, index) => ({
    probe: 0,
    timeNs: BigInt(index),
    pid: 1,
    tid: 1,
    comm: 'rust_trace_self',
    stackPointer: null,
    args: [
      { name: 'round', value: { kind: 'value', text: String(index + 1) } },
      { name: 'complement', value: { kind: 'value', text: String(2n ** 64n - 2n - BigInt(index)) } },
      { name: 'text', value: { kind: 'value', text: '"größer"' } },
    ],
  }));
}

const good: SelfTestOutcome = {
  tracer: 'tracefs',
  attachedMs: 1234,
  hits: calls(100),
  counted: { hits: 100, isExact: true },
  programFailure: null,
  reason: { kind: 'stopped' },
};

const absent = calls(100).map(hit => ({
  ...hit,
  args: hit.args.map(arg => ({ ...arg, value: { kind: 'absent', reason: 'not paged in' } as const })),
}));
const error = {
  message: 'bcc finds no headers of the running kernel 6.1.',
  advice: 'Install them with: apt-get install x',
  action: { kind: 'runInTerminal', command: 'apt-get install x' },
} as const;

const table: readonly {
  readonly outcome: Partial<SelfTestOutcome>;
  readonly status: string;
  readonly detail: string;
}[] = [
  { outcome: {}, status: 'ok', detail: 'all 100 calls with their arguments; attached in 1.2 s' },
  { outcome: { counted: null }, status: 'ok', detail: 'all 100 calls with their arguments; attached in 1.2 s' },
  {
    outcome: { counted: { hits: 64, isExact: false } },
    status: 'ok',
    detail: 'all 100 calls with their arguments; attached in 1.2 s',
  },
  { outcome: { hits: calls(99) }, status: 'bad', detail: '99 of 100 calls were seen; attached in 1.2 s' },
  { outcome: { hits: [] }, status: 'bad', detail: '0 of 100 calls were seen; attached in 1.2 s' },
  { outcome: { hits: calls(101) }, status: 'bad', detail: '101 of 100 calls were seen; attached in 1.2 s' },
  {
    outcome: { hits: calls(100).reverse() },
    status: 'bad',
    detail: 'the arguments of call 1 were not read as they were; attached in 1.2 s',
  },
  {
    outcome: { hits: absent },
    status: 'bad',
    detail: 'the arguments of call 1 were not read as they were; attached in 1.2 s',
  },
  {
    outcome: { counted: { hits: 99, isExact: true } },
    status: 'bad',
    detail: '99 calls were counted, of 100; attached in 1.2 s',
  },
  {
    outcome: { counted: { hits: 101, isExact: false } },
    status: 'bad',
    detail: '101 calls were counted, of 100; attached in 1.2 s',
  },
  { outcome: { reason: { kind: 'cancelled' } }, status: 'unknown', detail: 'not run: no password was given' },
  {
    outcome: { programFailure: 'its program ended with SIGSYS', hits: [] },
    status: 'unknown',
    detail: 'not run: its program ended with SIGSYS',
  },
  { outcome: { attachedMs: null, hits: [] }, status: 'unknown', detail: 'not run: stopped before it was attached' },
  {
    outcome: { reason: { kind: 'failed', error } },
    status: 'bad',
    detail: 'bcc finds no headers of the running kernel 6.1',
  },
];

describe('a self-test', () => {
  for (const { outcome, status, detail } of table) {
    it(`is ${status}: ${detail} (${Object.keys(outcome).join(', ')})`, () => {
      const finding = selfTestFinding({ ...good, ...outcome });
      assert.equal(finding.status, status);
      assert.equal(finding.detail, detail);
    });
  }

  it('that failed has the way out that the tracer names', () => {
    const { fix } = selfTestFinding({ ...good, reason: { kind: 'failed', error } });
    assert.deepEqual(fix, { sentence: error.advice, command: 'apt-get install x' });
  });
});
