/**
 * The table: a treegrid of which only the rows in view are made. One row is the current one, which the keyboard moves and
 * which alone is in the tab order; it stays made when it is scrolled away, so that the focus is never lost. What is shown
 * is tableModel.ts's, and where keys lead is gridKeys.ts's.
 */

import { countText } from '../../model/numberText.ts';
import { NOTHING, countCell, rateCell } from './cellText.ts';
import { ColumnHeads, COLUMNS } from './columns.ts';
import { element, setAttribute, setText } from './elements.ts';
import { moveFor } from './gridKeys.ts';
import type { Line } from './lines.ts';
import { type RowActions, RowView } from './rowView.ts';
import { pageOf, scrolledTo, windowAt } from './rowWindow.ts';
import type { TableModel } from './tableModel.ts';
import type { SortColumn } from './viewState.ts';

/** As the stylesheet has it, CSS pixels. */
const ROW_HEIGHT = 22;

export interface GridActions extends RowActions {
  sortBy(column: SortColumn): void;
  /** A letter was typed on a row. */
  typeIntoFilter(text: string): void;
  /** There is no row that could have the focus. */
  leave(): void;
  /** These functions are in view. */
  watch(functions: readonly number[]): void;
}

export class Grid {
  readonly element = element('div', { className: 'scroller' });
  readonly #model: TableModel;
  readonly #actions: GridActions;
  readonly #heads: ColumnHeads;
  readonly #body = element('div', { className: 'body', role: 'rowgroup' });
  readonly #table: HTMLElement;
  readonly #totals = new TotalsRow();
  readonly #rows = new Map<string, RowView>();
  /** Key of the current row; null while there is none. */
  #current: string | null = null;
  #currentPosition = 0;

