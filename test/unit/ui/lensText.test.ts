/** Which lenses stand where. */

import assert from 'node:assert/strict';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { areSameLenses, lensesOf } from '../../../src/ui/lensText.ts';
import { functionAt } from '../session/samples.ts';

const add = functionAt('add', 3);
const main = functionAt('main', 9, { isMain: true });

function shown(isRunning: (path: string) => boolean, isTrusted = true): string[] {
  return lensesOf([add, main], fn => isRunning(fn.path), isTrusted).map(
    ({ line0, title, command }) => `${line0} ${title.replace('\u00a0', ' ')} ${command}`,
  );
}

describe('the lenses', () => {
  it('are Trace above every function, and Trace & Run above main too', () => {
    assert.deepEqual(
      shown(() => false),
      [
        '3 $(record) Trace rustTrace.trace',
        '3 … rustTrace.traceMore',
        '9 $(record) Trace rustTrace.trace',
        '9 $(play) Trace & Run rustTrace.traceAndRun',
        '9 … rustTrace.traceMore',
      ],
    );
  });

  it('are Stop above what is being traced', () => {
    assert.deepEqual(
      shown(path => path === 'add'),
      [
        '3 $(debug-stop) Stop rustTrace.stop',
        '3 … rustTrace.traceMore',
        '9 $(record) Trace rustTrace.trace',
        '9 $(play) Trace & Run rustTrace.traceAndRun',
        '9 … rustTrace.traceMore',
      ],
    );
  });

  it('run nothing in Restricted Mode', () => {
    assert.deepEqual(
      shown(() => false, false),
      ['3 $(shield) Trace rustTrace.explainTrust', '9 $(shield) Trace rustTrace.explainTrust'],
    );
  });

  it('stand at the name and name the function', () => {
    assert.deepEqual(
      lensesOf([add], () => false, true).map(({ line0, character0, argument }) => [line0, character0, argument]),
      new Array(2).fill([3, 3, { file: '/home/ada/src/main.rs', path: 'add', line0: 3 }]),
    );
  });

  it('are the same only when each stands at the same place and does the same with the same function', () => {
    const lenses = (fn: Partial<RustFunction> = {}, isRunning = false) =>
      lensesOf([{ ...add, ...fn }, main], () => isRunning, true);
    assert.ok(areSameLenses(lenses(), lenses({ isAsync: true })));
    const others = [
      lenses({}, true),
      lenses({ isMain: true }),
      lenses({ path: 'm::add' }),
      lenses({ file: '/home/ada/src/lib.rs' }),
      lenses({ nameRange: functionAt('add', 4).nameRange }),
      lenses({ nameRange: { start: { line0: 3, character0: 7 }, end: { line0: 3, character0: 10 } } }),
      lenses().slice(0, -1),
    ];
    for (const other of others) assert.ok(!areSameLenses(lenses(), other) && !areSameLenses(other, lenses()));
  });
});
