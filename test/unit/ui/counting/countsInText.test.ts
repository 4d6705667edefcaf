/** Which function of the text a count belongs to, and what is said there. */

import assert from 'node:assert/strict';
import type { RustFunction } from '../../../../src/model/rustFunction.ts';
import { CountStore } from '../../../../src/session/countStore.ts';
import { isAsyncBody, isPartOfFunction, ownName } from '../../../../src/ui/counting/countedName.ts';
import { countLineText } from '../../../../src/ui/counting/countLineText.ts';
import { CountsInText } from '../../../../src/ui/counting/countsInText.ts';
import { functionAt } from '../../session/samples.ts';
import { countOf, declaredPlan, report, type SampleFunction, shownOf } from './countSample.ts';

/** The texts at the functions' lines: `path: text`. */
function texts(
  sample: readonly SampleFunction[],
  hits: readonly number[],
  functions: readonly RustFunction[],
): string[] {
  const session = countOf(declaredPlan(sample));
  report(session, hits);
  return [...shownOf([session], functions)].map(([fn, shown]) => `${fn.path}: ${String(countLineText(shown))}`);
}

describe('the name of a counted function', () => {
  for (const [name, own, isPart, isPoll] of [
    ['demo::db::open', 'open', false, false],
    ['<demo::Circle as demo::Shape>::area', 'area', false, false],
    ['<alloc::vec::Vec<fn() -> demo::A> as core::ops::Deref>::deref', 'deref', false, false],
    ['demo::fetch::{async_fn#0}', 'fetch', true, true],
    ['demo::fetch::{async_fn#0}::{closure#1}', 'fetch', true, false],
    ['demo::main::{closure#0}', 'main', true, false],
    ['demo::id::ID::{{constant}}::{closure#1}', 'ID', true, false],
    ['main', 'main', false, false],
  ] as const) {
    it(`is taken apart: ${name}`, () => {
      assert.deepEqual([ownName(name), isPartOfFunction(name), isAsyncBody(name)], [own, isPart, isPoll]);
    });
  }
});

describe('a count in the text', () => {
  it('stands at the function of its name and declared line', () => {
    const functions = [functionAt('open', 4), functionAt('close', 9)];
    const sample = [
      { name: 'demo::db::open', line1: 5, homes: [0] },
      { name: 'demo::db::close', line1: 10, homes: [1] },
      { name: 'demo::db::gone', line1: 20, homes: [2] },
      { name: 'memcpy', line1: null, homes: [3] },
    ];
    assert.deepEqual(texts(sample, [12_345, 1, 7, 8], functions), ['open: 12,345 calls', 'close: 1 call']);
  });

  it('says that a function was not called', () => {
    assert.deepEqual(texts([{ name: 'demo::open', line1: 5, homes: [0] }], [0], [functionAt('open', 4)]), [
      'open: 0 calls',
    ]);
  });

  it('tells namesakes apart by their lines, and by their order where the text has moved since the build', () => {
    const sample = [
      { name: '<demo::A>::new', line1: 5, homes: [0] },
      { name: '<demo::B>::new', line1: 15, homes: [1] },
    ];
    const at = (a: number, b: number): RustFunction[] => [functionAt('A::new', a), functionAt('B::new', b)];
    const expected = ['A::new: 10 calls', 'B::new: 20 calls'];
    assert.deepEqual(texts(sample, [10, 20], at(4, 14)), expected);
    assert.deepEqual(texts(sample, [10, 20], at(7, 17)), expected);
    // The first stands now where the second stood.
    assert.deepEqual(texts(sample, [10, 20], at(14, 24)), expected);
  });

  it('is left out where it is not sure which namesake is meant', () => {
    const functions = [functionAt('A::new', 7), functionAt('B::new', 17)];
    assert.deepEqual(texts([{ name: '<demo::A>::new', line1: 5, homes: [0] }], [10], functions), []);
  });

  it('follows its function through edits', () => {
    const session = countOf(declaredPlan([{ name: 'demo::open', line1: 5, homes: [0] }]));
    report(session, [3]);
    const store = new CountStore();
    store.add(session);
    const counts = new CountsInText(store);
    for (const line0 of [4, 6, 40]) {
      const [fn] = [...counts.byFunction([functionAt('shut', 1), functionAt('open', line0)]).keys()];
      assert.equal(fn?.signatureLine0, line0);
    }
    assert.equal(counts.byFunction([functionAt('shut', 1)]).size, 0);
    assert.equal(counts.byFunction([functionAt('open', 4, { file: '/home/ada/src/other.rs' })]).size, 0);
  });

  it('counts what functions of one text share once', () => {
    const sample = [
      { name: '<u8 as demo::Show>::show', line1: 5, homes: [0, 2] },
      { name: '<u16 as demo::Show>::show', line1: 5, homes: [1, 2] },
    ];
    assert.deepEqual(texts(sample, [10, 20, 400], [functionAt('show', 4)]), ['show: 430 calls']);
  });

  it('tells calls from polls, and leaves closures to the hover', () => {
    const fetch = functionAt('fetch', 4, { isAsync: true });
    const sample = [
      { name: 'demo::fetch', line1: 5, homes: [0] },
      { name: 'demo::fetch::{async_fn#0}', line1: 5, homes: [1] },
      { name: 'demo::fetch::{async_fn#0}::{closure#0}', line1: 6, homes: [2] },
    ];
    assert.deepEqual(texts(sample, [3, 9, 100], [fetch]), ['fetch: 3 calls · 9 polls']);
    assert.deepEqual(texts(sample.slice(2), [0, 0, 100], [fetch]), ['fetch: null']);
  });

  it('is that of the newest count that has the function', () => {
    const [open, close] = [functionAt('open', 4), functionAt('close', 9)];
    const older = countOf(
      declaredPlan([
        { name: 'demo::open', line1: 5, homes: [0] },
        { name: 'demo::close', line1: 10, homes: [1] },
      ]),
    );
    const newer = countOf(declaredPlan([{ name: 'demo::open', line1: 5, homes: [0] }]));
    report(older, [1, 2]);
    assert.equal(shownOf([older, newer], [open, close]).get(open)?.session, older);
    report(newer, [3]);
    const shown = shownOf([older, newer], [open, close]);
    assert.deepEqual([shown.get(open)?.session, shown.get(close)?.session], [newer, older]);
  });

  it('says where the numbers are bounds, and where it is paused', () => {
    const session = countOf(declaredPlan([{ name: 'demo::open', line1: 5, homes: [0] }]));
    report(session, [1234], false);
    session.markPaused(true);
    const [shown] = shownOf([session], [functionAt('open', 4)]).values();
    assert.equal(shown && countLineText(shown), '≥1,234 calls · paused');
  });
});
