/** The page of the Counts view, alone in a browser: 5,000 functions, by mouse and by keyboard, in all themes. */

import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { CountsMessage, FunctionRow, HostMessage } from '../../src/webview/counts/messages.ts';
import { launchBrowser } from '../harness/browser.ts';
import { until } from '../harness/until.ts';
import { type CountsPage, openCountsPage } from '../support/countsPage.ts';

const FUNCTIONS = 5000;
const SESSION = 7;

/** `demo::f0000` and on; the fourth has two homes, and the sixth a name that would be markup. */
const rows: readonly FunctionRow[] = Array.from({ length: FUNCTIONS }, (_, index) => ({
  name:
    index === 5
      ? '<demo::Wide<img src=x onerror=alert(1)> as demo::Shape>::area'
      : `demo::module${index % 7}::f${String(index).padStart(4, '0')}`,
  crate: index % 3 === 0 ? 'demo' : 'helper',
  source: index % 10 === 9 ? null : `src/db.rs:${index + 1}`,
  canTrace: index % 3 === 0,
  isWhole: true,
  instances:
    index === 3
      ? [
          { label: 'demo::largest<u64>', symbol: '_RNvCs_4demo7largest', isCopy: false, hasSource: true },
          {
            label: 'inlined in demo::main, src/main.rs:12',
            symbol: '_RNvCs_4demo4main',
            isCopy: true,
            hasSource: true,
          },
        ]
      : [],
}));
/** None of every fourth; else from 10 to 50,000, in an order of their own. */
const counts = rows.map((_, index) => (index % 4 === 2 ? 0 : ((index * 7919) % FUNCTIONS) * 10));

const session: HostMessage = { type: 'session', session: SESSION, rows, isSummable: true, historyLength: 60 };

function countsMessage(change: Partial<CountsMessage> = {}): CountsMessage {
  return {
    type: 'counts',
    session: SESSION,
    head: {
      title: 'demo::*',
      artifact: 'demo (dev)',
      state: 'Counting',
      tone: 'running',
      carrier: 'tracefs: more than 24 places',
      notes: ['2 instances are not counted: no probe can be set at their first instruction.'],
      isOutdated: false,
    },
    elapsedMs: 12_340,
    total: counts.reduce((sum, count) => sum + count, 0),
    totalPerSecond: 10_234.5,
    isExact: true,
    isTotalExact: true,
    counts,
    rates: counts.map(count => (count === 0 ? 0 : count / 60)),
    comparison: null,
    ...change,
  };
}

/** The functions by count, the largest first, equal ones by name: worked out by the test alone. */
const busiest = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || (rows[a]!.name < rows[b]!.name ? -1 : 1));

