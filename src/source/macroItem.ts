/** Tokens of a macro call up to a pair of braces -> the item that they make, read backwards from its keyword. */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { NO_LEADING, withAttribute, withLeading, type Leading } from './leading.ts';
import { withoutRaw } from './pathText.ts';
import { end0, range0, start0 } from './position.ts';
import { insideFunction, scopeInside, type Scope } from './scope.ts';
import type { Source } from './source.ts';

export interface TokenItem {
  /** Null for `impl`, `trait` and `mod`. */
  readonly function: RustFunction | null;
  /** What holds inside the braces. */
  readonly scope: Scope;
}

/** In UTF-16 units. */
const MAX_HEADER_LENGTH = 4_000;

/** Null when the tokens before the braces are no item that matters here. */
export function itemOfTokens(header: readonly Node[], body: Node, scope: Scope, source: Source): TokenItem | null {
  for (const [at, token] of header.entries()) {
    if (token.type === 'fn' && header[at + 1]?.type === 'identifier') {
      return functionOfTokens(header, at, body, scope, source);
    }
    // A header far from its braces is none.
    if (body.startIndex - token.startIndex > MAX_HEADER_LENGTH) continue;
    if (token.type === 'impl' || token.type === 'trait' || token.type === 'mod') {
      const inner = scopeOfTokens(token, body, scope, source);
      if (inner !== null) return { function: null, scope: inner };
    }
  }
  return null;
}

/** The header alone, with empty braces, is an item that the grammar understands. */
function scopeOfTokens(keyword: Node, body: Node, scope: Scope, source: Source): Scope | null {
  let inner: Scope | null = null;
  source.withItem(`${source.text.slice(keyword.startIndex, body.startIndex)}{}`, item => {
    if (item.type === `${keyword.type}_item`) inner = scopeInside(item, scope);
  });
  return inner;
}

function functionOfTokens(
  header: readonly Node[],
  fnAt: number,
  body: Node,
  scope: Scope,
  source: Source,
): TokenItem | null {
  const identifier = header[fnAt + 1];
  const parametersAt = header.findIndex((token, at) => at > fnAt && source.text[token.startIndex] === '(');
  const parameters = header[parametersAt];
  if (identifier === undefined || parameters === undefined) return null;
  const signatureAt = signatureStart(header, fnAt);
  const signature = header.slice(signatureAt, fnAt + 1);
  const itemAt = visibilityStart(header, signatureAt, source);
  const leading = leadingBefore(header, itemAt, source);
  const name = withoutRaw(identifier.text);
  const start = header[itemAt] ?? identifier;
  const found: RustFunction = {
    file: source.file,
    name,
    path: [...scope.path, name].join('::'),
    kind: 'macroBody',
    isAsync: signature.some(token => token.type === 'async'),
    isGeneric: scope.isGeneric || hasTypeName(header.slice(fnAt + 2, parametersAt)) || /\bimpl\b/.test(parameters.text),
    isTest: leading.isTest,
    cfg: leading.cfg ?? scope.cfg,
    isMain: false,
    nameRange: range0(identifier),
    itemRange: { start: leading.start ?? start0(start), end: end0(body) },
    signatureLine0: start.startPosition.row,
  };
  return { function: found, scope: { ...insideFunction(name, scope), cfg: found.cfg } };
}

/** Index of the first of `const`, `async`, `unsafe`, `extern "…"` right before `fn`. */
function signatureStart(header: readonly Node[], fnAt: number): number {
  let at = fnAt;
  for (;;) {
    const before = header[at - 1];
    if (before === undefined) return at;
    if (['const', 'async', 'unsafe'].includes(before.type) || before.text === 'extern') at--;
    else if (before.type === 'string_literal' && header[at - 2]?.text === 'extern') at -= 2;
    else return at;
  }
}

/** Index of `pub`, `pub(…)` or `default` right before the signature, else of the signature. */
function visibilityStart(header: readonly Node[], signatureAt: number, source: Source): number {
  let at = signatureAt;
  if (header[at - 1]?.type === 'default') at--;
  const before = header[at - 1];
  if (before?.type === 'pub') return at - 1;
  const isRestricted = before !== undefined && source.text[before.startIndex] === '(' && header[at - 2]?.type === 'pub';
  return isRestricted ? at - 2 : at;
}

/** Attributes and doc comments that end right before the item. */
function leadingBefore(header: readonly Node[], itemAt: number, source: Source): Leading {
  let first = itemAt;
  for (let at = itemAt - 1; at >= 0; at--) {
    const token = header[at];
    if (token === undefined) break;
    const isAttribute = source.text[token.startIndex] === '[' && header[at - 1]?.type === '#';
    if (isAttribute) at--;
    else if (!token.type.endsWith('_comment')) break;
    first = at;
  }
  let leading = NO_LEADING;
  for (let at = first; at < itemAt; at++) {
    const token = header[at];
    if (token?.type === '#') leading = withAttribute(token, `#${header[++at]?.text ?? ''}`, leading);
    else if (token !== undefined) leading = withLeading(token, leading);
  }
  return leading;
}

/** Does `<…>` declare more than lifetimes, whose names follow a quote? */
function hasTypeName(generics: readonly Node[]): boolean {
  return generics.some((token, at) => token.type === 'identifier' && generics[at - 1]?.type !== "'");
}
