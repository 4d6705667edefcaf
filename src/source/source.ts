/** The text that a tree was made of, and what else its readers need beside the tree. */

import type { Node } from 'web-tree-sitter';
import type { FnWords } from './fnWords.ts';

export interface Source {
  /** Absolute path of the file. */
  readonly file: string;
  readonly text: string;
  readonly fnWords: FnWords;
  /** Calls `read` with the first item of `text` when it is free of errors. */
  readonly withItem: (text: string, read: (item: Node) => void) => void;
}
