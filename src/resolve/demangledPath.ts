/**
 * Demangled names as people write paths. One function has several honest spellings: `<demo::Circle as demo::Shape>::area`
 * is also `Circle::area` and `Shape::area`; `demo::Stack<T>::push` is also `Stack::push`.
 */

/** Removes everything between `<` and `>`, with the `::` before it. */
export function withoutTypeArguments(path: string): string {
  let depth = 0;
  let result = '';
  for (let at = 0; at < path.length; at++) {
    const character = path[at] ?? '';
    const isArrow = character === '>' && path[at - 1] === '-';
    if (character === '<') {
      depth++;
      if (depth === 1 && result.endsWith('::')) result = result.slice(0, -2);
    } else if (character === '>' && !isArrow) depth = Math.max(0, depth - 1);
    else if (depth === 0) result += character;
  }
  return result;
}

/** One name for all instances of a function: `demo::largest`, `<demo::Circle as demo::Shape>::area`, `<*const u8>::add`. */
export function functionPath(demangled: string): string {
  const qualified = splitQualifiedSelf(demangled);
  if (qualified?.trait === null && isNoPath(qualified.self)) {
    return `<${plainPath(qualified.self)}>${withoutTypeArguments(qualified.rest)}`;
  }
  const all = spellings(demangled);
  return all.find(spelling => spelling.startsWith('<')) ?? all[0] ?? demangled;
}

/** Of the self type of an impl: a reference, pointer, slice, tuple, trait object or function pointer. */
function isNoPath(self: string): boolean {
  return /^(?:[^\w<]|dyn |fn\(|unsafe |extern )/.test(self);
}

/** Every spelling under which a person may name the function, without type arguments. */
export function spellings(demangled: string): string[] {
  const qualified = splitQualifiedSelf(demangled);
  if (qualified === null) return [withoutTypeArguments(demangled)];
  const rest = withoutTypeArguments(qualified.rest);
  const self = plainPath(qualified.self);
  const heads = [self];
  if (qualified.trait !== null) {
    const trait = plainPath(qualified.trait);
    heads.push(trait, `<${self} as ${trait}>`, `<${lastSegment(self)} as ${lastSegment(trait)}>`);
  }
  return heads.map(head => `${head}${rest}`);
}

/** Of a type or trait, which may stand in a method of an impl. */
function plainPath(path: string): string {
  return path.startsWith('<') ? functionPath(path) : withoutTypeArguments(path);
}

/** True when `wanted` is the demangled path or ends it at a `::`, in any of its spellings. Symbols have no `r#`. */
export function matchesPath(demangled: string, wanted: string): boolean {
  return spellingOf(demangled, wanted) !== null;
}

/** The spelling of the demangled path that `wanted` is, or the end of; null for none. */
export function spellingOf(demangled: string, wanted: string): string | null {
  const normal = (wanted.startsWith('<') ? wanted : withoutTypeArguments(wanted)).replaceAll('r#', '');
  return spellings(demangled).find(spelling => spelling === normal || spelling.endsWith(`::${normal}`)) ?? null;
}

/** True unless `wanted` ends in type arguments and the demangled path ends in others. */
export function hasTypeArguments(demangled: string, wanted: string): boolean {
  const typeArguments = /^[^<].*?(?:::)?(<.*>)$/.exec(wanted)?.[1];
  return typeArguments === undefined || demangled.replaceAll('::<', '<').endsWith(typeArguments.replaceAll('::<', '<'));
}

/** True when the function, or the type or trait it is implemented for, belongs to one of the crates. */
export function isOfCrates(demangled: string, crates: readonly string[]): boolean {
  return spellings(demangled).some(spelling => crates.some(crate => spelling.startsWith(`${crate}::`)));
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('::') + (path.includes('::') ? 2 : 0));
}

/** Takes `<Self as Trait>::rest` apart; null for a plain path. */
export function splitQualifiedSelf(path: string): { self: string; trait: string | null; rest: string } | null {
  if (!path.startsWith('<')) return null;
  let depth = 0;
  let asAt = -1;
  for (let at = 0; at < path.length; at++) {
    const character = path[at];
    if (character === '<') depth++;
    else if (character === '>' && path[at - 1] !== '-') depth--;
    else if (depth === 1 && asAt < 0 && path.startsWith(' as ', at)) asAt = at;
    if (depth === 0) {
      const trait = asAt < 0 ? null : path.slice(asAt + 4, at);
      return { self: path.slice(1, asAt < 0 ? at : asAt), trait, rest: path.slice(at + 1) };
    }
  }
  return null;
}
