/**
 * What the table shows, from the host's messages and the person's choices: no element of the page, so that its rules can
 * be tested alone. Lines are worked out when asked for, once a change.
 */

import { type Line, linesOf, orderedFunctions } from './lines.ts';
import type { CountsMessage, FunctionDetail, FunctionRow, HostMessage } from './messages.ts';
import { INITIAL_VIEW, nextSort, type SortColumn, type ViewState } from './viewState.ts';

export class TableModel {
  #view: ViewState;
  #session: Extract<HostMessage, { readonly type: 'session' }> | null = null;
  #counts: CountsMessage | null = null;
  readonly #details = new Map<number, FunctionDetail>();
  #order: readonly number[] | null = null;
  #lines: readonly Line[] | null = null;
  #largest = 0;

  constructor(view: ViewState = INITIAL_VIEW) {
    this.#view = view;
  }

  get view(): ViewState {
    return this.#view;
  }

  /** Id of the session that is shown; null while there is none. */
  get session(): number | null {
    return this.#session?.session ?? null;
  }

  get rows(): readonly FunctionRow[] {
    return this.#session?.rows ?? [];
  }

  /** How many values fill a sparkline. */
  get historyLength(): number {
    return this.#session?.historyLength ?? 0;
  }

  /** The last numbers of the session; null before they have come. */
  get counts(): CountsMessage | null {
    return this.#counts;
  }

  /** The largest count of any function, which has the longest bar. */
  get largest(): number {
    return this.#largest;
  }

  get lines(): readonly Line[] {
    return (this.#lines ??= linesOf(this.functions, this.rows, this.#view));
  }

  /** The functions that are listed, in their order. */
  get functions(): readonly number[] {
    if (this.#counts === null) return [];
    return (this.#order ??= orderedFunctions(this.rows, this.#counts, this.#view));
  }

  detailOf(index: number): FunctionDetail | undefined {
    return this.#details.get(index);
  }

  /**
   * Entries of the listed functions together; null where that is not known: functions that share code would be counted
   * twice. All of them together is what the counter says.
   */
  get listedTotal(): number | null {
    if (this.#counts === null) return null;
    if (this.functions.length === this.rows.length) return this.#counts.total;
    if (this.#session?.isSummable !== true) return null;
    return this.functions.reduce((sum, index) => sum + (this.#counts?.counts[index] ?? 0), 0);
  }

  /** Whether that is all their entries. */
  get isListedExact(): boolean {
    return this.#counts?.isExact === true && this.functions.every(index => this.rows[index]?.isWhole === true);
  }

  /**
   * @param keepsOrder the lines stay where they are though their numbers have changed: somebody is about to click one
   * @returns whether anything of what is shown has changed
   */
  take(message: HostMessage, keepsOrder = false): boolean {
    switch (message.type) {
      case 'empty':
        this.#begin(null);
        return true;
      case 'session':
        this.#begin(message);
        return true;
      case 'counts': {
        if (message.session !== this.session) return false;
        const isFirst = this.#counts === null;
        this.#counts = message;
        this.#largest = message.counts.reduce((largest, count) => Math.max(largest, count), 0);
        if (message.comparison === null) this.#dropComparison();
        if (isFirst || !keepsOrder) this.#forget();
        return true;
      }
      case 'details':
        if (message.session !== this.session) return false;
        for (const detail of message.functions) this.#details.set(detail.index, detail);
        return true;
    }
  }

  sortBy(column: SortColumn): void {
    this.#change({ sort: nextSort(this.#view.sort, column) });
  }

  filterBy(filter: string): void {
    this.#change({ filter });
  }

  showZeros(showsZeros: boolean): void {
    this.#change({ showsZeros });
  }

  /** Shows or hides the instances of a function. */
  expand(index: number, isExpanded: boolean): void {
    const expanded = new Set(this.#view.expanded);
    if (isExpanded) expanded.add(index);
    else expanded.delete(index);
    this.#change({ expanded });
  }

  /** Puts the lines into the order of the numbers as they are now. */
  reorder(): void {
    this.#forget();
  }

  #change(change: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...change };
    this.#forget();
  }

  #begin(session: Extract<HostMessage, { readonly type: 'session' }> | null): void {
    this.#session = session;
    this.#counts = null;
    this.#details.clear();
    this.#largest = 0;
    if (this.#view.session !== this.session) this.#change({ session: this.session, expanded: new Set() });
    this.#forget();
  }

  /** Its columns are gone, so nothing can be sorted by them. */
  #dropComparison(): void {
    const { column } = this.#view.sort;
    if (column === 'difference' || column === 'ratio') this.#change({ sort: INITIAL_VIEW.sort });
  }

  #forget(): void {
    this.#order = null;
    this.#lines = null;
  }
}
