/** The page of the Counts view: listens to its host and to the person, and draws. What it says to the host: messages.ts. */

import { countText } from '../../model/numberText.ts';
import { button, element } from './elements.ts';
import { Grid } from './grid.ts';
import { HeadView } from './head.ts';
import { type HostMessage, MOST_WATCHED } from './messages.ts';
import type { Line } from './lines.ts';
import { TableModel } from './tableModel.ts';
import { restoredView, storedView } from './viewState.ts';
import type {} from './vscodeApi.ts';

const host = acquireVsCodeApi();
const model = new TableModel(restoredView(host.getState()));
let watched = '';

const head = new HeadView(() => {
  withSession(session => {
    host.postMessage({ type: 'countAgain', session });
  });
});

const filter = element('input', { label: 'Filter by name or crate' });
filter.type = 'search';
filter.placeholder = 'Filter by name or crate';
filter.spellcheck = false;
filter.value = model.view.filter;
filter.addEventListener('input', () => {
  model.filterBy(filter.value);
  change();
  head.say(`${countText(model.functions.length, 'function')} listed`);
});
filter.addEventListener('keydown', event => {
  if (event.key === 'ArrowDown' || event.key === 'Enter') {
    event.preventDefault();
    grid.focus();
  } else if (event.key === 'Escape' && filter.value !== '') {
    filter.value = '';
    model.filterBy('');
    change();
  }
});

const zeros = element('input');
zeros.type = 'checkbox';
zeros.checked = model.view.showsZeros;
zeros.addEventListener('change', () => {
  model.showZeros(zeros.checked);
  change();
});

const grid = new Grid(model, {
  sortBy(column) {
    model.sortBy(column);
    change();
  },
  toggle({ function: index, instance }) {
    if (instance !== null) return;
    model.expand(index, !model.view.expanded.has(index));
    change();
  },
  open(line) {
    if (hasSource(line))
      withSession(session => {
        host.postMessage({ type: 'open', session, ...line });
      });
  },
  trace(line) {
    withSession(session => {
      host.postMessage({ type: 'trace', session, function: line.function });
    });
  },
  copy(line) {
    withSession(session => {
      host.postMessage({ type: 'copy', session, function: line.function });
    });
  },
  typeIntoFilter(text) {
    filter.focus();
    filter.value += text;
    filter.dispatchEvent(new Event('input'));
  },
  leave() {
    filter.focus();
  },
  watch(functions) {
    const names = functions.slice(0, MOST_WATCHED);
    const key = `${model.session} ${names.join(' ')}`;
    if (key === watched) return;
    watched = key;
    withSession(session => {
      host.postMessage({ type: 'watch', session, functions: names });
    });
  },
});

const empty = element(
  'section',
  { className: 'empty' },
  element('p', {
    text: 'Nothing has been counted yet. Count how often functions are called while the program runs: by name, of a file, of a module, or what a function calls.',
  }),
  button({ className: 'primary', text: 'Count Calls Matching…' }, () => {
    host.postMessage({ type: 'countMatching' });
  }),
);
const tools = element(
  'div',
  { className: 'tools' },
  filter,
  element('label', {}, zeros, document.createTextNode('Show not called')),
);
tools.lastElementChild?.setAttribute('title', 'List functions that were not called');
const counted = element('main', {}, head.element, tools, grid.element);

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  if (data.type === 'empty' || data.type === 'session') {
    if (data.type === 'empty' || data.session !== model.session) grid.clear();
    watched = '';
  }
  if (model.take(data, grid.isPointedAt)) draw();
});
grid.element.addEventListener('pointerleave', () => {
  model.reorder();
  draw();
});

host.postMessage({ type: 'ready' });

/** After a choice of the person: kept for when the view is shown again. */
function change(): void {
  host.setState(storedView(model.view));
  draw();
}

function draw(): void {
  const shown = model.session === null ? empty : counted;
  if (shown.parentElement === null) document.body.replaceChildren(shown);
  if (model.counts === null) return;
  head.show(model.counts, model.rows.length);
  grid.draw();
}

function hasSource({ function: index, instance }: Line): boolean {
  const row = model.rows[index];
  return instance === null ? (row?.source ?? null) !== null : row?.instances[instance]?.hasSource === true;
}

function withSession(act: (session: number) => void): void {
  if (model.session !== null) act(model.session);
}
