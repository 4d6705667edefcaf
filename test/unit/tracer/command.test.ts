import assert from 'node:assert/strict';
import { traceCommand } from '../../../src/tracer/bcc/command.ts';
import { carriedByBcc, wordsOf } from '../../../src/tracer/bcc/words.ts';
import type { CarriedReads } from '../../../src/tracer/carried.ts';
import type { Predicate } from '../../../src/model/predicate.ts';
import {
  type HandMadeCapture,
  absent,
  bytesAt,
  elementsAt,
  exitOf,
  load,
  number,
  oddPlan,
  planOf,
  register,
  withStackPointer,
  wordOf,
} from './plan.ts';

const paths = { toolPath: '/usr/sbin/trace-bpfcc', headerPath: '/proc/self/fd/9', targetPath: '/tmp/odd' };
const machine = { ...paths, processors: 2, recordedPerSecond: 2000 };

/** The condition of a probe, with the limit of `machine`. */
function pass(probe: number, periodMs = 20, limit = '2000ULL'): string {
  const maps = `rt_probes.lookup(&probe), rt_windows.lookup(&first)`;
  return `((rt_word = ({ int probe = ${probe}; int first = 0; rt_pass(${maps}, ${limit}, ${periodMs}); })) != 0)`;
}

describe('the command line of bcc trace', () => {
  it('is an argv whose probes carry numbers and texts as words, each probe with its id and time', () => {
    const argv = traceCommand({ ...machine, plan: oddPlan('/tmp/odd') });
    assert.deepEqual(argv, [
      ...[
        '/usr/bin/env',
        '-i',
        'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
        'LC_ALL=C.UTF-8',
        'PYTHONIOENCODING=UTF-8',
        'PYTHONUNBUFFERED=1',
      ],
      ...['/usr/sbin/trace-bpfcc', '-b', '1024', '-I', '/proc/self/fd/9'],
      `p:/tmp/odd:named(u64 rt_word) ${pass(0)} "<0 %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, RT_REGISTER(di)`,
      `p:/tmp/odd:spread(u64 rt_word) ${pass(1)} "<1${' %llx'.repeat(12)}>", bpf_ktime_get_ns(), rt_word, ` +
        '({ u64 rt_missing = 0; ' +
        'rt_elements(&__data.v3 RT_COMMA 16 RT_COMMA 1 RT_COMMA RT_REGISTER(r9) RT_COMMA RT_REGISTER(di) RT_COMMA &rt_missing RT_COMMA 0x1ULL); ' +
        '__data.v5 = RT_REGISTER(di); ' +
        'rt_elements(&__data.v6 RT_COMMA 24 RT_COMMA 1 RT_COMMA RT_REGISTER(si) RT_COMMA RT_REGISTER(cx) RT_COMMA &rt_missing RT_COMMA 0x4ULL); ' +
        '__data.v9 = RT_REGISTER(cx); __data.v10 = RT_REGISTER(dx); __data.v11 = RT_REGISTER(r8); rt_missing; }), ' +
        Array.from({ length: 9 }, (_, index) => `__data.v${3 + index}`).join(', '),
      `p:/tmp/odd:text(u64 rt_word) ${pass(2)} "<2${' %llx'.repeat(12)}>", bpf_ktime_get_ns(), rt_word, ` +
        '({ u64 rt_missing = 0; ' +
        'rt_elements(&__data.v3 RT_COMMA 64 RT_COMMA 1 RT_COMMA RT_REGISTER(di) RT_COMMA RT_REGISTER(si) RT_COMMA &rt_missing RT_COMMA 0x1ULL); ' +
        '__data.v11 = RT_REGISTER(si); rt_missing; }), ' +
        Array.from({ length: 9 }, (_, index) => `__data.v${3 + index}`).join(', '),
    ]);
  });

  it('reads nothing for an argument that is absent', () => {
    const captures = [absent('self', 'struct values are not read yet'), number('n', 'rsi')];
    const argv = traceCommand({ ...machine, plan: planOf('/tmp/odd', [{ symbol: 'named', captures }]) });
    assert.equal(
      argv.at(-1),
      `p:/tmp/odd:named(u64 rt_word) ${pass(0)} "<0 %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, RT_REGISTER(si)`,
    );
  });

  it('lets every hit pass where there is no limit', () => {
    const plan = planOf('/tmp/odd', [{ symbol: 'named', captures: [] }]);
    const argv = traceCommand({ ...machine, recordedPerSecond: null, plan });
    assert.ok(argv.at(-1)?.includes(pass(0, 20, 'RT_NO_LIMIT')), argv.at(-1));
  });

  it('counts and records one process alone where the plan names one', () => {
    const plan = { ...planOf('/tmp/odd', [{ symbol: 'named', captures: [] }]), process: 4711 };
    const condition = `($tgid == 4711 && ${pass(0).slice(1)}`;
    const argv = traceCommand({ ...machine, plan });
    assert.ok(argv.at(-1)?.startsWith(`p:/tmp/odd:named(u64 rt_word) ${condition} "`), argv.at(-1));
  });

  it('samples so seldom that many probes on many processors stay within 1,000 samples a second', () => {
    const plan = planOf('/tmp/odd', Array(100).fill({ symbol: 'named', captures: [] }));
    const argv = traceCommand({ ...machine, processors: 64, plan });
    assert.ok(argv.at(-1)?.includes(pass(99, 6400)), argv.at(-1));
  });

  it('refuses more probes than bcc can set', () => {
    const plan = planOf('/tmp/odd', Array(1001).fill({ symbol: 'named', captures: [] }));
    assert.throws(() => traceCommand({ ...machine, plan }), { name: 'HumanError', message: /1001 copies/ });
  });

  for (const { processors, probes, pages } of [
    { processors: 2, probes: 1, pages: '1024' },
    { processors: 16, probes: 1, pages: '512' },
    { processors: 16, probes: 3, pages: '128' },
    { processors: 256, probes: 100, pages: '8' },
  ]) {
    it(`gives each of ${probes} probes ${pages} pages on each of ${processors} processors`, () => {
      const plan = planOf('/tmp/odd', Array(probes).fill({ symbol: 'named', captures: [] }));
      const argv = traceCommand({ ...machine, processors, plan });
      assert.equal(argv[argv.indexOf('-b') + 1], pages);
    });
  }

  for (const symbol of [
    '_ZN33_$LT$d..Foo$u20$as$u20$d..Bar$GT$3baz17h0123456789abcdefE',
    '_RINvCs1_3gen3addyEB2_.llvm.12',
  ]) {
    it(`takes ${symbol}`, () => {
      const argv = traceCommand({ ...machine, plan: planOf('/tmp/odd', [{ symbol, captures: [] }]) });
      assert.equal(
        argv.at(-1),
        `p:/tmp/odd:${symbol}(u64 rt_word) ${pass(0)} "<0 %llx %llx>", bpf_ktime_get_ns(), rt_word`,
      );
    });
  }

  for (const symbol of ['', 'a b', 'a+0x10', 'a"', 'a(b)', 'a:b', 'a,b', 'a\nb', 'größe', 'a%s']) {
    it(`refuses the symbol ${JSON.stringify(symbol)}`, () => {
      const plan = planOf('/tmp/odd', [{ symbol, captures: [] }]);
      assert.throws(() => traceCommand({ ...machine, plan }), { name: 'HumanError', message: /not a plain name/ });
    });
  }

  it('refuses a plan without probes', () => {
    assert.throws(() => traceCommand({ ...machine, plan: planOf('/tmp/odd', []) }), { name: 'HumanError' });
  });

  it('follows pointers, and adds to words without a sign', () => {
    const captures = [wordOf('w', load(load(register('rdi', 8)), -1))];
    const argv = traceCommand({ ...machine, plan: planOf('/tmp/odd', [{ symbol: 'named', captures }]) });
    const inner = 'rt_load((RT_REGISTER(di) + 0x8ULL) RT_COMMA &rt_missing RT_COMMA 0x1ULL)';
    assert.ok(
      argv
        .at(-1)
        ?.endsWith(
          `({ u64 rt_missing = 0; __data.v3 = (rt_load(${inner} RT_COMMA &rt_missing RT_COMMA 0x1ULL) + 0xffffffffffffffffULL); rt_missing; }), __data.v3`,
        ),
      argv.at(-1),
    );
  });

  it('tests a condition before it counts', () => {
    const condition: Predicate = {
      kind: 'compare',
      scalar: { kind: 'word', word: register('rdi'), bytes: 8 },
      isSigned: true,
      comparison: '>=',
      constant: String(-(1n << 63n)),
    };
    const argv = traceCommand({ ...machine, plan: planOf('/tmp/odd', [{ symbol: 'named', captures: [], condition }]) });
    const test =
      '({ u64 rt_missing = 0; s64 rt_left = (s64)RT_REGISTER(di); !rt_missing && (s64)rt_left >= (-9223372036854775807LL - 1); })';
    assert.ok(argv.at(-1)?.includes(` (${test} && ${pass(0).slice(1)} "`), argv.at(-1));
  });

  it('lets the exits pass whose entries did, and sets them first', () => {
    const plan = planOf('/tmp/odd', [{ symbol: 'named', captures: [] }]);
    const probes = plan.probes.map(withStackPointer);
    const exits = [withStackPointer(exitOf(plan, 0, 0x1f))];
    const argv = traceCommand({ ...machine, plan: { ...plan, probes, exits } }).slice(-2);
    const call = 'u64 rt_missing = 0; struct rt_call call = { bpf_get_current_pid_tgid(), RT_REGISTER(sp) + 0ULL };';
    assert.equal(
      argv[0],
      `p:/tmp/odd:named+0x1f(u64 rt_word) (({ rt_word = 0; ${call} u8 *known = rt_calls.lookup(&call); ` +
        'if (known) rt_calls.delete(&call); known != 0; })) "<1 %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, RT_REGISTER(sp)',
    );
    assert.ok(
      argv[1]?.includes(`${call} u8 one = 1; if (rt_word != 0 && rt_word >> 63 == 0) rt_calls.update(&call, &one);`),
    );
  });
});

