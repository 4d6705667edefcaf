/** The tree of what can be read of a call as rows to tick, and what was ticked as `CaptureOptions.fields`. Pure. */

import type { ChoosableField } from '../server/protocol.ts';

export interface FieldRow {
  /** `self.orders`. */
  readonly path: string;
  readonly name: string;
  readonly typeName: string;
  /** Fields above it. */
  readonly depth: number;
  readonly isTicked: boolean;
}

/** In the order of the signature, fields below what they are of. `chosen` as in CaptureOptions. */
export function fieldRows(fields: readonly ChoosableField[], chosen: readonly string[] | null): FieldRow[] {
  const rowsOf = (field: ChoosableField, above: readonly string[], isWithin: boolean): FieldRow[] => {
    const names = [...above, field.name];
    const path = names.join('.');
    const isTicked = isWithin || chosen === null || chosen.includes(path);
    const row = { path, name: field.name, typeName: field.typeName, depth: above.length, isTicked };
    return [row, ...field.children.flatMap(child => rowsOf(child, names, isTicked))];
  };
  return fields.flatMap(field => rowsOf(field, [], false));
}

/**
 * What is to be read where these paths are ticked: a field is read whole where it is ticked with all below it or with
 * nothing below it, else what is ticked below it. Null where that is all.
 */
export function chosenFields(fields: readonly ChoosableField[], ticked: ReadonlySet<string>): string[] | null {
  const within = ({ children }: ChoosableField, path: string): string[] =>
    children.flatMap(child => [`${path}.${child.name}`, ...within(child, `${path}.${child.name}`)]);
  const chosen = (field: ChoosableField, path: string): string[] => {
    const below = within(field, path);
    const count = below.filter(each => ticked.has(each)).length;
    if (ticked.has(path) && (count === 0 || count === below.length)) return [path];
    return field.children.flatMap(child => chosen(child, `${path}.${child.name}`));
  };
  const all = fields.flatMap(field => chosen(field, field.name));
  return fields.every(({ name }) => all.includes(name)) ? null : all;
}

/** `Vec<Item>` of `alloc::vec::Vec<demo::Item, alloc::alloc::Global>`: as a person writes it. */
export function shortTypeName(typeName: string): string {
  return typeName.replace(/(?:[\p{L}\p{N}_{}#]+::)+/gu, '').replaceAll(', Global>', '>');
}