describe('the page of the Counts view', function () {
  this.timeout(60_000);
  let browser: Browser;
  const opened: CountsPage[] = [];

  before(async () => {
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
  });

  afterEach(async () => {
    // Neither an error nor anything that the policy forbids.
    for (const page of opened.splice(0)) {
      assert.deepEqual(page.messages, []);
      await page.page.close();
    }
  });

  async function open(options: Parameters<typeof openCountsPage>[1] = {}): Promise<CountsPage> {
    const page = await openCountsPage(browser, options);
    opened.push(page);
    return page;
  }

  async function openCounting(options: Parameters<typeof openCountsPage>[1] = {}): Promise<CountsPage> {
    const page = await open(options);
    await page.send(session, countsMessage());
    await until(
      () => Promise.resolve(page.asked('watch').length),
      seen => seen > 0,
      { what: 'what is watched' },
    );
    const watched = page.asked('watch').at(-1)!.functions;
    await page.send({
      type: 'details',
      session: SESSION,
      functions: watched.map(index => ({
        index,
        history: Array.from({ length: 60 }, (_, at) => Math.abs(((at * (index + 3)) % 17) - 8)),
        instances: rows[index]!.instances.map((_, at) => 1000 * (at + 1)),
      })),
    });
    return page;
  }

  it('asks for its session, and says what to do where nothing has been counted', async () => {
    const page = await open();
    assert.deepEqual(page.requests, [{ type: 'ready' }]);
    await page.send({ type: 'empty' });
    await page.page.getByRole('button', { name: 'Count Calls Matching…' }).click();
    assert.deepEqual(page.requests.at(-1), { type: 'countMatching' });
    await page.screenshot('counts-empty');
  });

  it('lists 5,000 functions by count, of which it makes those in view', async () => {
    const page = await openCounting();
    const names = await page.column('name');
    assert.ok(names.length < 60, `${names.length} rows`);
    assert.deepEqual(
      names,
      busiest.slice(0, names.length).map(index => rows[index]!.name),
    );
    assert.deepEqual(
      await page.column('count'),
      busiest.slice(0, names.length).map(index => counts[index]!.toLocaleString('en-US')),
    );
    const grid = page.page.getByRole('treegrid');
    assert.equal(await grid.getAttribute('aria-rowcount'), String(FUNCTIONS + 2));
    const total = counts.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
    const totals = (await page.page.locator('.totals').innerText()).replace(/\s+/g, ' ');
    assert.match(totals, new RegExp(`^${total} 10,235/s 5,000 functions`));
  });

  it('shows the text of a binary as text', async () => {
    const page = await openCounting();
    await page.page.getByRole('searchbox').fill('onerror');
    assert.deepEqual(await page.column('name'), [rows[5]!.name]);
    assert.equal(await page.page.locator('img').count(), 0);
  });

  it('sorts by the column whose head is clicked, and the other way round when it is clicked again', async () => {
    const page = await openCounting();
    const byName = rows.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
    const head = page.page.getByRole('columnheader', { name: 'Function' });
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const names = await page.column('name');
    assert.deepEqual(names, byName.slice(0, names.length));
    await page.page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    const reversed = await page.column('name');
    assert.deepEqual(reversed, byName.reverse().slice(0, reversed.length));
  });

  it('leads the keyboard through the table, with one row in the tab order', async () => {
    const page = await openCounting();
    const { keyboard } = page.page;
    await page.page.getByRole('searchbox').focus();
    await keyboard.press('ArrowDown');
    assert.equal(await page.focused(), 'row 2');
    await keyboard.press('ArrowDown');
    assert.equal(await page.focused(), 'row 3');
    await keyboard.press('End');
    assert.equal(await page.focused(), `row ${FUNCTIONS + 1}`);
    await keyboard.press('PageUp');
    const there = Number((await page.focused()).slice('row '.length));
    assert.ok(there > FUNCTIONS - 40 && there < FUNCTIONS, String(there));
    assert.equal(await page.page.locator('.line[tabindex="0"]').count(), 1);
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    assert.equal(await page.focused(), `button ${rows[busiest[0]!]!.name}`);
    await keyboard.press('ArrowLeft');
    assert.equal(await page.focused(), 'row 2');
    await keyboard.press('Enter');
    await until(
      () => Promise.resolve(page.asked('open')),
      seen => seen.length > 0,
      { what: 'the source' },
    );
    assert.deepEqual(page.asked('open'), [{ type: 'open', session: SESSION, function: busiest[0], instance: null }]);
    await keyboard.press('f');
    assert.equal(await page.focused(), 'input Filter by name or crate');
    assert.equal(await page.page.getByRole('searchbox').inputValue(), 'f');
  });

  it('opens the instances of a function below it', async () => {
    const page = await openCounting();
    const { keyboard } = page.page;
    await page.page.getByRole('searchbox').fill('f0003');
    await keyboard.press('Enter');
    await keyboard.press('ArrowRight');
    await page.send(
      { type: 'details', session: SESSION, functions: [{ index: 3, history: [], instances: [1000, 2000] }] },
      countsMessage(),
    );
    assert.deepEqual(await page.column('name'), [
      rows[3]!.name, 'demo::largest<u64>', 'inlined in demo::main, src/main.rs:12',
    ]); // prettier-ignore
    assert.deepEqual((await page.column('count')).slice(1), ['1,000', '≈2,000']);
    const levels = await page.page
      .locator('.line')
      .evaluateAll((found: { ariaLevel: string }[]) => found.map(each => each.ariaLevel));
    assert.deepEqual(levels, ['1', '2', '2']);
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await until(
      () => Promise.resolve(page.asked('open')),
      seen => seen.length > 0,
      { what: 'the source' },
    );
    assert.deepEqual(page.asked('open'), [{ type: 'open', session: SESSION, function: 3, instance: 1 }]);
    await page.screenshot('counts-instances');
    await keyboard.press('ArrowLeft');
    assert.equal(await page.focused(), 'row 2');
    await keyboard.press('ArrowLeft');
    assert.equal((await page.column('name')).length, 1);
  });

  it('keeps the focus on its row while numbers and order change, and in the table when the row goes', async () => {
    const page = await openCounting();
    await page.page.getByRole('searchbox').focus();
    await page.page.keyboard.press('ArrowDown');
    const other = counts.map(count => 100_000 - count);
    await page.send(countsMessage({ counts: other }));
    const focused = await page.page.locator('.line:focus .name').innerText();
    assert.equal(focused, rows[busiest[0]!]!.name);
    // It is far down now, and the table has followed it.
    const place = other.filter(count => count > other[busiest[0]!]!).length + 2;
    assert.ok(Number((await page.focused()).slice('row '.length)) >= place);
    assert.ok(await page.page.locator('.line:focus').isVisible());
    await page.page.locator('.scroller').evaluate((scroller: { scrollTop: number }) => {
      scroller.scrollTop = 0;
    });
    await page.page.keyboard.press('Home');
    assert.equal(await page.focused(), 'row 2');
  });

  it('hides functions that were not called, filters, and says the sum of what it lists', async () => {
    const page = await openCounting();
    await page.page.getByRole('checkbox').uncheck();
    const called = counts.filter(count => count > 0).length;
    assert.equal(await page.page.getByRole('treegrid').getAttribute('aria-rowcount'), String(called + 2));
    await page.page.getByRole('searchbox').fill('module3 helper');
    const listed = [...rows.keys()].filter(at => counts[at]! > 0 && at % 7 === 3 && at % 3 !== 0);
    const sum = listed.reduce((all, at) => all + counts[at]!, 0);
    const totals = (await page.page.locator('.totals').innerText()).replace(/\s+/g, ' ');
    assert.match(totals, new RegExp(`^${sum.toLocaleString('en-US')} ${listed.length} of 5,000 functions`));
    // What is kept for the next time the view is shown.
    const again = await openCounting({ state: page.state });
    assert.equal(await again.page.getByRole('searchbox').inputValue(), 'module3 helper');
    assert.equal(await again.page.getByRole('treegrid').getAttribute('aria-rowcount'), String(listed.length + 2));
  });

  it('asks to trace and to copy by the buttons of a row', async () => {
    const page = await openCounting();
    const at = busiest.find(index => rows[index]!.canTrace && rows[index]!.source !== null)!;
    await page.page.getByRole('searchbox').fill(rows[at]!.name);
    await page.page.locator('.line').hover();
    await page.page.getByRole('button', { name: `Trace ${rows[at]!.name}` }).click();
    await page.page.getByRole('button', { name: `Copy ${rows[at]!.name} and its count` }).click();
    await until(
      () => Promise.resolve(page.asked('copy')),
      seen => seen.length > 0,
      { what: 'the copy' },
    );
    assert.deepEqual(page.asked('trace'), [{ type: 'trace', session: SESSION, function: at }]);
    assert.deepEqual(page.asked('copy'), [{ type: 'copy', session: SESSION, function: at }]);
  });

  it('compares with an earlier run in two more columns', async () => {
    const page = await openCounting();
    const differences = counts.map((count, index) => (index === busiest[0] ? null : count - 20_000));
    const ratios = counts.map(count => count / 20_000);
    await page.send(
      countsMessage({
        comparison: { title: 'demo::*, 14:03:12', isPerSecond: false, isExact: true, differences, ratios },
      }),
    );
    await page.page.getByRole('columnheader', { name: 'Difference' }).getByRole('button').click();
    const shown = await page.column('difference');
    assert.deepEqual(
      shown.slice(0, 2),
      busiest.slice(1, 3).map(index => `+${(counts[index]! - 20_000).toLocaleString('en-US')}`),
    );
    await page.page.locator('.scroller').evaluate((scroller: { scrollTop: number; scrollHeight: number }) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await page.page.locator(`[aria-rowindex="${FUNCTIONS + 1}"]`).waitFor();
    assert.equal((await page.column('difference')).at(-1), '–');
    assert.match((await page.column('difference')).at(-2)!, /^−20,000$/);
    await page.screenshot('counts-compared');
  });

  it('marks lower bounds, and says once that the state has changed', async () => {
    const page = await openCounting();
    const status = page.page.getByRole('status');
    assert.equal(await status.innerText(), 'Counting');
    const { head } = countsMessage();
    await page.send(
      countsMessage({ isExact: false, head: { ...head, state: 'Stopped', tone: 'ended', isOutdated: true } }),
    );
    assert.equal(await status.innerText(), 'Stopped');
    assert.ok((await page.column('count')).every(text => text.startsWith('≥')));
    await page.page.getByRole('button', { name: 'Count again' }).click();
    await until(
      () => Promise.resolve(page.asked('countAgain')),
      seen => seen.length > 0,
      { what: 'count again' },
    );
    await page.screenshot('counts-ended');
  });

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    it(`fits a panel and a side bar of 200 pixels, ${theme}`, async () => {
      const page = await openCounting({ theme });
      await page.page.locator('.line').nth(2).hover();
      await page.screenshot(`counts-${theme}`);
      const narrow = await openCounting({ theme, width: 200, height: 500 });
      const overflow = await narrow.page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(overflow, 0);
      assert.ok(await narrow.page.locator('.line .name').first().isVisible());
      await narrow.screenshot(`counts-narrow-${theme}`);
    });
  }
});
