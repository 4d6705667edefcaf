import assert from 'node:assert/strict';
import { traceCommand } from '../../../src/tracer/bcc/command.ts';
import { PROBE_WORDS } from '../../../src/probe/captureBudget.ts';
import { absent, number, oddPlan, planOf, text } from './plan.ts';

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
    // The expressions are those that the recorded transcripts were made with, written by hand then.
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
      `p:/tmp/odd:named(u64 rt_word) ${pass(0)} "<0 %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, arg1`,
      `p:/tmp/odd:spread(u64 rt_word) ${pass(1)} "<1 %llx %llx %llx %llx %llx %llx %llx %llx %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, ` +
        'rt_text(arg6 RT_COMMA arg1 RT_COMMA 16 RT_COMMA &__data.v3), __data.v3, __data.v4, ' +
        'rt_text(arg2 RT_COMMA arg4 RT_COMMA 24 RT_COMMA &__data.v6), __data.v6, __data.v7, __data.v8, arg3, arg5',
      `p:/tmp/odd:text(u64 rt_word) ${pass(2)} "<2 %llx %llx %llx %llx %llx %llx %llx %llx %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, ` +
        'rt_text(arg1 RT_COMMA arg2 RT_COMMA 64 RT_COMMA &__data.v3), ' +
        '__data.v3, __data.v4, __data.v5, __data.v6, __data.v7, __data.v8, __data.v9, __data.v10',
    ]);
  });

  it('reads nothing for an argument that is absent', () => {
    const captures = [absent('self', 'struct values are not read yet'), number('n', 'rsi')];
    const argv = traceCommand({ ...machine, plan: planOf('/tmp/odd', [{ symbol: 'named', captures }]) });
    assert.equal(
      argv.at(-1),
      `p:/tmp/odd:named(u64 rt_word) ${pass(0)} "<0 %llx %llx %llx>", bpf_ktime_get_ns(), rt_word, arg2`,
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

  it('refuses a probe that reads more than an event holds, or half words', () => {
    const bytes = (PROBE_WORDS - 1) * 8;
    const commandFor = (limitBytes: number): string[] =>
      traceCommand({
        ...machine,
        plan: planOf('/tmp/odd', [{ symbol: 'text', captures: [text('t', 'rdi', 'rsi', limitBytes)] }]),
      });
    assert.doesNotThrow(() => commandFor(bytes));
    assert.throws(() => commandFor(bytes + 8), { name: 'HumanError' });
    assert.throws(() => commandFor(12), { name: 'HumanError' });
  });
});