describe('what an event of bcc carries', () => {
  const carried = (...captures: readonly HandMadeCapture[]): CarriedReads =>
    carriedByBcc({ reads: captures.flatMap(({ reads }) => reads), stackPointer: null });
  const list = (limit: number, bytes: 1 | 2 | 4 | 8 = 8): HandMadeCapture =>
    elementsAt('l', { at: register('rdi'), count: register('rsi'), bytes, limit });

  it('is everything where there is room', () => {
    const { reads, isShortened } = carried(list(46));
    assert.deepEqual([wordsOf(reads), isShortened], [48, false]);
  });

  it('is all lists cut at the same length where there is not', () => {
    const { reads, indexes, isShortened } = carried(list(40), list(40), list(3));
    assert.deepEqual([wordsOf(reads) <= 48, indexes, isShortened], [true, [0, 1, 2, 3, 4, 5], true]);
    assert.deepEqual(
      reads.flatMap(read => (read.kind === 'elements' ? [read.limitBytes] : [])),
      [20 * 8, 20 * 8, 24],
    );
  });

  it('lacks the last reads where even short lists are too much, but not the stack pointer', () => {
    const many = Array.from({ length: 60 }, (_, index) => wordOf(`w${index}`, register('rdi', index)));
    const reads = [...many, number('sp', 'rsp')].flatMap(each => each.reads);
    const { indexes } = carriedByBcc({ reads, stackPointer: { read: 60, plus: 0 } });
    assert.deepEqual(
      indexes.map((at, index) => (at === null ? null : index)),
      [...Array.from({ length: 47 }, (_, index) => index), ...Array<null>(13).fill(null), 60],
    );
  });

  it('is smaller reads behind one that is too large', () => {
    const { indexes } = carried(bytesAt('b', register('rdi'), 400), number('n', 'rdi'));
    assert.deepEqual(indexes, [null, 0]);
  });
});
