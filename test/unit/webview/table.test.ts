/** The rules of the Counts view's table: order, filter, lines, window and keys. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moveFor, type GridPlace } from '../../../src/webview/counts/gridKeys.ts';
import type { CountsMessage, FunctionRow, HostMessage } from '../../../src/webview/counts/messages.ts';
import { pageOf, scrolledTo, windowAt } from '../../../src/webview/counts/rowWindow.ts';
import { TableModel } from '../../../src/webview/counts/tableModel.ts';
import { INITIAL_VIEW, nextSort, restoredView, storedView } from '../../../src/webview/counts/viewState.ts';

function row(name: string, crate: string, instances = 0, isWhole = true): FunctionRow {
  const home = { label: `${name}<u8>`, symbol: '_R', isCopy: false, hasSource: true };
  const homes = Array.from({ length: instances }, () => home);
  return { name, crate, source: null, canTrace: false, isWhole, instances: homes };
}

const rows = [row('demo::b', 'demo', 2), row('demo::a', 'demo'), row('Serde::c', 'serde'), row('demo::d', 'demo')];

function session(isSummable = true, id = 1): HostMessage {
  return { type: 'session', session: id, rows, isSummable, historyLength: 60 };
}

function countsOf(counts: readonly number[], change: Partial<CountsMessage> = {}): CountsMessage {
  return {
    type: 'counts', session: 1, elapsedMs: 1000, totalPerSecond: null, isExact: true, isTotalExact: true, counts, comparison: null,
    head: { title: '', artifact: '', state: '', tone: 'running', carrier: null, notes: [], isOutdated: false },
    total: counts.reduce((sum, count) => sum + count, 0), rates: counts.map(() => null), ...change,
  }; // prettier-ignore
}

function tableOf(...messages: readonly HostMessage[]): TableModel {
  const model = new TableModel();
  for (const message of messages) model.take(message);
  return model;
}

describe('the sum of the table', () => {
  it('is a lower bound where a function that is listed has code that is not counted', () => {
    const parts = [row('demo::a', 'demo'), row('demo::b', 'demo', 2, false)];
    const model = tableOf(
      { type: 'session', session: 1, rows: parts, isSummable: true, historyLength: 60 },
      countsOf([1, 2]),
    );
    assert.deepEqual([model.listedTotal, model.isListedExact], [3, false]);
    model.filterBy('demo::a');
    assert.deepEqual([model.listedTotal, model.isListedExact], [1, true]);
  });
});

describe('the order of the table', () => {
  it('is by count, the largest first, and by name where counts are equal', () => {
    assert.deepEqual(tableOf(session(), countsOf([5, 5, 0, 9])).functions, [3, 1, 0, 2]);
  });

  it('turns round with a second click, and starts with the first of names and the largest of numbers', () => {
    const byName = nextSort(INITIAL_VIEW.sort, 'name');
    assert.deepEqual(byName, { column: 'name', isDescending: false });
    assert.deepEqual(nextSort(byName, 'name'), { column: 'name', isDescending: true });
    assert.deepEqual(nextSort(byName, 'rate'), { column: 'rate', isDescending: true });
  });

  it('puts what is not known last, either way', () => {
    const comparison = {
      title: 'earlier', isPerSecond: false, isExact: true, differences: [1, null, -3, 2], ratios: [null, null, 2, null],
    }; // prettier-ignore
    const model = tableOf(session(), countsOf([1, 2, 3, 4], { comparison }));
    model.sortBy('difference');
    assert.deepEqual(model.functions, [3, 0, 2, 1]);
    model.sortBy('difference');
    assert.deepEqual(model.functions, [2, 0, 3, 1]);
    model.take(countsOf([1, 2, 3, 4]));
    assert.deepEqual(model.view.sort, INITIAL_VIEW.sort, 'no column that is gone');
  });

  it('stays while somebody aims at a row, though the numbers change', () => {
    const model = tableOf(session(), countsOf([4, 3, 2, 1]));
    assert.deepEqual(model.functions, [0, 1, 2, 3]);
    model.take(countsOf([4, 3, 2, 100]), true);
    assert.deepEqual(model.functions, [0, 1, 2, 3]);
    assert.equal(model.counts?.counts[3], 100);
    model.reorder();
    assert.deepEqual(model.functions, [3, 0, 1, 2]);
  });
});

describe('the filter of the table', () => {
  it('wants every word in the name or the crate, in any case unless it has a capital', () => {
    const model = tableOf(session(), countsOf([1, 1, 1, 1]));
    for (const [filter, found] of [
      ['serde', [2]], ['Serde', [2]], ['SERDE', []], ['demo b', [0]], ['b demo', [0]], ['  ', [2, 1, 0, 3]],
    ] as const) {
      model.filterBy(filter);
      assert.deepEqual(model.functions, found, filter);
    } // prettier-ignore
  });

  it('hides functions that were not called, but none before anything is known', () => {
    const model = tableOf(session(), countsOf([], { total: null }));
    model.showZeros(false);
    assert.equal(model.functions.length, 4);
    model.take(countsOf([0, 2, 0, 1]));
    assert.deepEqual(model.functions, [1, 3]);
  });

  it('adds up what is listed, unless functions share code', () => {
    const model = tableOf(session(), countsOf([1, 2, 4, 8], { total: 14 }));
    assert.equal(model.listedTotal, 14, 'of all, what the counter says');
    model.filterBy('demo');
    assert.equal(model.listedTotal, 11);
    const sharing = tableOf(session(false), countsOf([1, 2, 4, 8], { total: 14 }));
    sharing.filterBy('demo');
    assert.equal(sharing.listedTotal, null);
  });
});

describe('the lines of the table', () => {
  it('have the instances of functions that are open below them', () => {
    const model = tableOf(session(), countsOf([1, 9, 0, 0]));
    model.expand(0, true);
    assert.deepEqual(
      model.lines.map(line => [line.function, line.instance]),
      [[1, null], [0, null], [0, 0], [0, 1], [2, null], [3, null]],
    ); // prettier-ignore
    model.expand(0, false);
    assert.equal(model.lines.length, 4);
  });

  it('are none of another session', () => {
    const model = tableOf(session(), countsOf([1, 1, 1, 1]));
    model.expand(0, true);
    assert.equal(model.take(countsOf([9, 9, 9, 9], { session: 2 })), false);
    model.take(session(true, 2));
    assert.deepEqual([model.lines, [...model.view.expanded], model.counts], [[], [], null]);
  });

  it('are set up as they were when the view comes back', () => {
    const model = tableOf(session(), countsOf([1, 1, 1, 1]));
    model.expand(0, true);
    model.filterBy('demo');
    const stored = JSON.parse(JSON.stringify(storedView(model.view))) as unknown;
    const again = new TableModel(restoredView(stored));
    again.take(session());
    again.take(countsOf([1, 1, 1, 1]));
    assert.deepEqual(again.lines, model.lines);
    const anything = fc.oneof(fc.anything(), fc.record({ sort: fc.anything(), filter: fc.anything() }));
    fc.assert(
      fc.property(anything, value => {
        assert.equal(typeof restoredView(value).filter, 'string');
        assert.equal(typeof restoredView(value).sort.isDescending, 'boolean');
      }),
    );
  });
});

describe('the window of the table', () => {
  it('has every line that is on the screen, and few others', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(2000), fc.nat(10_000), (scrollTop, height, lines) => {
        const { first, end } = windowAt(scrollTop, height, 22, lines);
        assert.ok(first >= 0 && first <= end && end <= lines);
        assert.ok(end - first <= height / 22 + 18);
        for (let line = 0; line < lines; line++) {
          const isOnScreen = line * 22 < scrollTop + height && (line + 1) * 22 > scrollTop;
          if (isOnScreen) assert.ok(line >= first && line < end, `line ${line}`);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('scrolls no farther than it must', () => {
    assert.equal(scrolledTo(5, 0, 220, 22), 0);
    assert.equal(scrolledTo(10, 0, 220, 22), 22);
    assert.equal(scrolledTo(1, 100, 220, 22), 22);
    assert.deepEqual([pageOf(220, 22), pageOf(10, 22)], [9, 1]);
  });
});

describe('keys on the table', () => {
  const place: GridPlace = { position: 5, last: 9, page: 4, parent: null, expansion: null, widget: null, widgets: 2 };
  const press = (key: string, at: Partial<GridPlace> = {}, held: { ctrlKey?: boolean; altKey?: boolean } = {}) =>
    moveFor({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, { ...place, ...at });

  it('lead to lines, and never past the ends', () => {
    const positions = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(key => press(key));
    assert.deepEqual(
      positions,
      [6, 4, 9, 1, 0, 9].map(position => ({ kind: 'line', position })),
    );
    assert.deepEqual(press('ArrowDown', { position: 9 }), { kind: 'line', position: 9 });
    assert.deepEqual(press('ArrowUp', { position: 0 }), { kind: 'line', position: 0 });
  });

  it('open and close instances, and lead into the row and out of it', () => {
    assert.deepEqual(press('ArrowRight', { expansion: false }), { kind: 'toggle' });
    assert.deepEqual(press('ArrowRight', { expansion: true }), { kind: 'widget', index: 0 });
    assert.deepEqual(press('ArrowRight', { widget: 0 }), { kind: 'widget', index: 1 });
    assert.equal(press('ArrowRight', { widget: 1 }), null);
    assert.deepEqual(press('ArrowLeft', { widget: 1 }), { kind: 'widget', index: 0 });
    assert.deepEqual(press('ArrowLeft', { widget: 0 }), { kind: 'row' });
    assert.deepEqual(press('ArrowLeft', { expansion: true }), { kind: 'toggle' });
    assert.deepEqual(press('ArrowLeft', { parent: 3 }), { kind: 'line', position: 3 });
    assert.deepEqual(press(' ', { expansion: true }), { kind: 'toggle' });
    assert.deepEqual(press('Enter'), { kind: 'open' });
    assert.equal(press('Enter', { widget: 0 }), null, 'a button has it');
  });

  it('type into the filter, and leave the editor its own', () => {
    assert.deepEqual(press('ü'), { kind: 'type', text: 'ü' });
    assert.deepEqual(press('c', {}, { ctrlKey: true }), { kind: 'copy' });
    assert.equal(press('p', {}, { ctrlKey: true }), null);
    assert.equal(press('ArrowDown', {}, { altKey: true }), null);
    for (const key of ['F1', 'Tab', 'Escape', 'Shift']) assert.equal(press(key), null, key);
  });
});
