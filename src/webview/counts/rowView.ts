/** One line of the table on the page. It is made once while it is in view and then only patched, so that it keeps the focus. */

import { countCell, differenceCell, rateCell, ratioCell } from './cellText.ts';
import { columnIndex } from './columns.ts';
import { button, element, setAttribute, setText } from './elements.ts';
import type { Line } from './lines.ts';
import { sparklinePath } from './sparkline.ts';
import type { TableModel } from './tableModel.ts';
import type { SortColumn } from './viewState.ts';

/** What a row asks for. */
export interface RowActions {
  open(line: Line): void;
  trace(line: Line): void;
  copy(line: Line): void;
  toggle(line: Line): void;
}

/** Where a line stands. */
export interface RowPlace {
  /** Position among the lines, zero-based. */
  readonly position: number;
  readonly top: number;
  readonly isCurrent: boolean;
}

const SVG = 'http://www.w3.org/2000/svg';
const SPARKLINE = { width: 60, height: 14 };

export class RowView {
  readonly line: Line;
  readonly element: HTMLElement;
  readonly #bar = element('span', { className: 'bar' });
  readonly #count = element('span', { className: 'number' });
  readonly #rate = element('span', { className: 'number' });
  readonly #path = document.createElementNS(SVG, 'path');
  readonly #difference = element('span', { className: 'number' });
  readonly #ratio = element('span', { className: 'number' });

  constructor(line: Line, model: TableModel, actions: RowActions) {
    this.line = line;
    const row = model.rows[line.function];
    const instance = line.instance === null ? undefined : row?.instances[line.instance];
    const label = instance?.label ?? row?.name ?? '';
    const canOpen = instance === undefined ? row?.source !== null : instance.hasSource;

    const name = canOpen
      ? button({ className: 'link' }, () => {
          actions.open(line);
        })
      : element('span', { className: 'plain' });
    // Apart from what is around it, whose direction says at which end a long name is cut off.
    name.append(element('bdi', { text: label }));
    name.title = [label, instance?.symbol ?? row?.source ?? null].filter(text => text !== null).join('\n');
    const twisty = element('span', { className: 'twisty' });
    twisty.ariaHidden = 'true';
    twisty.addEventListener('click', () => {
      actions.toggle(line);
    });

    const buttons: Node[] = [];
    if (instance === undefined) {
      if (row?.canTrace === true) {
        const trace = button({ className: 'action', text: 'Trace', label: `Trace ${label}` }, () => {
          actions.trace(line);
        });
        trace.title = 'Trace this function: its arguments and what it returns';
        buttons.push(trace);
      }
      const copy = button({ className: 'action', text: 'Copy', label: `Copy ${label} and its count` }, () => {
        actions.copy(line);
      });
      copy.title = 'Copy name and count';
      buttons.push(copy);
    }
    this.element = element(
      'div',
      { className: instance === undefined ? 'row line' : 'row line instance', role: 'row' },
      cell('count', this.#bar, this.#count),
      cell('rate', ...(instance === undefined ? [this.#sparkline()] : []), this.#rate),
      cell('difference', this.#difference),
      cell('ratio', this.#ratio),
      cell('name', twisty, name),
      cell('crate', element('span', { text: instance === undefined ? (row?.crate ?? '') : '' })),
      cell('actions', ...buttons),
    );
    for (const widget of this.widgets) widget.tabIndex = -1;
    setAttribute(this.element, 'aria-level', instance === undefined ? '1' : '2');
  }

  /** What can have the focus in the row, from left to right. */
  get widgets(): HTMLElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  update(model: TableModel, { position, top, isCurrent }: RowPlace): void {
    const { counts } = model;
    if (counts === null) return;
    const { function: index, instance } = this.line;
    const row = model.rows[index];
    const detail = model.detailOf(index);
    this.element.style.transform = `translateY(${top}px)`;
    // The head is row 1.
    setAttribute(this.element, 'aria-rowindex', String(position + 2));
    this.element.tabIndex = isCurrent ? 0 : -1;
    this.element.classList.toggle('current', isCurrent);
    if (instance !== null) {
      const count = detail?.instances[instance];
      const isCopy = row?.instances[instance]?.isCopy ?? false;
      this.#showCount(count ?? null, model.largest, counts.isExact, isCopy);
      return;
    }
    const hasInstances = row !== undefined && row.instances.length > 0;
    setAttribute(this.element, 'aria-expanded', hasInstances ? String(model.view.expanded.has(index)) : null);
    this.#showCount(counts.counts[index] ?? null, model.largest, counts.isExact && row?.isWhole !== false);
    setText(this.#rate, rateCell(counts.rates[index] ?? null));
    setAttribute(
      this.#path,
      'd',
      sparklinePath(detail?.history ?? [], SPARKLINE.width, SPARKLINE.height, model.historyLength),
    );
    const { comparison } = counts;
    if (comparison === null) return;
    setText(this.#difference, differenceCell(comparison.differences[index] ?? null, comparison.isPerSecond));
    setText(this.#ratio, ratioCell(comparison.ratios[index] ?? null));
  }

  #showCount(count: number | null, largest: number, isExact: boolean, isCopy = false): void {
    setText(this.#count, count === null ? '' : countCell(count, isExact, isCopy));
    const share = count === null || largest === 0 ? 0 : count / largest;
    this.#bar.hidden = share === 0;
    this.#bar.style.width = `max(1px, ${(share * 100).toFixed(2)}%)`;
    this.element.classList.toggle('zero', count === 0);
  }

  #sparkline(): SVGSVGElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', 'sparkline');
    svg.setAttribute('viewBox', `0 -1 ${SPARKLINE.width} ${SPARKLINE.height + 2}`);
    svg.setAttribute('aria-hidden', 'true');
    svg.append(this.#path);
    return svg;
  }
}

function cell(column: SortColumn | 'actions', ...children: readonly Node[]): HTMLElement {
  const made = element('div', { className: `cell ${column}`, role: 'gridcell' }, ...children);
  setAttribute(made, 'aria-colindex', String(columnIndex(column)));
  return made;
}
