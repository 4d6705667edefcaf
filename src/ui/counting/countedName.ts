/** Names of counted functions (CountedFunction.name), taken apart. Pure. */

/** `{closure#0}`, `{async_fn#0}`, `{{constant}}`: what has no name in the source. */
const NAMELESS = /^\{.*\}$/u;

/** The identifier in the source: `open` of `demo::db::open`, `area` of `<demo::Circle as demo::Shape>::area`, `fetch` of `demo::fetch::{async_fn#0}`. */
export function ownName(name: string): string {
  return segments(name).findLast(segment => !NAMELESS.test(segment)) ?? name;
}

/** Whether it is a closure or the body of an `async fn` inside of a function that is counted by itself. */
export function isPartOfFunction(name: string): boolean {
  return NAMELESS.test(segments(name).at(-1) ?? '');
}

/** Whether it is the body of the `async fn` that bears its name: what is counted there is polls. */
export function isAsyncBody(name: string): boolean {
  const last = segments(name).slice(-2);
  return last.length === 2 && /^\{async_fn#\d+\}$/u.test(last[1] ?? '') && !NAMELESS.test(last[0] ?? '');
}

/** Parted at each `::` that is not inside of `<…>`. */
function segments(name: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < name.length; index++) {
    const character = name[index];
    if (character === '<') depth++;
    // The arrow of a function's type is no bracket.
    else if (character === '>' && name[index - 1] !== '-') depth--;
    else if (depth === 0 && name.startsWith('::', index)) {
      parts.push(name.slice(start, index));
      start = index + 2;
    }
  }
  return [...parts, name.slice(start)];
}
