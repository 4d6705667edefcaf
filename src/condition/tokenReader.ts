/** Walks through the tokens of a condition. */

import { ConditionError, type Span } from './conditionError.ts';
import { tokensOf } from './lexer.ts';
import type { Name } from './syntax.ts';
import type { Token } from './token.ts';

/** Parentheses and prefixes that may lie in one another. */
const NESTING_LIMIT = 64;

export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  /** The token `ahead` places on, without taking it. */
  peek(ahead = 0): Token {
    const token = this.#tokens[this.#position + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('there is always a token at the end');
    return token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#position++;
    return token;
  }

  isAt(...symbols: readonly string[]): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && symbols.includes(token.symbol);
  }

  /** Takes the symbol if it is the next token. */
  skip(symbol: string): boolean {
    if (!this.isAt(symbol)) return false;
    this.take();
    return true;
  }

  /** Takes the symbol, or fails where it is missing. */
  expect(symbol: string): Span {
    if (this.isAt(symbol)) return this.take();
    throw this.unexpected(`\`${symbol}\``);
  }

  expectName(): Name {
    const token = this.peek();
    if (token.kind !== 'name') throw this.unexpected('a name');
    this.take();
    return { text: token.name, from: token.from, to: token.to };
  }

  /** Where the token before the next one ends. */
  get behind(): number {
    return this.#tokens[this.#position - 1]?.to ?? 0;
  }

  /** The error for a next token that is not `wanted`. */
  unexpected(wanted: string): ConditionError {
    const token = this.peek();
    if (token.kind === 'end') return new ConditionError(`The condition ends where ${wanted} is missing.`, token);
    const word = this.#text.slice(token.from, token.to);
    return new ConditionError(`Here stands \`${word}\` where ${wanted} is missing.`, token);
  }

  /** What stands between commas up to `end`, which is taken. */
  list<T>(end: string, readItem: (index: number) => T): readonly T[] {
    const items: T[] = [];
    while (!this.isAt(end)) {
      items.push(readItem(items.length));
      if (!this.skip(',')) break;
    }
    this.expect(end);
    return items;
  }

  /** Reads what lies one level deeper. */
  nested<T>(read: () => T): T {
    if (this.#nesting >= NESTING_LIMIT) throw new ConditionError('This is nested too deeply.', this.peek());
    this.#nesting++;
    const result = read();
    this.#nesting--;
    return result;
  }
}
