/** The head of the table: one button a column, which sorts by it. */

import { button, element, setAttribute, setText } from './elements.ts';
import type { Sort, SortColumn } from './viewState.ts';

interface Column {
  readonly id: SortColumn;
  readonly title: string;
  /** There only while runs are compared. */
  readonly isOfComparison?: true;
}

/** In the order of the page. A last column without a head has the buttons of each row. */
export const COLUMNS: readonly Column[] = [
  { id: 'count', title: 'Count' },
  { id: 'rate', title: 'Rate' },
  { id: 'difference', title: 'Difference', isOfComparison: true },
  { id: 'ratio', title: 'Ratio', isOfComparison: true },
  { id: 'name', title: 'Function' },
  { id: 'crate', title: 'Crate' },
];

/** One-based, as `aria-colindex` wants it. */
export function columnIndex(column: SortColumn | 'actions'): number {
  return column === 'actions' ? COLUMNS.length + 1 : COLUMNS.findIndex(({ id }) => id === column) + 1;
}

export class ColumnHeads {
  readonly row = element('div', { className: 'row heads', role: 'row' });
  readonly #cells = new Map<SortColumn, HTMLElement>();
  readonly #arrows = new Map<SortColumn, HTMLElement>();

  constructor(sortBy: (column: SortColumn) => void) {
    setAttribute(this.row, 'aria-rowindex', '1');
    for (const { id, title } of COLUMNS) {
      const sorter = button({ className: 'sorter', text: title }, () => {
        sortBy(id);
      });
      const arrow = element('span', { className: 'arrow' });
      arrow.ariaHidden = 'true';
      sorter.append(arrow);
      const cell = element('div', { className: `cell ${id}`, role: 'columnheader' }, sorter);
      setAttribute(cell, 'aria-colindex', String(columnIndex(id)));
      this.#cells.set(id, cell);
      this.#arrows.set(id, arrow);
      this.row.append(cell);
    }
    const actions = element('div', { className: 'cell actions', role: 'columnheader', label: 'Actions' });
    setAttribute(actions, 'aria-colindex', String(columnIndex('actions')));
    this.row.append(actions);
  }

  show({ column, isDescending }: Sort): void {
    for (const [id, cell] of this.#cells) {
      const direction = id !== column ? 'none' : isDescending ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', direction);
      const arrow = this.#arrows.get(id);
      if (arrow !== undefined) setText(arrow, id !== column ? '' : isDescending ? '▼' : '▲');
    }
  }
}
