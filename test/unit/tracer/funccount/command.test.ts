import assert from 'node:assert/strict';
import { HumanError } from '../../../../src/model/humanError.ts';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import { chunksOf } from '../../../../src/tracer/bcc/funccount/chunks.ts';
import { funccountCommand } from '../../../../src/tracer/bcc/funccount/command.ts';
import { whyNotFunccount } from '../../../../src/tracer/bcc/funccount/whyNotFunccount.ts';
import { planOf } from '../plan.ts';

const plan = (...symbols: string[]): ProbePlan =>
  planOf(
    '/tmp/demo',
    symbols.map(symbol => ({ symbol, captures: [] })),
  );

const command = (of: ProbePlan, everySeconds: number | null = null): string[] =>
  funccountCommand({ plan: of, toolPath: '/tool', targetPath: '/tmp/demo', everySeconds });

/** The plan with its functions inside other ones. */
const moved = (of: ProbePlan, symbolOffset: number): ProbePlan => ({
  ...of,
  probes: of.probes.map(probe => ({ ...probe, instance: { ...probe.instance, symbolOffset } })),
});

const AREA = '_ZN44_$LT$demo..Circle$u20$as$u20$demo..Shape$GT$4area17h28509f7de75137d6E';

describe('the command of funccount', () => {
  it('names each symbol exactly, and nothing else of the caller’s environment is passed on', () => {
    const argv = command(plan('_RNvC4demo3add', AREA));
    assert.deepEqual(argv.slice(0, 2), ['/usr/bin/env', '-i']);
    assert.ok(argv.includes('PYTHONUNBUFFERED=1'));
    const [path = '', pattern = ''] = (argv.at(-1) ?? '').split(/:(.*)/);
    assert.deepEqual(argv.slice(-3, -1), ['/tool', '-r']);
    assert.equal(path, '/tmp/demo');
    assert.ok(!pattern.includes(':'));
    // Python reads these regular expressions as JavaScript does.
    const names = new RegExp(pattern);
    for (const symbol of ['_RNvC4demo3add', AREA]) assert.ok(names.test(symbol), symbol);
    for (const other of ['_RNvC4demo3addx', 'x_RNvC4demo3add', AREA.replace('$', 'x'), AREA.replace('..', 'ab'), ''])
      assert.ok(!names.test(other), other);
  });

  it('has an interval in whole seconds where there is one', () => {
    assert.deepEqual(command(plan('a'), 2).slice(-4, -1), ['-i', '2', '-r']);
  });

  for (const [title, of, reason] of [
    ['a copy in another function', moved(plan('a'), 4), /code inside another one/],
    ['a symbol of several functions', plan('a', 'b', 'a'), /several functions have the symbol a/],
    ['a symbol with a blank', plan('a b'), /not a plain name/],
    ['a symbol with a colon', plan('a:b'), /not a plain name/],
    ['a symbol that is an expression', plan('.*|a'), /not a plain name/],
    ['a symbol that no line carries', plan('a'.repeat(10_000)), /not a plain name/],
    ['no place', plan(), /cannot be counted/],
  ] as const) {
    it(`is refused for ${title}, which is told before anything starts`, () => {
      assert.throws(
        () => command(of),
        (error: unknown) => error instanceof HumanError && reason.test(error.message),
      );
      assert.match(whyNotFunccount(of, { findTool: () => '/tool' }) ?? '', reason);
    });
  }

  it('is not used where the tool is missing', () => {
    const missing = (): string => {
      throw new HumanError({ message: 'bcc’s funccount is not installed (looked for /x).' });
    };
    assert.equal(whyNotFunccount(plan('a'), { findTool: missing }), 'bcc’s funccount is not installed');
    assert.equal(whyNotFunccount(plan('a'), { findTool: () => '/tool' }), null);
  });
});

describe('a plan for several funccounts', () => {
  const names = (count: number, name: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => name(index));

  it('is cut at 400 places, each part with ids of its own', () => {
    const whole = plan(...names(1001, index => `f${index}`));
    const chunks = chunksOf(whole);
    assert.deepEqual(
      chunks.map(({ probes }) => probes.length),
      [400, 400, 201],
    );
    for (const { probes } of chunks) assert.ok(probes.every(({ id }, index) => id === index));
    assert.deepEqual(
      chunks.flatMap(({ probes }) => probes.map(({ place }) => place.symbol)),
      whole.probes.map(({ place }) => place.symbol),
    );
  });

  it('is cut where its argument would be longer than Linux takes', () => {
    const chunks = chunksOf(plan(...names(300, index => `$${index}`.padEnd(1000, '$'))));
    assert.ok(chunks.length > 1);
    for (const chunk of chunks) assert.ok((command(chunk).at(-1) ?? '').length < 128 * 1024);
  });

  it('is one for an empty plan, and for one that is to be refused', () => {
    assert.equal(chunksOf(plan()).length, 1);
    assert.equal(chunksOf(plan(...names(900, index => `f${index % 800}`))).length, 1);
  });
});
