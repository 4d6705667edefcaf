/**
 * Where a key on the table leads, after the treegrid pattern of the ARIA Authoring Practices: arrows, Home, End, Page Up
 * and Page Down between rows, Right and Left into a row's instances and buttons, Enter to the source, Space opens and
 * closes. A letter goes to the filter. Pure.
 */

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export interface GridPlace {
  /** Of the current line, and of the last one; zero-based. */
  readonly position: number;
  readonly last: number;
  /** Lines that Page Down moves by. */
  readonly page: number;
  /** Position of the function that an instance belongs to; null on a function. */
  readonly parent: number | null;
  /** Whether the instances are shown; null where there are none. */
  readonly expansion: boolean | null;
  /** The button of the row that has the focus; null where the row itself has it. */
  readonly widget: number | null;
  readonly widgets: number;
}

export type GridMove =
  | { readonly kind: 'line'; readonly position: number }
  | { readonly kind: 'widget'; readonly index: number }
  | { readonly kind: 'row' }
  | { readonly kind: 'toggle' | 'open' | 'copy' }
  | { readonly kind: 'type'; readonly text: string };

/** Null for keys that mean nothing here: the browser and the editor have them. */
export function moveFor({ key, ctrlKey, metaKey, altKey }: KeyPress, place: GridPlace): GridMove | null {
  const { position, last, page, widget } = place;
  if (altKey) return null;
  if (ctrlKey || metaKey) return key === 'c' && widget === null ? { kind: 'copy' } : null;
  switch (key) {
    case 'ArrowDown':
      return lineAt(position + 1, last);
    case 'ArrowUp':
      return lineAt(position - 1, last);
    case 'PageDown':
      return lineAt(position + page, last);
    case 'PageUp':
      return lineAt(position - page, last);
    case 'Home':
      return lineAt(0, last);
    case 'End':
      return lineAt(last, last);
    case 'ArrowRight':
      return right(place);
    case 'ArrowLeft':
      return left(place);
  }
  // A button knows what to do with them itself.
  if (widget !== null) return null;
  if (key === 'Enter') return { kind: 'open' };
  if (key === ' ') return place.expansion === null ? null : { kind: 'toggle' };
  return /^.$/u.test(key) ? { kind: 'type', text: key } : null;
}

function lineAt(position: number, last: number): GridMove {
  return { kind: 'line', position: Math.max(0, Math.min(position, last)) };
}

function right({ expansion, widget, widgets }: GridPlace): GridMove | null {
  if (widget === null && expansion === false) return { kind: 'toggle' };
  const next = widget === null ? 0 : widget + 1;
  return next < widgets ? { kind: 'widget', index: next } : null;
}

function left({ expansion, parent, widget }: GridPlace): GridMove | null {
  if (widget !== null) return widget === 0 ? { kind: 'row' } : { kind: 'widget', index: widget - 1 };
  if (expansion === true) return { kind: 'toggle' };
  return parent === null ? null : { kind: 'line', position: parent };
}
