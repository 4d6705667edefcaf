/**
 * Types, traits and names as they stand in a path: `impl<'a> Lines<'a, T>` is written `Lines<T>`.
 * Lifetimes are left out because rustc leaves them out of its own paths.
 */

const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//g;
const HIGHER_RANKED = /\bfor ?<[^<>]*> ?/g;
const LIFETIME = String.raw`'(?:r#)?[\p{XID_Start}_][\p{XID_Continue}]*(?!')`;
const LIFETIME_BOUND = new RegExp(String.raw` ?\+ ?${LIFETIME}`, 'gu');
const LIFETIME_ARGUMENT = new RegExp(`${LIFETIME} ?,? ?`, 'gu');

/** Source text of a type or trait -> one line without lifetimes, comments and `r#`. */
export function pathText(source: string): string {
  return withoutRaw(source.replace(COMMENT, ' '))
    .replace(/\s+/g, ' ')
    .replace(HIGHER_RANKED, '')
    .replace(LIFETIME_BOUND, '')
    .replace(LIFETIME_ARGUMENT, '')
    .replace(/(?<!-),? ?>/g, '>')
    .replace(/< /g, '<')
    .replace(/<>/g, '')
    .trim();
}

/** `r#match` -> `match`. */
export function withoutRaw(identifier: string): string {
  return identifier.replace(/\br#/g, '');
}