  constructor(model: TableModel, actions: GridActions) {
    this.#model = model;
    this.#actions = actions;
    this.#heads = new ColumnHeads(column => {
      actions.sortBy(column);
    });
    this.#table = element(
      'div',
      { className: 'table', role: 'treegrid', label: 'Counted functions' },
      element('div', { className: 'top', role: 'rowgroup' }, this.#heads.row),
      this.#body,
      element('div', { className: 'bottom', role: 'rowgroup' }, this.#totals.row),
    );
    setAttribute(this.#table, 'aria-colcount', String(COLUMNS.length + 1));
    this.element.append(this.#table);
    this.element.addEventListener('scroll', () => {
      this.#drawRows();
    });
    new ResizeObserver(() => {
      this.#drawRows();
    }).observe(this.element);
    this.#body.addEventListener('keydown', event => {
      this.#press(event);
    });
    this.#body.addEventListener('focusin', event => {
      const view = this.#viewOf(event.target);
      if (view !== undefined) this.#makeCurrent(view.line);
    });
  }

  /** Whether the pointer is over a row, where a click should hit what it aims at. */
  get isPointedAt(): boolean {
    return this.#body.matches(':hover');
  }

  /** Shows the model as it is now. */
  draw(): void {
    const { lines, view, counts } = this.#model;
    this.#heads.show(view.sort);
    this.#table.classList.toggle('compared', (counts?.comparison ?? null) !== null);
    setAttribute(this.#table, 'aria-rowcount', String(lines.length + 2));
    this.#totals.show(this.#model);
    this.#body.style.height = `${lines.length * ROW_HEIGHT}px`;
    const follows = this.#body.contains(document.activeElement) && this.#isInView();
    this.#drawRows();
    if (follows && !this.#isInView()) this.#scrollToCurrent();
  }

  /** Forgets the rows of another session. */
  clear(): void {
    for (const row of this.#rows.values()) row.element.remove();
    this.#rows.clear();
    this.#current = null;
    this.#currentPosition = 0;
    this.element.scrollTop = 0;
  }

  /** Puts the focus on the current row, else on the first. */
  focus(): void {
    this.#goTo(this.#currentPosition);
  }

  get #height(): number {
    return Math.max(ROW_HEIGHT, this.element.clientHeight - 2 * ROW_HEIGHT);
  }

  #isInView(): boolean {
    const { scrollTop } = this.element;
    return scrolledTo(this.#currentPosition, scrollTop, this.#height, ROW_HEIGHT) === scrollTop;
  }

  #scrollToCurrent(): void {
    this.element.scrollTop = scrolledTo(this.#currentPosition, this.element.scrollTop, this.#height, ROW_HEIGHT);
    this.#drawRows();
  }

  #drawRows(): void {
    const { lines } = this.#model;
    const positions = this.#place(lines);
    const { first, end } = windowAt(this.element.scrollTop, this.#height, ROW_HEIGHT, lines.length);
    const shown: Line[] = lines.slice(first, end);
    const current = lines[this.#currentPosition];
    if (current !== undefined && this.#currentPosition < first) shown.unshift(current);
    if (current !== undefined && this.#currentPosition >= end) shown.push(current);

    const keys = new Set(shown.map(keyOf));
    const hadFocus = this.#body.contains(document.activeElement);
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    const views = shown.map(line => this.#rowFor(line));
    for (const view of views) {
      const key = keyOf(view.line);
      const position = positions.get(key) ?? 0;
      view.update(this.#model, { position, top: position * ROW_HEIGHT, isCurrent: key === this.#current });
    }
    this.#putInOrder(views.map(view => view.element));
    if (hadFocus && !this.#body.contains(document.activeElement)) this.focus();
    this.#actions.watch([...new Set(shown.map(line => line.function))]);
  }

  /** Positions of lines near the window are asked for many times a second, of 5,000 lines: found only where needed. */
  #place(lines: readonly Line[]): ReadonlyMap<string, number> {
    const { first, end } = windowAt(this.element.scrollTop, this.#height, ROW_HEIGHT, lines.length);
    const positions = new Map<string, number>();
    for (let position = first; position < end; position++) {
      const line = lines[position];
      if (line !== undefined) positions.set(keyOf(line), position);
    }
    // Only with the focus a row stays the current one wherever it goes.
    const hasFocus = this.#body.contains(document.activeElement);
    const found = hasFocus ? lines.findIndex(line => keyOf(line) === this.#current) : -1;
    if (found >= 0) this.#currentPosition = found;
    else {
      // Where it is filtered away, the line that stands in its place comes after it.
      this.#currentPosition = Math.max(0, Math.min(this.#currentPosition, lines.length - 1));
      const next = lines[this.#currentPosition];
      this.#current = next === undefined ? null : keyOf(next);
    }
    if (this.#current !== null) positions.set(this.#current, this.#currentPosition);
    return positions;
  }

  #rowFor(line: Line): RowView {
    const key = keyOf(line);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = new RowView(line, this.#model, this.#actions);
      this.#rows.set(key, row);
    }
    return row;
  }

  /** In the order of the lines, as a screen reader reads them. An element that is moved loses the focus, so its own stays. */
  #putInOrder(elements: readonly HTMLElement[]): void {
    const { children } = this.#body;
    if (children.length === elements.length && elements.every((each, index) => children[index] === each)) return;
    const focused = elements.findIndex(each => each.contains(document.activeElement));
    if (focused < 0) {
      this.#body.replaceChildren(...elements);
      return;
    }
    elements[focused]?.before(...elements.slice(0, focused));
    elements[focused]?.after(...elements.slice(focused + 1));
  }

  #makeCurrent(line: Line): void {
    const key = keyOf(line);
    if (key === this.#current) return;
    this.#current = key;
    this.#drawRows();
  }

  #goTo(position: number): void {
    const { lines } = this.#model;
    const line = lines[Math.max(0, Math.min(position, lines.length - 1))];
    if (line === undefined) {
      this.#actions.leave();
      return;
    }
    this.#currentPosition = Math.max(0, Math.min(position, lines.length - 1));
    this.#current = keyOf(line);
    this.#scrollToCurrent();
    this.#rows.get(this.#current)?.element.focus({ preventScroll: true });
  }

  #viewOf(target: EventTarget | null): RowView | undefined {
    return [...this.#rows.values()].find(({ element: row }) => target instanceof Node && row.contains(target));
  }

  #press(event: KeyboardEvent): void {
    const view = this.#viewOf(event.target);
    if (view === undefined) return;
    const { line, widgets } = view;
    const isRow = event.target === view.element;
    const row = this.#model.rows[line.function];
    const move = moveFor(event, {
      position: this.#currentPosition,
      last: this.#model.lines.length - 1,
      page: pageOf(this.#height, ROW_HEIGHT),
      parent: line.instance === null ? null : this.#currentPosition - line.instance - 1,
      expansion:
        line.instance !== null || (row?.instances.length ?? 0) === 0
          ? null
          : this.#model.view.expanded.has(line.function),
      widget: isRow ? null : widgets.findIndex(widget => widget === event.target),
      widgets: widgets.length,
    });
    if (move === null) return;
    event.preventDefault();
    switch (move.kind) {
      case 'line':
        this.#goTo(move.position);
        break;
      case 'widget':
        widgets[move.index]?.focus({ preventScroll: true });
        break;
      case 'row':
        view.element.focus({ preventScroll: true });
        break;
      case 'toggle':
        this.#actions.toggle(line);
        break;
      case 'open':
        this.#actions.open(line);
        break;
      case 'copy':
        this.#actions.copy(line);
        break;
      case 'type':
        this.#actions.typeIntoFilter(move.text);
        break;
    }
  }
}

/** The last row: the listed functions together. */
class TotalsRow {
  readonly row: HTMLElement;
  readonly #cells = new Map<SortColumn, HTMLElement>();

  constructor() {
    this.row = element('div', { className: 'row totals', role: 'row' });
    for (const { id } of COLUMNS) {
      const text = element('span', { className: id === 'name' ? 'plain' : 'number' });
      const cell = element('div', { className: `cell ${id}`, role: 'gridcell' }, text);
      this.#cells.set(id, text);
      this.row.append(cell);
    }
    this.row.append(element('div', { className: 'cell actions', role: 'gridcell' }));
  }

  show({ counts, functions, rows, lines, listedTotal, isListedExact }: TableModel): void {
    setAttribute(this.row, 'aria-rowindex', String(lines.length + 2));
    if (counts === null) return;
    const isAll = functions.length === rows.length;
    const total = listedTotal === null ? NOTHING : countCell(listedTotal, isListedExact);
    this.#show('count', total);
    this.#show('rate', isAll ? rateCell(counts.totalPerSecond) : '');
    this.#show(
      'name',
      isAll ? countText(rows.length, 'function') : `${functions.length} of ${countText(rows.length, 'function')}`,
    );
  }

  #show(column: SortColumn, text: string): void {
    const cell = this.#cells.get(column);
    if (cell !== undefined) setText(cell, text);
  }
}

function keyOf(line: Line): string {
  return line.instance === null ? `${line.function}` : `${line.function}:${line.instance}`;
}
