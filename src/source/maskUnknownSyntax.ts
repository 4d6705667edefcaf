/**
 * Syntax that the grammar does not know yet, and that would make it lose the end of the module around it. The words
 * are blanked out for the parser, so that every place in the text stays what it is.
 */

/** `unsafe extern "C" { safe fn f(); }`, Rust 2024. */
const UNSAFE_EXTERN_BLOCK = /\bunsafe(?=\s+extern\s*(?:"[^"\n]*"\s*)?\{)/g;
const SAFE_DECLARATION = /\bsafe(?=\s+(?:fn|static)\b)/g;

/** A text of the same length. */
export function maskUnknownSyntax(text: string): string {
  return text.replace(UNSAFE_EXTERN_BLOCK, blank).replace(SAFE_DECLARATION, blank);
}

function blank(word: string): string {
  return ' '.repeat(word.length);
}
