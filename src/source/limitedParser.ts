/** tree-sitter's parser with an end to its patience: no text may keep the process busy or fill its memory. */

import type { Parser, Tree } from 'web-tree-sitter';
import { HumanError } from '../model/humanError.ts';

/** In UTF-16 units. A longer file is generated, and its tree would take hundreds of megabytes. */
const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

export class LimitedParser {
  private readonly parser: Parser;
  private readonly maxReadMs: number;

  constructor(parser: Parser, maxReadMs: number) {
    this.parser = parser;
    this.maxReadMs = maxReadMs;
  }

  /** When what is begun now must have ended, in the time of `performance.now()`. */
  deadlineMs(): number {
    return performance.now() + this.maxReadMs;
  }

  /** `previous` is the tree of an earlier text with the edit applied. Throws a HumanError when it takes too long. */
  parse(text: string, previous: Tree | null, deadlineMs: number): Tree {
    if (text.length > MAX_TEXT_LENGTH) {
      throw new HumanError({
        message: `The file has more than ${MAX_TEXT_LENGTH} characters; its functions are not read.`,
      });
    }
    const isLate = (): boolean => performance.now() > deadlineMs;
    const tree = isLate() ? null : this.parser.parse(text, previous, { progressCallback: isLate });
    if (tree === null) {
      // Else the parser would go on with this text when it is given the next.
      this.parser.reset();
      throw new HumanError({ message: `The file could not be read as Rust within ${this.maxReadMs / 1000} seconds.` });
    }
    return tree;
  }
}
