/** How a person has set up the table: kept by the editor while the view is hidden, and by this page between draws. Pure. */

export const SORT_COLUMNS = ['count', 'rate', 'difference', 'ratio', 'name', 'crate'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

export interface ViewState {
  readonly sort: Sort;
  readonly filter: string;
  /** Whether functions that were not entered are listed. */
  readonly showsZeros: boolean;
  /** The session that `expanded` is about; null for none. */
  readonly session: number | null;
  /** Functions whose instances are shown. */
  readonly expanded: ReadonlySet<number>;
}

export const INITIAL_VIEW: ViewState = {
  sort: { column: 'count', isDescending: true },
  filter: '',
  showsZeros: true,
  session: null,
  expanded: new Set(),
};

/** The order after a click on a column's head: numbers start with the largest, names with the first. */
export function nextSort(sort: Sort, column: SortColumn): Sort {
  if (sort.column === column) return { column, isDescending: !sort.isDescending };
  return { column, isDescending: column !== 'name' && column !== 'crate' };
}

/** As plain data for `setState`. */
export function storedView(view: ViewState): unknown {
  return { ...view, expanded: [...view.expanded] };
}

/** What `getState` gave: another version of this page may have written it, so each part counts only where it fits. */
export function restoredView(stored: unknown): ViewState {
  if (typeof stored !== 'object' || stored === null) return INITIAL_VIEW;
  const { sort, filter, showsZeros, session, expanded } = stored as Partial<Record<keyof ViewState, unknown>>;
  return {
    sort: isSort(sort) ? sort : INITIAL_VIEW.sort,
    filter: typeof filter === 'string' ? filter : '',
    showsZeros: typeof showsZeros === 'boolean' ? showsZeros : INITIAL_VIEW.showsZeros,
    session: typeof session === 'number' ? session : null,
    expanded: new Set(Array.isArray(expanded) ? expanded.filter(each => Number.isSafeInteger(each)) : []),
  };
}

function isSort(value: unknown): value is Sort {
  if (typeof value !== 'object' || value === null) return false;
  const { column, isDescending } = value as Partial<Record<keyof Sort, unknown>>;
  return SORT_COLUMNS.some(each => each === column) && typeof isDescending === 'boolean';
}
