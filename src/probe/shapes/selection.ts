/** Which arguments and fields a person has chosen to see. */

/** Everything, or the chosen fields by their names. */
export type Selection = 'all' | ReadonlyMap<string, Selection>;

/** From paths as `CaptureOptions.fields` has them: `name`, `self.orders`, `pair.0`. Null: all. */
export function selectionOf(paths: readonly string[] | null): Selection {
  return paths === null ? 'all' : chosenBy(paths.map(path => path.split('.')));
}

function chosenBy(paths: readonly (readonly string[])[]): Selection {
  if (paths.some(path => path.length === 0)) return 'all';
  const heads = new Set(paths.flatMap(path => path.slice(0, 1)));
  return new Map(
    [...heads].map(head => [head, chosenBy(paths.filter(path => path[0] === head).map(path => path.slice(1)))]),
  );
}

/** Null when the field is not chosen, nor anything below it. */
export function selected(selection: Selection, field: string): Selection | null {
  return selection === 'all' ? 'all' : (selection.get(field) ?? null);
}
